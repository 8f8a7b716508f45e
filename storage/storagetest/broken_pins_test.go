package storagetest

import (
	"context"
	"errors"
	"slices"

	"github.com/parleychat/parley/chat"
)

// listingPins replaces what Pins returns.
func listingPins(then func(list []chat.Message) []chat.Message) lie {
	return func(l *liar) {
		l.pins = func(ctx context.Context, room chat.RoomID, before int64, limit int) ([]chat.Message, error) {
			list, err := l.Store.Pins(ctx, room, before, limit)
			return then(list), err
		}
	}
}

var pinLies = map[string]lie{
	"UpdateMessage stores PinnedAt and PinnedBy, and takes them back": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		return l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			was := m.PinnedBy
			err := change(m)
			if m.PinnedBy == "" {
				m.PinnedBy = was
			}
			return err
		})
	}),
	"UpdateMessage that pins more than MaxPins of a room is ErrFull, also for many at once": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		m, err := l.Store.UpdateMessage(ctx, id, c, change)
		if errors.Is(err, chat.ErrFull) {
			return m, nil
		}
		return m, err
	}),
	"Pins are the pinned messages of the room, the newest first, in pages": listingPins(func(list []chat.Message) []chat.Message {
		slices.Reverse(list)
		return list
	}),
	"EraseUser unpins their messages": listingPins(func(list []chat.Message) []chat.Message {
		return append(list, chat.Message{ID: "message-a"})
	}),
	"ImportMessages keeps what is pinned": listingPins(func([]chat.Message) []chat.Message { return nil }),
}
