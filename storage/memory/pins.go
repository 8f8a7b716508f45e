package memory

import (
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// pins is how many messages of the room are pinned.
func (r *room) pins() int {
	n := 0
	for _, m := range r.history {
		if m.Pinned() {
			n++
		}
	}
	return n
}

// Pins implements chat.PinStore.
func (s *Store) Pins(ctx context.Context, id chat.RoomID, before int64, limit int) ([]chat.Message, error) {
	var list []chat.Message
	err := s.do(ctx, "pins of room", string(id), func() error {
		if limit < 1 {
			return errLimit
		}
		if s.rooms[id] == nil {
			return nil
		}
		for _, m := range slices.Backward(s.rooms[id].history) {
			if m.Pinned() && (before <= 0 || m.Seq < before) && len(list) < limit {
				list = append(list, *m)
			}
		}
		return nil
	})
	return list, err
}
