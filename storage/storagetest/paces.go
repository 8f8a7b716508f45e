package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/chat"
)

// first lets somebody post who did not yet.
func first(_ chat.Room, last time.Time) error {
	if !last.IsZero() {
		return errNo
	}
	return nil
}

var pacePromises = []promise{
	{"AddMessageIf adds the message, and asks with the room and the time of the last", withLobby(func(ctx context.Context, s chat.Storage) error {
		var rooms []chat.Room
		var lasts []time.Time
		look := func(r chat.Room, last time.Time) error {
			rooms, lasts = append(rooms, r), append(lasts, last)
			return nil
		}
		a, added, err := s.AddMessageIf(ctx, note("a"), look)
		b := note("b")
		b.CreatedAt = day(1)
		_, _, err2 := s.AddMessageIf(ctx, b, look)
		other := note("c")
		other.AuthorID = "user-eve"
		_, _, err3 := s.AddMessageIf(ctx, other, look)
		want := note("a")
		want.Seq, want.Rev = 1, 1
		later := lobby()
		later.Rev = 2
		return errors.Join(err, err2, err3, same("added", added, true), same("message", a, want), rev(ctx, s, 3),
			sameList("last", lasts, []time.Time{{}, noon, {}}), same("room", rooms[0], lobby()), same("room then", rooms[2], later))
	})},
	{"AddMessageIf that is refused leaves no trace", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMessageIf(ctx, note("a"), func(chat.Room, time.Time) error { return errNo })
		_, _, err2 := s.AddMessageIf(ctx, note("b"), first)
		return errors.Join(is("AddMessageIf", err, errNo), err2, rev(ctx, s, 1))
	})},
	{"AddMessageIf does not ask about a message that is there", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMessageIf(ctx, note("a"), first)
		_, added, err2 := s.AddMessageIf(ctx, note("a"), func(chat.Room, time.Time) error { return errNo })
		_, _, absent := s.AddMessageIf(ctx, postIn("room-z"), first)
		return errors.Join(err, err2, same("added", added, false), rev(ctx, s, 1), is("in no room", absent, chat.ErrNotFound))
	})},
	{"AddMessageIf lets one of many at once be the first", withLobby(func(ctx context.Context, s chat.Storage) error {
		var done atomic.Int64
		err := atOnce(50, func(i int) error {
			_, _, err := s.AddMessageIf(ctx, note(fmt.Sprint(i)), first)
			if errors.Is(err, errNo) {
				return nil
			}
			done.Add(1)
			return err
		})
		return errors.Join(err, same("posted", done.Load(), 1), rev(ctx, s, 1))
	})},
	{"EraseUser forgets when they posted last", withCrowd(func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMessageIf(ctx, note("n"), first)
		_, err2 := s.EraseUser(ctx, blank(), day(2))
		_, _, err3 := s.AddMessageIf(ctx, note("m"), first)
		return errors.Join(err, err2, none("the first again", err3))
	})},
}

// postIn is a message for another room.
func postIn(room chat.RoomID) chat.Message {
	m := note("z")
	m.Room = room
	return m
}
