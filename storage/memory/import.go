package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/parleychat/parley/chat"
)

// maxSeq is the highest Seq to import. Above it there is room for what follows in
// every client, whose numbers may end at 2^53.
const maxSeq = 1 << 52

// ImportMessages implements chat.MessageStore.
func (s *Store) ImportMessages(ctx context.Context, id chat.RoomID, list []chat.Message) (n int, err error) {
	err = s.do(ctx, "import into room", string(id), func() error {
		r, err := s.room(id)
		if err != nil {
			return err
		}
		fresh, err := s.fresh(r, list)
		if err != nil || len(fresh) == 0 {
			return err
		}
		for _, m := range fresh {
			s.store(r, m)
		}
		n = len(fresh)
		r.Rev = fresh[n-1].Seq
		r.Pruned, r.log = r.Rev, nil
		return nil
	})
	return n, err
}

// fresh returns, in seq order, the messages of the list that the room has not got,
// or what is wrong with one of them.
func (s *Store) fresh(r *room, list []chat.Message) ([]chat.Message, error) {
	var fresh []chat.Message
	known, ids := map[sent]bool{}, map[chat.MessageID]bool{}
	var below []chat.Message
	for _, m := range list {
		if m.Room != "" && m.Room != r.ID {
			return nil, fmt.Errorf("message %q is of room %q", m.ID, m.Room)
		}
		if m.Seq > maxSeq {
			return nil, fmt.Errorf("message %q: seq %d leaves no room above it", m.ID, m.Seq)
		}
		key := sent{m.AuthorID, m.ClientID}
		switch {
		case m.Seq <= r.Rev:
			below = append(below, m)
		case r.sent[key] != nil || known[key]:
		case s.messages[m.ID] != nil || ids[m.ID]:
			return nil, fmt.Errorf("message %q: %w", m.ID, chat.ErrExists)
		default:
			known[key], ids[m.ID] = true, true
			m = kept(m)
			m.Room, m.Rev = r.ID, m.Seq
			fresh = append(fresh, m)
		}
	}
	for _, m := range below {
		if key := (sent{m.AuthorID, m.ClientID}); r.sent[key] == nil && !known[key] {
			return nil, fmt.Errorf("message %q: seq not above the rev of the room: %w", m.ID, chat.ErrExists)
		}
	}
	return fresh, sortSeqs(fresh)
}

// sortSeqs sorts by seq and refuses two of one.
func sortSeqs(list []chat.Message) error {
	slices.SortFunc(list, func(a, b chat.Message) int { return cmp.Compare(a.Seq, b.Seq) })
	for i := 1; i < len(list); i++ {
		if list[i].Seq == list[i-1].Seq {
			return fmt.Errorf("seq %d twice: %w", list[i].Seq, chat.ErrExists)
		}
	}
	return nil
}
