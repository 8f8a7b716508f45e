package memory

import (
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// Events implements chat.EventStore.
func (s *Store) Events(ctx context.Context, id chat.RoomID, after int64, limit int) (events []chat.Event, err error) {
	err = s.do(ctx, "events of room", string(id), func() error {
		r, err := s.room(id)
		if err != nil {
			return err
		}
		if limit < 1 {
			return errLimit
		}
		if after < r.Pruned {
			return chat.ErrGone
		}
		// The log starts at Pruned+1 and has no holes, so that position is index.
		from := min(after-r.Pruned, int64(len(r.log)))
		rest := r.log[from:]
		events = slices.Clone(rest[:min(limit, len(rest))])
		return nil
	})
	return events, err
}
