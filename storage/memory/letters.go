package memory

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/parleychat/parley/chat"
)

type letterKey struct {
	consumer string
	room     chat.RoomID
	rev      int64
}

// DropConsumer implements chat.CursorStore.
func (s *Store) DropConsumer(ctx context.Context, consumer string) error {
	return s.do(ctx, "drop consumer", consumer, func() error {
		delete(s.cursors, consumer)
		maps.DeleteFunc(s.letters, func(key letterKey, _ chat.Letter) bool { return key.consumer == consumer })
		return nil
	})
}

// AddLetter implements chat.CursorStore.
func (s *Store) AddLetter(ctx context.Context, l chat.Letter) error {
	return s.do(ctx, "add letter of", l.Consumer, func() error {
		if err := s.moveCursor(l.Consumer, l.Room, l.Rev); err != nil {
			return err
		}
		key := letterKey{l.Consumer, l.Room, l.Rev}
		if _, there := s.letters[key]; !there {
			l.At = stamp(l.At)
			s.letters[key] = l
		}
		return nil
	})
}

// Letters implements chat.CursorStore.
func (s *Store) Letters(ctx context.Context, consumer string, room chat.RoomID, rev int64, limit int) ([]chat.Letter, error) {
	var list []chat.Letter
	err := s.do(ctx, "letters of", consumer, func() error {
		if limit < 1 {
			return errLimit
		}
		for key, l := range s.letters {
			if key.consumer == consumer && (key.room > room || key.room == room && key.rev > rev) {
				list = append(list, l)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Letter) int {
		return cmp.Or(cmp.Compare(a.Room, b.Room), cmp.Compare(a.Rev, b.Rev))
	})
	return list[:min(len(list), max(limit, 0))], err
}

// RemoveLetter implements chat.CursorStore.
func (s *Store) RemoveLetter(ctx context.Context, consumer string, room chat.RoomID, rev int64) error {
	return s.do(ctx, "remove letter of", consumer, func() error {
		key := letterKey{consumer, room, rev}
		if _, there := s.letters[key]; !there {
			return fmt.Errorf("room %q rev %d: %w", room, rev, chat.ErrNotFound)
		}
		delete(s.letters, key)
		return nil
	})
}
