package memory

import (
	"context"
	"time"

	"github.com/parleychat/parley/chat"
)

// paceKey is who posted where.
type paceKey struct {
	room chat.RoomID
	user chat.UserID
}

// AddMessageIf implements chat.PaceStore.
func (s *Store) AddMessageIf(ctx context.Context, m chat.Message, may func(r chat.Room, last time.Time) error) (chat.Message, bool, error) {
	return s.addMessage(ctx, m, func(r *room) error {
		key := paceKey{m.Room, m.AuthorID}
		if err := may(r.Room, s.paces[key]); err != nil {
			return err
		}
		// What ended while may ran is refused, as a commit would be.
		if err := ctx.Err(); err != nil {
			return err
		}
		s.paces[key] = stamp(m.CreatedAt)
		return nil
	})
}

// SetNotify implements chat.NotifyStore.
func (s *Store) SetNotify(ctx context.Context, id chat.RoomID, user chat.UserID, n chat.Notify) (m chat.Member, err error) {
	n.MuteUntil = stamp(n.MuteUntil)
	err = s.do(ctx, "what is told to", string(user), func() error {
		r, stored, err := s.member(id, user)
		if err == nil {
			stored.Notify = n
			r.members[user], m = stored, stored
		}
		return err
	})
	return m, err
}

// eraseOrder forgets what a user wrote about others, and others about them.
func (s *Store) eraseOrder(user chat.UserID) {
	delete(s.blocks, user)
	for key := range s.paces {
		if key.user == user {
			delete(s.paces, key)
		}
	}
	for key, x := range s.sanctions {
		if x.By == user || x.User == user {
			x.Reason = ""
			s.sanctions[key] = x
		}
		if x.User == user && x.Room != "" {
			delete(s.sanctions, key)
		}
	}
	for id, a := range s.acts {
		if a.User == user || a.Actor == user {
			a.Reason = ""
			s.acts[id] = a
		}
	}
	for id, r := range s.reports {
		if r.Reporter == user {
			r.Reason = ""
		}
		if r.Author == user {
			r.Text = ""
		}
		s.reports[id] = r
	}
}

// ImportOrder implements chat.OrderStore.
func (s *Store) ImportOrder(ctx context.Context, room chat.RoomID, o chat.Order) (n int, err error) {
	err = s.do(ctx, "import order into room", string(room), func() error {
		if _, err := s.room(room); err != nil {
			return err
		}
		for _, x := range o.Sanctions {
			x.Room, x.At, x.Until = room, stamp(x.At), stamp(x.Until)
			n += addNew(s.sanctions, keyOf(x), x)
		}
		for _, x := range o.Reports {
			x.Room, x.CreatedAt, x.ClosedAt = room, stamp(x.CreatedAt), stamp(x.ClosedAt)
			if m := s.messages[x.Message]; m != nil && m.Room == room && s.reportBy(x.Message, x.Reporter) == "" {
				n += addNew(s.reports, x.ID, x)
			}
		}
		for _, x := range o.Acts {
			x.Room, x.At, x.Until = room, stamp(x.At), stamp(x.Until)
			n += addNew(s.acts, x.ID, x)
		}
		return nil
	})
	return n, err
}

// addNew adds what is not there yet, and returns how much that is.
func addNew[K comparable, V any](all map[K]V, key K, v V) int {
	if _, there := all[key]; there {
		return 0
	}
	all[key] = v
	return 1
}
