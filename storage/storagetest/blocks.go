package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// block is one of Bob's.
func block(other string) chat.Block {
	return chat.Block{User: "user-bob", Other: chat.UserID(other), At: noon}
}

// blocked adds Bob's blocks, each of which must be new.
func blocked(ctx context.Context, s chat.Storage, others ...string) error {
	for _, o := range others {
		if changed, err := s.SetBlock(ctx, block(o), true); err != nil || !changed {
			return fmt.Errorf("blocking %q: changed %t, %w", o, changed, orNone(err))
		}
	}
	return nil
}

// blocks wants a page of a user's blocks.
func blocks(ctx context.Context, s chat.Storage, user chat.UserID, before int64, limit int, want ...string) error {
	list, err := s.Blocks(ctx, user, before, limit)
	return errors.Join(err, sameList("blocks", ids(list, func(b chat.Block) string { return string(b.Other) }), want))
}

var blockPromises = []promise{
	{"SetBlock adds one under the next Rev of the user's UserLog and logs it there", func(ctx context.Context, s chat.Storage) error {
		given := block("eve")
		given.Rev, given.At = 99, noon.Add(time.Nanosecond).In(time.FixedZone("", 3600))
		err := blocked(ctx, s, "dan")
		changed, err2 := s.SetBlock(ctx, given, true)
		list, err3 := s.Blocks(ctx, "user-bob", 0, 10)
		first, second := block("dan"), block("eve")
		first.Rev, second.Rev = 1, 2
		return errors.Join(err, err2, err3, same("changed", changed, true), sameList("blocks", list, []chat.Block{second, first}),
			bookmarkLog(ctx, s, chat.Event{Kind: chat.BlockAdded, Object: "dan"}, chat.Event{Kind: chat.BlockAdded, Object: "eve"}))
	}},
	{"SetBlock with on false removes that one and logs it", func(ctx context.Context, s chat.Storage) error {
		err := blocked(ctx, s, "dan", "eve")
		changed, err2 := s.SetBlock(ctx, block("dan"), false)
		return errors.Join(err, err2, same("changed", changed, true), blocks(ctx, s, "user-bob", 0, 10, "eve"),
			bookmarkLog(ctx, s, chat.Event{Kind: chat.BlockAdded, Object: "dan"}, chat.Event{Kind: chat.BlockAdded, Object: "eve"},
				chat.Event{Kind: chat.BlockRemoved, Object: "dan"}))
	}},
	{"SetBlock of what is so already takes no Rev", func(ctx context.Context, s chat.Storage) error {
		removed, err := s.SetBlock(ctx, block("dan"), false)
		err2 := errors.Join(silent(ctx, s, "user-bob"), blocked(ctx, s, "dan"))
		again, err3 := s.SetBlock(ctx, block("dan"), true)
		return errors.Join(err, err2, err3, same("removed", removed, false), same("again", again, false),
			bookmarkLog(ctx, s, chat.Event{Kind: chat.BlockAdded, Object: "dan"}))
	}},
	{"SetBlock of more than MaxBlocks is ErrFull and leaves no trace", func(ctx context.Context, s chat.Storage) error {
		for i := range chat.MaxBlocks {
			if err := blocked(ctx, s, fmt.Sprint("other-", i)); err != nil {
				return err
			}
		}
		_, full := s.SetBlock(ctx, block("eve"), true)
		again, err := s.SetBlock(ctx, block("other-0"), true)
		log, err2 := s.Room(ctx, "~user-bob")
		removed, err3 := s.SetBlock(ctx, block("other-0"), false)
		return errors.Join(is("one too many", full, chat.ErrFull), err, err2, err3, same("one that is there", again, false),
			same("Rev", log.Rev, chat.MaxBlocks), same("removed", removed, true), blocked(ctx, s, "eve"))
	}},
	{"Blocks are the user's, the newest first, in pages", func(ctx context.Context, s chat.Storage) error {
		other := block("user-bob")
		other.User = "user-eve"
		_, err := s.SetBlock(ctx, other, true)
		return errors.Join(err, blocked(ctx, s, "b", "c", "a"), blocks(ctx, s, "user-bob", 0, 10, "a", "c", "b"),
			blocks(ctx, s, "user-bob", 0, 2, "a", "c"), blocks(ctx, s, "user-bob", 2, 10, "b"), blocks(ctx, s, "user-eve", 0, 10, "user-bob"), blocks(ctx, s, "user-dan", 0, 10))
	}},
	{"BlocksAmong are those of the users of the others", func(ctx context.Context, s chat.Storage) error {
		hers := block("user-bob")
		hers.User = "user-eve"
		_, err := s.SetBlock(ctx, hers, true)
		err = errors.Join(err, blocked(ctx, s, "user-eve", "user-dan"))
		got, err2 := s.BlocksAmong(ctx, []chat.UserID{"user-bob", "user-dan"}, []chat.UserID{"user-eve", "user-bob"})
		none, err3 := s.BlocksAmong(ctx, []chat.UserID{"user-eve"}, nil)
		want := block("user-eve")
		want.Rev = 1
		return errors.Join(err, err2, err3, sameList("among", got, []chat.Block{want}), same("of nobody", len(none), 0))
	}},
	{"EraseUser removes the user's blocks and nobody else's", withCrowd(func(ctx context.Context, s chat.Storage) error {
		hers := block("user-bob")
		hers.User = "user-ann"
		_, err := s.SetBlock(ctx, hers, true)
		return errors.Join(err, blocked(ctx, s, "user-ann"), eraseAnn(ctx, s), blocks(ctx, s, "user-ann", 0, 10), blocks(ctx, s, "user-bob", 0, 10, "user-ann"))
	})},
}
