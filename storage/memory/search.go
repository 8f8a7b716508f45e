package memory

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/parleychat/parley/chat"
)

// SearchMessages implements chat.SearchStore. It looks at everything.
func (s *Store) SearchMessages(ctx context.Context, q chat.SearchQuery) ([]chat.Message, error) {
	var list []chat.Message
	err := s.do(ctx, "search", "", func() error {
		if q.Limit < 1 {
			return errLimit
		}
		for _, m := range s.messages {
			if err := ctx.Err(); err != nil {
				return err
			}
			if s.selects(q, m) {
				list = append(list, *m)
			}
		}
		slices.SortFunc(list, func(a, b chat.Message) int { return cmp.Compare(b.ID, a.ID) })
		list = slices.Clip(list[:min(q.Limit, len(list))])
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// selects tells whether all of the query applies to a message.
func (s *Store) selects(q chat.SearchQuery, m *chat.Message) bool {
	switch {
	case m.Deleted(), q.Before != "" && m.ID >= q.Before, !s.searchedIn(q, m),
		len(q.Authors) > 0 && !slices.Contains(q.Authors, m.AuthorID), slices.Contains(q.NotAuthors, m.AuthorID),
		!q.From.IsZero() && m.CreatedAt.Before(q.From), !q.Until.IsZero() && (m.CreatedAt.IsZero() || !m.CreatedAt.Before(q.Until)):
		return false
	}
	has := func(f chat.Feature) bool { return s.has(m, f) }
	if slices.ContainsFunc(q.HasNot, has) || slices.IndexFunc(q.Has, func(f chat.Feature) bool { return !has(f) }) >= 0 {
		return false
	}
	return q.Said(m.Text)
}

// searchedIn tells whether the query is about the room of the message.
func (s *Store) searchedIn(q chat.SearchQuery, m *chat.Message) bool {
	if slices.Contains(q.NotRooms, m.Room) {
		return false
	}
	if len(q.Rooms) > 0 {
		return slices.Contains(q.Rooms, m.Room)
	}
	r := s.rooms[m.Room]
	_, member := r.members[q.Reader]
	return q.Reader == "" || r.Kind == chat.Public || member
}

func (s *Store) has(m *chat.Message, f chat.Feature) bool {
	switch f {
	case chat.FeatureLink:
		return chat.HasLink(m.Text)
	case chat.FeatureReaction:
		return len(s.reactions[m.ID]) > 0
	case chat.FeatureThread:
		return slices.ContainsFunc(s.rooms[m.Room].history, func(x *chat.Message) bool { return x.Thread == m.ID && !x.Deleted() })
	case chat.FeaturePin:
		return m.Pinned()
	case chat.FeatureFile, chat.FeatureImage:
		return s.hasFile(m.ID, f == chat.FeatureImage)
	}
	return false
}

// hasFile tells whether a file is attached to the message, or a picture.
func (s *Store) hasFile(id chat.MessageID, picture bool) bool {
	for _, f := range s.files {
		if f.Message == id && (!picture || strings.HasPrefix(f.Type, "image/")) {
			return true
		}
	}
	return false
}

// IndexMessages implements chat.SearchStore. There is no index, only how far it would be.
func (s *Store) IndexMessages(ctx context.Context, id chat.RoomID, limit int) (n int, err error) {
	err = s.do(ctx, "index messages of room", string(id), func() error {
		if limit < 1 {
			return errLimit
		}
		r := s.rooms[id]
		if r == nil {
			return nil
		}
		next := r.unindexed()
		n = min(limit, len(next))
		if n > 0 {
			r.indexed = next[n-1].Seq
		}
		return nil
	})
	return n, err
}

// unindexed are the messages that the index has not passed.
func (r *room) unindexed() []*chat.Message {
	i, _ := slices.BinarySearchFunc(r.history, r.indexed+1, func(m *chat.Message, seq int64) int { return cmp.Compare(m.Seq, seq) })
	return r.history[i:]
}

// Unindexed implements chat.SearchStore.
func (s *Store) Unindexed(ctx context.Context, after chat.RoomID, limit int) ([]chat.RoomID, error) {
	var list []chat.RoomID
	err := s.do(ctx, "unindexed rooms", "", func() error {
		if limit < 1 {
			return errLimit
		}
		for id, r := range s.rooms {
			if id > after && len(r.unindexed()) > 0 {
				list = append(list, id)
			}
		}
		slices.Sort(list)
		list = slices.Clip(list[:min(limit, len(list))])
		return nil
	})
	return list, err
}
