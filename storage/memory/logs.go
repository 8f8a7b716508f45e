package memory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/parleychat/parley/chat"
)

// tell logs in a user's own log what concerns only them.
func (s *Store) tell(user chat.UserID, ev chat.Event) {
	id := chat.UserLog(user)
	own := s.rooms[id]
	if own == nil {
		own = newRoom(chat.Room{ID: id, Kind: chat.Personal, CreatedBy: user, CreatedAt: ev.At})
		s.rooms[id] = own
	}
	own.next(ev)
}

// ExpireMessages implements chat.MessageStore.
func (s *Store) ExpireMessages(
	ctx context.Context, id chat.RoomID, before time.Time, limit int, at time.Time,
) (n int, err error) {
	err = s.do(ctx, "expire messages of room", string(id), func() error {
		r, err := s.room(id)
		if err != nil {
			return err
		}
		if limit < 1 {
			return errLimit
		}
		n = oldest(r.history, limit, func(m *chat.Message) bool { return m.CreatedAt.Before(before) })
		if n == 0 {
			return nil
		}
		last := r.history[n-1].Seq
		for _, m := range r.history[:n] {
			delete(s.messages, m.ID)
			s.dropAnswers(m.ID)
			s.dropBookmarks(m.ID)
			s.dropReports(m.ID)
			s.keepFiles(m.ID, nil)
			maps.DeleteFunc(s.follows, func(k followKey, _ *follow) bool { return k.thread == m.ID })
			delete(r.sent, sent{m.AuthorID, m.ClientID})
		}
		r.history = slices.Clone(r.history[n:])
		r.next(chat.Event{Kind: chat.MessagesExpired, Object: strconv.FormatInt(last, 10), At: stamp(at)})
		return nil
	})
	return n, err
}

// PruneEvents implements chat.EventStore.
func (s *Store) PruneEvents(ctx context.Context, id chat.RoomID, before time.Time, limit int) (n int, err error) {
	err = s.do(ctx, "prune events of room", string(id), func() error {
		r, err := s.room(id)
		if err != nil {
			return err
		}
		if limit < 1 {
			return errLimit
		}
		told := r.Rev
		for _, cursors := range s.cursors {
			told = min(told, cursors[id])
		}
		n = oldest(r.log, limit, func(ev chat.Event) bool { return ev.Rev <= told && ev.At.Before(before) })
		if n > 0 {
			r.Pruned = r.log[n-1].Rev
			r.log = slices.Clone(r.log[n:])
		}
		return nil
	})
	return n, err
}

// oldest is how many of the first of list are old, at most limit.
func oldest[T any](list []T, limit int, old func(T) bool) int {
	n := 0
	for n < min(limit, len(list)) && old(list[n]) {
		n++
	}
	return n
}

// erasedClientID takes the place of a ClientID that may say something.
func erasedClientID(seq int64) string { return fmt.Sprintf("erased-%d", seq) }
