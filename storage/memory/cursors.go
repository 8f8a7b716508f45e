package memory

import (
	"context"
	"fmt"
	"slices"

	"github.com/parleychat/parley/chat"
)

// StartConsumer implements chat.CursorStore.
func (s *Store) StartConsumer(ctx context.Context, consumer string) error {
	return s.startConsumer(ctx, consumer, func(r *room) int64 { return r.Rev })
}

// StartConsumerFromLog implements chat.CursorStore.
func (s *Store) StartConsumerFromLog(ctx context.Context, consumer string) error {
	return s.startConsumer(ctx, consumer, func(r *room) int64 { return r.Pruned })
}

func (s *Store) startConsumer(ctx context.Context, consumer string, at func(*room) int64) error {
	return s.do(ctx, "start consumer", consumer, func() error {
		if s.cursors[consumer] != nil {
			return nil
		}
		cursors := make(map[chat.RoomID]int64, len(s.rooms))
		for id, r := range s.rooms {
			cursors[id] = at(r)
		}
		s.cursors[consumer] = cursors
		return nil
	})
}

// Cursor implements chat.CursorStore.
func (s *Store) Cursor(ctx context.Context, consumer string, room chat.RoomID) (rev int64, err error) {
	err = s.do(ctx, "cursor of", consumer, func() error {
		rev = s.cursors[consumer][room]
		return nil
	})
	return rev, err
}

// MoveCursor implements chat.CursorStore. Without the room or the consumer there is no
// cursor to set: ErrNotFound.
func (s *Store) MoveCursor(ctx context.Context, consumer string, room chat.RoomID, rev int64) error {
	return s.do(ctx, "move the cursor of", consumer, func() error { return s.moveCursor(consumer, room, rev) })
}

func (s *Store) moveCursor(consumer string, room chat.RoomID, rev int64) error {
	if _, err := s.room(room); err != nil {
		return err
	}
	cursors := s.cursors[consumer]
	if cursors == nil {
		return fmt.Errorf("consumer %q: %w", consumer, chat.ErrNotFound)
	}
	cursors[room] = max(cursors[room], rev)
	return nil
}

// Behind implements chat.CursorStore.
func (s *Store) Behind(ctx context.Context, consumer string, after chat.RoomID, limit int) ([]chat.RoomID, error) {
	var rooms []chat.RoomID
	err := s.do(ctx, "rooms behind of", consumer, func() error {
		if limit < 1 {
			return errLimit
		}
		for id, r := range s.rooms {
			if id > after && r.Rev > s.cursors[consumer][id] {
				rooms = append(rooms, id)
			}
		}
		return nil
	})
	slices.Sort(rooms)
	return rooms[:min(len(rooms), max(limit, 0))], err
}
