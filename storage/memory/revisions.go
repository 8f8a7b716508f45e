package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// revise keeps what a message said before c, and of all that it said the newest.
func (s *Store) revise(now *chat.Message, c chat.Change, text string) {
	if c.Kind != chat.MessageUpdated || now.Text == text {
		return
	}
	list := append(s.revisions[now.ID], chat.Revision{
		Message: now.ID, N: now.Rev, Text: text, ReplacedAt: stamp(c.At), ReplacedBy: c.Actor,
	})
	s.revisions[now.ID] = slices.Clone(list[max(0, len(list)-chat.MaxRevisions):])
}

// Revisions implements chat.RevisionStore.
func (s *Store) Revisions(ctx context.Context, message chat.MessageID, before int64, limit int) ([]chat.Revision, error) {
	var list []chat.Revision
	err := s.do(ctx, "revisions of message", string(message), func() error {
		if limit < 1 {
			return errLimit
		}
		for _, r := range slices.Backward(s.revisions[message]) {
			if (before <= 0 || r.N < before) && len(list) < limit {
				list = append(list, r)
			}
		}
		return nil
	})
	return list, err
}

// RemoveRevision implements chat.RevisionStore.
func (s *Store) RemoveRevision(ctx context.Context, message chat.MessageID, n int64, act *chat.Act) error {
	return s.do(ctx, "remove revision of message", string(message), func() error {
		i := s.findRevision(message, n)
		if i < 0 {
			return chat.ErrNotFound
		}
		s.revisions[message] = slices.Delete(s.revisions[message], i, i+1)
		s.enact(act)
		return nil
	})
}

// findRevision is where that one stands among those of its message; -1: nowhere.
func (s *Store) findRevision(message chat.MessageID, n int64) int {
	return slices.IndexFunc(s.revisions[message], func(r chat.Revision) bool { return r.N == n })
}

// ImportRevisions implements chat.RevisionStore.
func (s *Store) ImportRevisions(ctx context.Context, room chat.RoomID, list []chat.Revision) (n int, err error) {
	err = s.do(ctx, "import revisions into room", string(room), func() error {
		if _, err := s.room(room); err != nil {
			return err
		}
		for _, r := range list {
			m := s.messages[r.Message]
			if m == nil || m.Room != room || m.Deleted() || s.findRevision(r.Message, r.N) >= 0 {
				continue
			}
			r.ReplacedAt = stamp(r.ReplacedAt)
			all := append(s.revisions[m.ID], r)
			slices.SortFunc(all, func(a, b chat.Revision) int { return cmp.Compare(a.N, b.N) })
			s.revisions[m.ID] = all
			n++
		}
		return nil
	})
	return n, err
}
