package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/parleychat/parley/chat"
)

// withMirror wraps a check that needs messages a and b in the lobby, and a consumer
// named mirror that was started after them.
func withMirror(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withNote(func(ctx context.Context, s chat.Storage) error {
		if err := s.StartConsumer(ctx, "mirror"); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

// cursor wants a consumer to have come that far.
func cursor(ctx context.Context, s chat.Storage, consumer string, room chat.RoomID, want int64) error {
	got, err := s.Cursor(ctx, consumer, room)
	return errors.Join(err, same(fmt.Sprintf("cursor of %q in %q", consumer, room), got, want))
}

// settle makes an empty room.
func settle(ctx context.Context, s chat.Storage, id string) error {
	_, err := s.CreateRoom(ctx, named(id, chat.Private), nil)
	return err
}

// postTo adds a message to a room.
func postTo(ctx context.Context, s chat.Storage, room chat.RoomID, client string) error {
	m := note(string(room) + client)
	m.Room = room
	_, _, err := s.AddMessage(ctx, m)
	return err
}

var cursorPromises = []promise{
	{"StartConsumer gives a cursor in every room at its Rev", withNote(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(settle(ctx, s, "one"), settle(ctx, s, "empty"), postTo(ctx, s, "one", "x"))
		_, err2 := s.ImportMessages(ctx, "one", []chat.Message{{ID: "y", ClientID: "y", Seq: 9}})
		return errors.Join(err, err2, s.StartConsumer(ctx, "mirror"), cursor(ctx, s, "mirror", "room-lobby", 2),
			cursor(ctx, s, "mirror", "one", 9), cursor(ctx, s, "mirror", "empty", 0), behind(ctx, s, "mirror", "", 10), rev(ctx, s, 2))
	})},
	{"StartConsumer of a known consumer changes nothing", withMirror(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(settle(ctx, s, "new"), postTo(ctx, s, "new", "x"), post(ctx, s, "c", "d"), s.MoveCursor(ctx, "mirror", "room-lobby", 3),
			s.StartConsumer(ctx, "mirror"), cursor(ctx, s, "mirror", "room-lobby", 3), cursor(ctx, s, "mirror", "new", 0))
	})},
	{"StartConsumer makes a consumer known also when there are no rooms", func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.StartConsumer(ctx, "mirror"), settle(ctx, s, "new"), postTo(ctx, s, "new", "x"),
			s.StartConsumer(ctx, "mirror"), cursor(ctx, s, "mirror", "new", 0), behind(ctx, s, "mirror", "", 10, "new"))
	}},
	{"StartConsumer many times at once starts it once, in one step", withNote(startedOnce)},
	{"StartConsumer later gives the Rev of then", withMirror(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(post(ctx, s, "c"), s.StartConsumer(ctx, "late"), cursor(ctx, s, "late", "room-lobby", 3),
			cursor(ctx, s, "mirror", "room-lobby", 2))
	})},
	{"Cursor in a room newer than the consumer is 0", withMirror(func(ctx context.Context, s chat.Storage) error {
		_ = s.MoveCursor(ctx, "mirror", "new", 7) // there is no such room yet
		return errors.Join(settle(ctx, s, "new"), cursor(ctx, s, "mirror", "new", 0), postTo(ctx, s, "new", "x"),
			cursor(ctx, s, "mirror", "new", 0))
	})},
	{"Cursor of a consumer that is not known is 0", withMirror(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(cursor(ctx, s, "", "room-lobby", 0), cursor(ctx, s, "other", "room-lobby", 0))
	})},
	{"MoveCursor does not make a consumer known", withNote(func(ctx context.Context, s chat.Storage) error {
		_ = s.MoveCursor(ctx, "mirror", "room-lobby", 1)
		return errors.Join(cursor(ctx, s, "mirror", "room-lobby", 0), s.StartConsumer(ctx, "mirror"),
			cursor(ctx, s, "mirror", "room-lobby", 2))
	})},
	{"MoveCursor sets the cursor", withMirror(func(ctx context.Context, s chat.Storage) error {
		const far = 1 << 53
		return errors.Join(settle(ctx, s, "new"), s.MoveCursor(ctx, "mirror", "room-lobby", 5), s.MoveCursor(ctx, "mirror", "new", 1),
			cursor(ctx, s, "mirror", "room-lobby", 5), cursor(ctx, s, "mirror", "new", 1),
			s.MoveCursor(ctx, "mirror", "room-lobby", far), cursor(ctx, s, "mirror", "room-lobby", far), rev(ctx, s, 2))
	})},
	{"MoveCursor never goes back", withMirror(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(settle(ctx, s, "new"), s.MoveCursor(ctx, "mirror", "room-lobby", 7))
		for _, back := range []int64{7, 6, 1, 0, -1, math.MinInt64} {
			err = errors.Join(err, s.MoveCursor(ctx, "mirror", "room-lobby", back), cursor(ctx, s, "mirror", "room-lobby", 7))
		}
		return errors.Join(err, s.MoveCursor(ctx, "mirror", "new", 0), s.MoveCursor(ctx, "mirror", "new", -1), cursor(ctx, s, "mirror", "new", 0))
	})},
	{"Fifty who move a cursor at once leave it at the highest, and never see it go back", withMirror(movedAtOnce)},
	{"MoveCursor leaves other rooms and other consumers alone", withMirror(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(settle(ctx, s, "new"), s.StartConsumer(ctx, "other"), s.MoveCursor(ctx, "mirror", "room-lobby", 5),
			cursor(ctx, s, "other", "room-lobby", 2), cursor(ctx, s, "mirror", "new", 0))
	})},
	{"Consumers are compared byte by byte", withNote(func(ctx context.Context, s chat.Storage) error {
		var err error
		for i, name := range alike {
			err = errors.Join(err, s.StartConsumer(ctx, name), s.MoveCursor(ctx, name, "room-lobby", int64(i)+10))
		}
		for i, name := range alike {
			err = errors.Join(err, cursor(ctx, s, name, "room-lobby", int64(i)+10), behind(ctx, s, name, "", 10))
		}
		return err
	})},
	{"Consumers whose names cannot be kept are not known", withNote(func(ctx context.Context, s chat.Storage) error {
		err := s.StartConsumer(ctx, "\ufffd")
		for _, name := range []string{"\xff", "\ufffd\x00", "\x00"} {
			err = errors.Join(err, cursor(ctx, s, name, "room-lobby", 0))
			_ = s.MoveCursor(ctx, name, "room-lobby", 9)
		}
		return errors.Join(err, cursor(ctx, s, "\ufffd", "room-lobby", 2))
	})},
}

// startedOnce starts a consumer while rooms grow. Whoever returns, first or last, must
// find the same cursors in all rooms.
func startedOnce(ctx context.Context, s chat.Storage) error {
	rooms := []chat.RoomID{"room-lobby", "r1", "r2", "r3"}
	for _, id := range rooms[1:] {
		if err := errors.Join(settle(ctx, s, string(id)), postTo(ctx, s, id, "x")); err != nil {
			return err
		}
	}
	seen := make([][4]int64, 20)
	err := atOnce(40, func(i int) (err error) {
		if i >= len(seen) {
			return postTo(ctx, s, rooms[i%4], fmt.Sprint(i))
		}
		err = s.StartConsumer(ctx, "mirror")
		for n, id := range rooms {
			rev, err2 := s.Cursor(ctx, "mirror", id)
			seen[i][n], err = rev, errors.Join(err, err2)
		}
		return err
	})
	for _, revs := range seen {
		err = errors.Join(err, same("cursors", revs, seen[0]), same("a cursor at 0", min(revs[0], revs[1], revs[2], revs[3]) == 0, false))
	}
	return err
}

// movedAtOnce moves one cursor to 3 … 52, in a different order each time.
func movedAtOnce(ctx context.Context, s chat.Storage) error {
	err := atOnce(50, func(i int) error {
		to := int64(i*17%50) + 3
		err := s.MoveCursor(ctx, "mirror", "room-lobby", to)
		first, err2 := s.Cursor(ctx, "mirror", "room-lobby")
		second, err3 := s.Cursor(ctx, "mirror", "room-lobby")
		if err := errors.Join(err, err2, err3); err != nil || first < to || second < first {
			return fmt.Errorf("moved to %d, then read %d and %d: %w", to, first, second, orNone(err))
		}
		return nil
	})
	return errors.Join(err, cursor(ctx, s, "mirror", "room-lobby", 52))
}
