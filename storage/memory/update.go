package memory

import (
	"context"
	"errors"

	"github.com/parleychat/parley/chat"
)

// UpdateRoom implements chat.RoomStore.
func (s *Store) UpdateRoom(
	ctx context.Context, id chat.RoomID, c chat.Change, change func(*chat.Room) error,
) (r chat.Room, err error) {
	err = s.do(ctx, "update room", string(id), func() error {
		stored, err := s.room(id)
		if err != nil {
			return err
		}
		changed := stored.Room
		if err := change(&changed); errors.Is(err, chat.ErrUnchanged) {
			r = stored.Room
			return nil
		} else if err != nil {
			return err
		}
		// What ended while change ran is refused, as a commit would be.
		if err := ctx.Err(); err != nil {
			return err
		}
		stored.Name, stored.Topic, stored.RetentionDays = changed.Name, changed.Topic, changed.RetentionDays
		stored.SlowModeMs, stored.ArchivedAt = changed.SlowModeMs, stamp(changed.ArchivedAt)
		s.enact(c.Act)
		stored.next(chat.Event{Kind: c.Kind, Object: string(id), Actor: c.Actor, ClientID: c.ClientID, At: stamp(c.At)})
		r = stored.Room
		return nil
	})
	return r, err
}

// AdvanceRoom implements chat.RoomStore.
func (s *Store) AdvanceRoom(ctx context.Context, id chat.RoomID, rev int64) error {
	return s.do(ctx, "advance room", string(id), func() error {
		r, err := s.room(id)
		if err == nil && r.Rev < rev {
			r.Rev, r.Pruned, r.log = rev, rev, nil
		}
		return err
	})
}
