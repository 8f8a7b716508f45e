package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// pinning is the change of a pin by Bob.
func pinning() chat.Change {
	return chat.Change{Kind: chat.PinAdded, Actor: "user-bob", At: noon.Add(time.Minute)}
}

// pin is what a pin does.
func pin(m *chat.Message) error {
	m.PinnedAt, m.PinnedBy = noon.Add(time.Minute), "user-bob"
	return nil
}

// pinned pins messages.
func pinned(ctx context.Context, s chat.Storage, ids ...chat.MessageID) error {
	var all []error
	for _, id := range ids {
		_, err := s.UpdateMessage(ctx, id, pinning(), pin)
		all = append(all, err)
	}
	return errors.Join(all...)
}

// pins wants a page of the pinned messages of a room.
func pins(ctx context.Context, s chat.Storage, room chat.RoomID, before int64, limit int, want ...string) error {
	list, err := s.Pins(ctx, room, before, limit)
	return errors.Join(err, sameList("pins", ids(list, func(m chat.Message) string { return string(m.ID) }), want))
}

var pinPromises = []promise{
	{"UpdateMessage stores PinnedAt and PinnedBy, and takes them back", withNote(func(ctx context.Context, s chat.Storage) error {
		want := note("a")
		want.Seq, want.Rev, want.PinnedAt, want.PinnedBy = 1, 3, noon.Add(time.Minute), "user-bob"
		got, err := s.UpdateMessage(ctx, "message-a", pinning(), pin)
		stored, err2 := s.Message(ctx, "message-a")
		back, err3 := s.UpdateMessage(ctx, "message-a", pinning(), func(m *chat.Message) error {
			m.PinnedAt, m.PinnedBy = time.Time{}, ""
			return nil
		})
		err = errors.Join(err, err2, err3, same("result", got, want), same("stored", stored, want))
		want.Rev, want.PinnedAt, want.PinnedBy = 4, time.Time{}, ""
		stored, err2 = s.Message(ctx, "message-a")
		return errors.Join(err, err2, same("taken back", back, want), same("stored", stored, want))
	})},
	{"UpdateMessage that pins more than MaxPins of a room is ErrFull, also for many at once", withReader(chat.MaxPins+10, manyPinned)},
	{"Pins are the pinned messages of the room, the newest first, in pages", withReader(5, func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(settle(ctx, s, "other"), postTo(ctx, s, "other", "x"), pinned(ctx, s, "message-4", "message-1", "message-otherx", "message-2"))
		list, err2 := s.Pins(ctx, "room-lobby", 0, 1)
		whole, err3 := s.Message(ctx, "message-4")
		return errors.Join(err, err2, err3, sameList("whole", list, []chat.Message{whole}), pins(ctx, s, "room-lobby", 0, 10, "message-4", "message-2", "message-1"),
			pins(ctx, s, "room-lobby", 0, 2, "message-4", "message-2"), pins(ctx, s, "room-lobby", whole.Seq, 1, "message-2"), pins(ctx, s, "nowhere", 0, 10))
	})},
	{"EraseUser unpins their messages", withCrowd(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(pinned(ctx, s, "message-a", "message-x"), eraseAnn(ctx, s))
		m, err2 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, same("PinnedBy", m.PinnedBy, ""), pins(ctx, s, "room-lobby", 0, 10, "message-x"))
	})},
	{"ImportMessages keeps what is pinned", withLobby(func(ctx context.Context, s chat.Storage) error {
		m := old("a", 5)
		_ = pin(&m)
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{m, old("b", 6)})
		list, err2 := s.Pins(ctx, "room-lobby", 0, 10)
		m.Rev = 5
		return errors.Join(err, err2, sameList("pins", list, []chat.Message{m}))
	})},
}

// manyPinned pins all but two of what may be, and then more at once.
func manyPinned(ctx context.Context, s chat.Storage) error {
	for i := range chat.MaxPins - 2 {
		if err := pinned(ctx, s, chat.MessageID(fmt.Sprint("message-", i+1))); err != nil {
			return err
		}
	}
	before, err := s.Room(ctx, "room-lobby")
	errs := make([]error, 10)
	err2 := atOnce(len(errs), func(i int) error {
		errs[i] = pinned(ctx, s, chat.MessageID(fmt.Sprint("message-", chat.MaxPins+i)))
		return nil
	})
	n := 0
	for _, err3 := range errs {
		if err3 == nil {
			n++
		} else {
			err = errors.Join(err, is("one too many", err3, chat.ErrFull))
		}
	}
	after, err3 := s.Room(ctx, "room-lobby")
	list, err4 := s.Pins(ctx, "room-lobby", 0, 1000)
	return errors.Join(err, err2, err3, err4, same("pinned at last", n, 2), same("all", len(list), chat.MaxPins), same("Revs taken", after.Rev-before.Rev, 2),
		pinned(ctx, s, "message-1"), settle(ctx, s, "other"), postTo(ctx, s, "other", "x"), pinned(ctx, s, "message-otherx"))
}
