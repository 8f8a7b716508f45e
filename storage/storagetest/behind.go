package storagetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/parleychat/parley/chat"
)

// behind wants a consumer to be behind in these of the rooms after one.
func behind(ctx context.Context, s chat.Storage, consumer string, after chat.RoomID, limit int, want ...chat.RoomID) error {
	got, err := s.Behind(ctx, consumer, after, limit)
	return errors.Join(err, sameList(fmt.Sprintf("rooms in which %q is behind", consumer), got, want))
}

// withBacklog wraps a check that needs a consumer named mirror that is behind in the
// rooms a, c and e of a village, and up to date in the others.
func withBacklog(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(village(ctx, s), postTo(ctx, s, "a", "x"), postTo(ctx, s, "b", "x"), s.StartConsumer(ctx, "mirror"),
			postTo(ctx, s, "e", "y"), postTo(ctx, s, "c", "y"), postTo(ctx, s, "a", "y"))
		if err != nil {
			return err
		}
		return check(ctx, s)
	}
}

var behindPromises = []promise{
	{"Behind returns the rooms whose Rev is above the cursor", withBacklog(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(postTo(ctx, s, "b", "y"), postTo(ctx, s, "d", "y"), behind(ctx, s, "mirror", "", 10, "a", "b", "c", "d", "e"),
			s.MoveCursor(ctx, "mirror", "b", 1), s.MoveCursor(ctx, "mirror", "c", 9), s.MoveCursor(ctx, "mirror", "d", 1),
			behind(ctx, s, "mirror", "", 10, "a", "b", "e"))
	})},
	{"Behind returns them in ascending ID order", withBacklog(func(ctx context.Context, s chat.Storage) error {
		return behind(ctx, s, "mirror", "", 10, "a", "c", "e")
	})},
	{"Behind returns those above after", withBacklog(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(behind(ctx, s, "mirror", "a", 10, "c", "e"), behind(ctx, s, "mirror", "b", 10, "c", "e"),
			behind(ctx, s, "mirror", "e", 10), behind(ctx, s, "mirror", "\U0010ffff", 10))
	})},
	{"Behind returns at most limit", withBacklog(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(behind(ctx, s, "mirror", "", 2, "a", "c"), behind(ctx, s, "mirror", "a", 1, "c"),
			behind(ctx, s, "mirror", "", math.MaxInt, "a", "c", "e"))
	})},
	{"Behind page after page returns every room once", everyRoomOnce},
	{"Behind without a room is nothing", func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.StartConsumer(ctx, "mirror"), behind(ctx, s, "mirror", "", 10))
	}},
	{"A consumer is not behind in a room in which nothing happened", withMirror(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(behind(ctx, s, "mirror", "", 10), settle(ctx, s, "new"), behind(ctx, s, "mirror", "", 10))
	})},
	{"A consumer that is not known is behind in every room in which something happened", withBacklog(func(ctx context.Context, s chat.Storage) error {
		return behind(ctx, s, "other", "", 10, "a", "b", "c", "e", chat.UserLog("user-ann"), chat.UserLog("user-bob"))
	})},
	{"A consumer is behind as soon as a change returned", withMirror(func(ctx context.Context, s chat.Storage) error {
		err := settle(ctx, s, "new")
		const lobby, bobs = chat.RoomID("room-lobby"), chat.RoomID("~user-bob")
		for _, step := range []struct {
			change func() error
			rooms  map[chat.RoomID]int64 // that are behind then, with their rev
		}{
			{func() error { return post(ctx, s, "c") }, map[chat.RoomID]int64{lobby: 3}},
			{func() error { _, err := s.UpdateMessage(ctx, "message-c", edit(), setText("!")); return err }, map[chat.RoomID]int64{lobby: 4}},
			{func() error { _, _, err := s.AddMember(ctx, bob(), "user-bob"); return err }, map[chat.RoomID]int64{lobby: 5, bobs: 1}},
			{func() error { return postTo(ctx, s, "new", "x") }, map[chat.RoomID]int64{"new": 1}},
		} {
			err = errors.Join(err, step.change(), behind(ctx, s, "mirror", "", 10, slices.Sorted(maps.Keys(step.rooms))...))
			for room, rev := range step.rooms {
				err = errors.Join(err, s.MoveCursor(ctx, "mirror", room, rev))
			}
			err = errors.Join(err, behind(ctx, s, "mirror", "", 10))
		}
		return err
	})},
	{"A consumer is behind after an import", withMirror(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("c", 9)})
		return errors.Join(err, cursor(ctx, s, "mirror", "room-lobby", 2), behind(ctx, s, "mirror", "", 10, "room-lobby"),
			s.MoveCursor(ctx, "mirror", "room-lobby", 9), behind(ctx, s, "mirror", "", 10))
	})},
	{"One consumer is behind where another is not", withMirror(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(post(ctx, s, "c"), s.StartConsumer(ctx, "late"), behind(ctx, s, "late", "", 10),
			behind(ctx, s, "mirror", "", 10, "room-lobby"), s.MoveCursor(ctx, "mirror", "room-lobby", 3), post(ctx, s, "d"),
			s.MoveCursor(ctx, "late", "room-lobby", 4), behind(ctx, s, "late", "", 10), behind(ctx, s, "mirror", "", 10, "room-lobby"))
	})},
}

// everyRoomOnce catches up, as a consumer does after a start, while people post in the
// rooms that it is done with and those that it is not.
func everyRoomOnce(ctx context.Context, s chat.Storage) error {
	err := s.StartConsumer(ctx, "mirror")
	var want, got []chat.RoomID
	for i := range 30 {
		id := chat.RoomID(fmt.Sprintf("room-%02d", i))
		want = append(want, id)
		err = errors.Join(err, settle(ctx, s, string(id)), postTo(ctx, s, id, "x"))
	}
	for after := chat.RoomID(""); err == nil; {
		var page []chat.RoomID
		page, err = s.Behind(ctx, "mirror", after, 7)
		if err != nil || len(page) == 0 {
			break
		}
		for _, id := range page {
			err = errors.Join(err, s.MoveCursor(ctx, "mirror", id, 1))
		}
		after = page[len(page)-1]
		got = append(got, page...)
		err = errors.Join(err, postTo(ctx, s, "room-00", string(after)), postTo(ctx, s, "room-29", string(after)))
	}
	return errors.Join(err, sameList("rooms", got, want), behind(ctx, s, "mirror", "", 10, "room-00", "room-29"))
}
