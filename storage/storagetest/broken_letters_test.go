package storagetest

import (
	"context"
	"errors"
	"slices"

	"github.com/parleychat/parley/chat"
)

// filing replaces what AddLetter does.
func filing(do func(ctx context.Context, l *liar, letter chat.Letter) error) lie {
	return func(l *liar) {
		l.addLetter = func(ctx context.Context, letter chat.Letter) error { return do(ctx, l, letter) }
	}
}

// looking replaces what Letters is asked for and what it returns.
func looking(before func(rev *int64, limit *int), then func(list []chat.Letter)) lie {
	return func(l *liar) {
		l.letters = func(ctx context.Context, consumer string, room chat.RoomID, rev int64, limit int) ([]chat.Letter, error) {
			if before != nil {
				before(&rev, &limit)
			}
			list, err := l.Store.Letters(ctx, consumer, room, rev, limit)
			if then != nil {
				then(list)
			}
			return list, err
		}
	}
}

// removing replaces what RemoveLetter does.
func removing(do func(ctx context.Context, l *liar, consumer string, room chat.RoomID, rev int64) error) lie {
	return func(l *liar) {
		l.removeLetter = func(ctx context.Context, consumer string, room chat.RoomID, rev int64) error {
			return do(ctx, l, consumer, room, rev)
		}
	}
}

var letterLies = map[string]lie{
	"MoveCursor without a room or consumer is ErrNotFound": moving(func(ctx context.Context, l *liar, consumer string, room chat.RoomID, rev int64) error {
		if rev <= 0 {
			return ctx.Err() // where every cursor is already
		}
		return l.Store.MoveCursor(ctx, consumer, room, rev)
	}),
	"AddLetter stores the letter": filing(func(ctx context.Context, l *liar, letter chat.Letter) error {
		letter.Reason = letter.Reason[:3]
		return l.Store.AddLetter(ctx, letter)
	}),
	"AddLetter moves the cursor, never back": func(l *liar) {
		var last int64
		l.addLetter = func(ctx context.Context, letter chat.Letter) error {
			last = letter.Rev
			return l.Store.AddLetter(ctx, letter)
		}
		l.cursor = func(context.Context, string, chat.RoomID) (int64, error) { return last, nil }
	},
	"AddLetter of one that is there changes nothing": filing(func(ctx context.Context, l *liar, letter chat.Letter) error {
		err := l.Store.RemoveLetter(ctx, letter.Consumer, letter.Room, letter.Rev)
		return errors.Join(swallow(err), l.Store.AddLetter(ctx, letter))
	}),
	"AddLetter without a room or consumer is ErrNotFound and stores nothing": filing(func(ctx context.Context, l *liar, letter chat.Letter) error {
		err := l.Store.AddLetter(ctx, letter)
		if errors.Is(err, chat.ErrNotFound) {
			_ = l.Store.StartConsumer(ctx, letter.Consumer)
			_ = l.Store.AddLetter(ctx, letter)
		}
		return err
	}),
	"Letters are the consumer's, in ascending order of Room and Rev": looking(nil, slices.Reverse[[]chat.Letter]),
	"Letters start above room and rev": looking(func(rev *int64, _ *int) {
		if *rev == 99 {
			*rev = 0 // above it there is nothing, so it cannot be meant
		}
	}, nil),
	"Letters are at most limit": looking(func(_ *int64, limit *int) { *limit = max(*limit, *limit+1) }, nil),
	"RemoveLetter removes the letter, and no other": removing(func(ctx context.Context, l *liar, consumer string, room chat.RoomID, rev int64) error {
		_ = l.Store.RemoveLetter(ctx, "other", room, 5)
		return l.Store.RemoveLetter(ctx, consumer, room, rev)
	}),
	"RemoveLetter that does not exist is ErrNotFound": removing(func(ctx context.Context, l *liar, consumer string, room chat.RoomID, rev int64) error {
		return swallow(l.Store.RemoveLetter(ctx, consumer, room, rev))
	}),
	"DropConsumer forgets the consumer with cursors and letters": func(l *liar) {
		var left []chat.Letter
		l.dropConsumer = func(ctx context.Context, consumer string) (err error) {
			left, err = l.Store.Letters(ctx, consumer, "", 0, 100)
			return errors.Join(err, l.Store.DropConsumer(ctx, consumer))
		}
		l.letters = func(ctx context.Context, consumer string, room chat.RoomID, rev int64, limit int) ([]chat.Letter, error) {
			list, err := l.Store.Letters(ctx, consumer, room, rev, limit)
			return append(list, left...), err
		}
	},
	"DropConsumer that is not known is no error": func(l *liar) {
		l.dropConsumer = func(ctx context.Context, consumer string) error {
			return errors.Join(l.Store.MoveCursor(ctx, consumer, "room-lobby", 0), l.Store.DropConsumer(ctx, consumer))
		}
	},
}
