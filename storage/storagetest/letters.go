package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/parleychat/parley/chat"
)

// letter says that mirror could not be told of an event.
func letter(room chat.RoomID, rev int64) chat.Letter {
	return chat.Letter{
		Consumer: "mirror", Room: room, Rev: rev, Attempts: 7, Reason: fmt.Sprintf("no 😀 for %d", rev), At: noon,
	}
}

// letters wants these to be those of mirror above (room, rev).
func letters(ctx context.Context, s chat.Storage, room chat.RoomID, rev int64, limit int, want ...chat.Letter) error {
	got, err := s.Letters(ctx, "mirror", room, rev, limit)
	return errors.Join(err, sameList("letters", got, want))
}

// withLetters wraps a check that needs letters of mirror about 9 and 10 in room-lobby and
// 1 in the room before it, and one of another consumer.
func withLetters(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withMirror(func(ctx context.Context, s chat.Storage) error {
		others := letter("room-lobby", 5)
		others.Consumer = "other"
		err := errors.Join(settle(ctx, s, "before"), s.StartConsumer(ctx, "other"), s.AddLetter(ctx, letter("room-lobby", 10)), s.AddLetter(ctx, others),
			s.AddLetter(ctx, letter("before", 1)), s.AddLetter(ctx, letter("room-lobby", 9)))
		if err != nil {
			return err
		}
		return check(ctx, s)
	})
}

var letterPromises = []promise{
	{"MoveCursor without a room or consumer is ErrNotFound", withMirror(func(ctx context.Context, s chat.Storage) error {
		var err error
		for _, to := range []int64{9, 1, 0, -1} {
			err = errors.Join(err, is("no consumer", s.MoveCursor(ctx, "other", "room-lobby", to), chat.ErrNotFound),
				is("no room", s.MoveCursor(ctx, "mirror", "nowhere", to), chat.ErrNotFound))
		}
		return err
	})},
	{"AddLetter stores the letter", withMirror(func(ctx context.Context, s chat.Storage) error {
		l := letter("room-lobby", 3)
		l.At = noon.Add(999 * time.Nanosecond).In(time.FixedZone("", 3600))
		return errors.Join(s.AddLetter(ctx, l), letters(ctx, s, "", 0, 10, letter("room-lobby", 3)), rev(ctx, s, 2))
	})},
	{"AddLetter moves the cursor, never back", withMirror(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.AddLetter(ctx, letter("room-lobby", 5)), cursor(ctx, s, "mirror", "room-lobby", 5),
			s.AddLetter(ctx, letter("room-lobby", 4)), cursor(ctx, s, "mirror", "room-lobby", 5),
			letters(ctx, s, "", 0, 10, letter("room-lobby", 4), letter("room-lobby", 5)))
	})},
	{"AddLetter of one that is there changes nothing", withMirror(func(ctx context.Context, s chat.Storage) error {
		again := letter("room-lobby", 3)
		again.Attempts, again.Reason, again.At = 99, "another", day(1)
		return errors.Join(s.AddLetter(ctx, letter("room-lobby", 3)), s.AddLetter(ctx, again), letters(ctx, s, "", 0, 10, letter("room-lobby", 3)))
	})},
	{"AddLetter without a room or consumer is ErrNotFound and stores nothing", withMirror(func(ctx context.Context, s chat.Storage) error {
		stray := letter("room-lobby", 3)
		stray.Consumer = "other"
		err := errors.Join(is("no consumer", s.AddLetter(ctx, stray), chat.ErrNotFound), is("no room", s.AddLetter(ctx, letter("nowhere", 3)), chat.ErrNotFound))
		other, err2 := s.Letters(ctx, "other", "", 0, 10)
		return errors.Join(err, err2, same("letters of the other", len(other), 0), letters(ctx, s, "", 0, 10),
			settle(ctx, s, "nowhere"), cursor(ctx, s, "mirror", "nowhere", 0))
	})},
	{"Letters are the consumer's, in ascending order of Room and Rev", withLetters(func(ctx context.Context, s chat.Storage) error {
		return letters(ctx, s, "", 0, 10, letter("before", 1), letter("room-lobby", 9), letter("room-lobby", 10))
	})},
	{"Letters start above room and rev", withLetters(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(letters(ctx, s, "before", 1, 10, letter("room-lobby", 9), letter("room-lobby", 10)),
			letters(ctx, s, "before", 99, 10, letter("room-lobby", 9), letter("room-lobby", 10)),
			letters(ctx, s, "room-lobby", 9, 10, letter("room-lobby", 10)), letters(ctx, s, "room-lobby", 10, 10))
	})},
	{"Letters are at most limit", withLetters(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(letters(ctx, s, "", 0, 2, letter("before", 1), letter("room-lobby", 9)),
			letters(ctx, s, "room-lobby", 9, math.MaxInt, letter("room-lobby", 10)))
	})},
	{"RemoveLetter removes the letter, and no other", withLetters(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(s.RemoveLetter(ctx, "mirror", "room-lobby", 9), letters(ctx, s, "", 0, 10, letter("before", 1), letter("room-lobby", 10)))
		other, err2 := s.Letters(ctx, "other", "", 0, 10)
		return errors.Join(err, err2, same("letters of the other", len(other), 1), cursor(ctx, s, "mirror", "room-lobby", 10))
	})},
	{"RemoveLetter that does not exist is ErrNotFound", withLetters(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.RemoveLetter(ctx, "mirror", "room-lobby", 9),
			is("again", s.RemoveLetter(ctx, "mirror", "room-lobby", 9), chat.ErrNotFound),
			is("of another rev", s.RemoveLetter(ctx, "mirror", "room-lobby", 5), chat.ErrNotFound),
			is("of no consumer", s.RemoveLetter(ctx, "nobody", "room-lobby", 10), chat.ErrNotFound))
	})},
	{"DropConsumer forgets the consumer with cursors and letters", withLetters(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(s.DropConsumer(ctx, "mirror"), cursor(ctx, s, "mirror", "room-lobby", 0), letters(ctx, s, "", 0, 10),
			is("MoveCursor", s.MoveCursor(ctx, "mirror", "room-lobby", 9), chat.ErrNotFound),
			cursor(ctx, s, "other", "room-lobby", 5), s.StartConsumer(ctx, "mirror"), cursor(ctx, s, "mirror", "room-lobby", 2), letters(ctx, s, "", 0, 10))
		other, err2 := s.Letters(ctx, "other", "", 0, 10)
		return errors.Join(err, err2, same("letters of the other", len(other), 1))
	})},
	{"DropConsumer that is not known is no error", withLetters(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.DropConsumer(ctx, "nobody"), s.DropConsumer(ctx, "other"), s.DropConsumer(ctx, "other"), s.DropConsumer(ctx, "\xff"))
	})},
}
