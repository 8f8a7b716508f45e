package memory

import (
	"context"
	"errors"

	"github.com/parleychat/parley/chat"
)

// kept is the part of a message that a store keeps.
func kept(m chat.Message) chat.Message {
	m.Author, m.Nodes, m.Calls, m.Quote, m.Replies, m.Reactions, m.Attachments = chat.User{}, nil, nil, nil, nil, nil, nil
	m.CreatedAt, m.EditedAt, m.DeletedAt = stamp(m.CreatedAt), stamp(m.EditedAt), stamp(m.DeletedAt)
	m.PinnedAt = stamp(m.PinnedAt)
	return m
}

// AddMessage implements chat.MessageStore.
func (s *Store) AddMessage(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
	return s.addMessage(ctx, m, func(*room) error { return nil })
}

// addMessage adds a message, unless may, which is asked about a new one, has something
// against it.
func (s *Store) addMessage(ctx context.Context, m chat.Message, may func(r *room) error) (chat.Message, bool, error) {
	files := m.Attachments
	calls := m.Calls
	m = kept(m)
	added := false
	err := s.do(ctx, "add message", string(m.ID), func() error {
		r, err := s.room(m.Room)
		if err != nil {
			return err
		}
		if old := r.sent[sent{m.AuthorID, m.ClientID}]; old != nil {
			m = *old
			return nil
		}
		if s.messages[m.ID] != nil {
			return chat.ErrExists
		}
		if err := s.fit(m, files); err != nil {
			return err
		}
		if err := may(r); err != nil {
			return err
		}
		s.attach(m, files)
		added = true
		m.Seq = r.next(chat.Event{
			Kind: chat.MessageCreated, Object: string(m.ID), Actor: m.AuthorID, ClientID: m.ClientID, At: m.CreatedAt,
		})
		m.Rev = m.Seq
		s.store(r, m)
		s.follow(m, calls)
		s.call(m, calls, chat.Change{Actor: m.AuthorID, At: m.CreatedAt})
		return nil
	})
	if err != nil {
		return chat.Message{}, false, err
	}
	return m, added, nil
}

// store appends a message to a room's history.
func (s *Store) store(r *room, m chat.Message) {
	s.messages[m.ID] = &m
	r.history = append(r.history, &m)
	r.sent[sent{m.AuthorID, m.ClientID}] = &m
}

// UpdateMessage implements chat.MessageStore.
func (s *Store) UpdateMessage(
	ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error,
) (m chat.Message, err error) {
	err = s.do(ctx, "update message", string(id), func() error {
		stored := s.messages[id]
		if stored == nil {
			return chat.ErrNotFound
		}
		changed := *stored
		changed.Attachments = s.attached(id)
		if err := change(&changed); errors.Is(err, chat.ErrUnchanged) {
			m = *stored
			return nil
		} else if err != nil {
			return err
		}
		// What ended while change ran is refused, as a commit would be.
		if err := ctx.Err(); err != nil {
			return err
		}
		files := changed.Attachments
		calls := changed.Calls
		changed = kept(changed)
		if changed.Pinned() && !stored.Pinned() && s.rooms[stored.Room].pins() >= chat.MaxPins {
			return chat.ErrFull
		}
		old := stored.Text
		stored.Text, stored.EditedAt = changed.Text, changed.EditedAt
		stored.DeletedAt, stored.DeletedBy = changed.DeletedAt, changed.DeletedBy
		stored.PinnedAt, stored.PinnedBy = changed.PinnedAt, changed.PinnedBy
		stored.Rev = s.rooms[stored.Room].next(chat.Event{
			Kind: c.Kind, Object: string(id), Actor: c.Actor, ClientID: c.ClientID, At: stamp(c.At),
		})
		s.revise(stored, c, old)
		s.enact(c.Act)
		if stored.Deleted() {
			s.dropAnswers(id)
			files = nil
		}
		s.keepFiles(id, files)
		m = *stored
		s.call(m, calls, c)
		return nil
	})
	return m, err
}

// Message implements chat.MessageStore.
func (s *Store) Message(ctx context.Context, id chat.MessageID) (m chat.Message, err error) {
	err = s.do(ctx, "message", string(id), func() error {
		stored := s.messages[id]
		if stored == nil {
			return chat.ErrNotFound
		}
		m = *stored
		return nil
	})
	return m, err
}

// MessagesByID implements chat.MessageStore.
func (s *Store) MessagesByID(ctx context.Context, ids []chat.MessageID) (list []chat.Message, err error) {
	err = s.do(ctx, "messages", "", func() error {
		seen := make(map[chat.MessageID]bool, len(ids))
		for _, id := range ids {
			if m := s.messages[id]; m != nil && !seen[id] {
				seen[id] = true
				list = append(list, *m)
			}
		}
		return nil
	})
	return list, err
}

// MessageBySeq implements chat.MessageStore.
func (s *Store) MessageBySeq(ctx context.Context, id chat.RoomID, seq int64) (m chat.Message, err error) {
	err = s.do(ctx, "message in room", string(id), func() error {
		r, err := s.room(id)
		if err != nil {
			return err
		}
		i, ok := r.find(seq)
		if !ok {
			return chat.ErrNotFound
		}
		m = *r.history[i]
		return nil
	})
	return m, err
}
