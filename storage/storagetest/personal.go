package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// told wants the log of a user above that rev to say that they were added to these rooms
// by Ann at noon.
func told(ctx context.Context, s chat.Storage, user chat.UserID, after int64, want ...chat.RoomID) error {
	log := chat.UserLog(user)
	events, err := s.Events(ctx, log, after, 1000)
	var list []chat.Event
	for i, id := range want {
		list = append(list, chat.Event{
			Room: log, Rev: after + int64(i) + 1, Kind: chat.RoomAdded, Object: string(id), Actor: "user-ann", At: noon,
		})
	}
	return errors.Join(err, sameList("log of "+string(user), events, list))
}

// silent wants a user to have no log.
func silent(ctx context.Context, s chat.Storage, user chat.UserID) error {
	_, err := s.Room(ctx, chat.UserLog(user))
	_, err2 := s.Events(ctx, chat.UserLog(user), 0, 1)
	return errors.Join(is("log of "+string(user), err, chat.ErrNotFound), is("events of it", err2, chat.ErrNotFound))
}

// both are the first members of a room.
func both() []chat.Member {
	return []chat.Member{
		{User: "user-bob", Role: chat.RoleMember, JoinedAt: noon},
		{User: "user-ann", Role: chat.RoleOwner, JoinedAt: noon},
	}
}

var personalPromises = []promise{
	{"CreateRoom logs RoomAdded in the UserLog of each first member", func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, lobby(), both())
		_, err2 := s.CreateRoom(ctx, named("other", chat.Private), both()[:1])
		return errors.Join(err, err2, told(ctx, s, "user-ann", 0, "room-lobby"), told(ctx, s, "user-bob", 0, "room-lobby", "other"),
			told(ctx, s, "user-bob", 1, "other"), rev(ctx, s, 0))
	}},
	{"CreateRoom that failed logs nothing", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, lobby(), both())
		sameSlug := lobby()
		sameSlug.ID = "other"
		_, err2 := s.CreateRoom(ctx, sameSlug, both())
		return errors.Join(is("the ID again", err, chat.ErrExists), is("the slug again", err2, chat.ErrExists),
			silent(ctx, s, "user-ann"), silent(ctx, s, "user-bob"))
	})},
	{"AddMember logs RoomAdded in the member's UserLog", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMember(ctx, bob(), "user-ann")
		return errors.Join(err, told(ctx, s, "user-bob", 0, "room-lobby"), silent(ctx, s, "user-ann"))
	})},
	{"AddMember of a member, and to no room, logs nothing", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMember(ctx, bob(), "user-ann")
		_, _, err2 := s.AddMember(ctx, bob(), "user-ann")
		stray := bob()
		stray.Room, stray.User = "nowhere", "user-eve"
		_, _, err3 := s.AddMember(ctx, stray, "user-ann")
		return errors.Join(err, err2, is("to no room", err3, chat.ErrNotFound), told(ctx, s, "user-bob", 0, "room-lobby"), silent(ctx, s, "user-eve"))
	})},
	{"A UserLog is a Personal room without a slug, from the first event on", withLobby(func(ctx context.Context, s chat.Storage) error {
		before := silent(ctx, s, "user-bob")
		_, _, err := s.AddMember(ctx, bob(), "user-ann")
		r, err2 := s.Room(ctx, chat.UserLog("user-bob"))
		return errors.Join(before, err, err2, same("ID", r.ID, "~user-bob"), same("kind", r.Kind, chat.Personal), same("slug", r.Slug, ""),
			same("Rev", r.Rev, 1), same("Pruned", r.Pruned, 0), same("retention", r.RetentionDays, 0))
	})},
	{"A UserLog is in no list of rooms but All", func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, lobby(), both())
		own, err2 := s.Rooms(ctx, chat.RoomQuery{Public: true, Member: "user-ann", Limit: 10})
		unread, err3 := s.Unread(ctx, "user-ann", "", 10)
		return errors.Join(err, err2, err3,
			sameList("rooms", ids(own, func(r chat.Room) string { return string(r.ID) }), []string{"room-lobby"}),
			sameList("unread", ids(unread, func(u chat.Unread) string { return string(u.Room) }), []string{"room-lobby"}))
	}},
	{"A UserLog is followed and pruned like any room", func(ctx context.Context, s chat.Storage) error {
		err := s.StartConsumer(ctx, "mirror")
		_, err2 := s.CreateRoom(ctx, lobby(), both()[:1])
		later := noon.Add(time.Hour)
		kept, err3 := s.PruneEvents(ctx, "~user-bob", later, 10)
		return errors.Join(err, err2, err3, same("pruned too early", kept, 0), behind(ctx, s, "mirror", "", 10, "~user-bob"),
			s.MoveCursor(ctx, "mirror", "~user-bob", 1), behind(ctx, s, "mirror", "", 10), pruned(ctx, s, "~user-bob", later, 10, 1))
	}},
	{"Many who add the same users at once count their UserLogs without holes", addedAtOnce},
}

// addedAtOnce makes rooms with the same members at once, whom each names in another order,
// and adds them to others.
func addedAtOnce(ctx context.Context, s chat.Storage) error {
	for i := range 20 {
		if err := settle(ctx, s, fmt.Sprint("there-", i)); err != nil {
			return err
		}
	}
	err := atOnce(40, func(i int) error {
		first := both()
		if i%4 == 0 {
			first[0], first[1] = first[1], first[0]
		}
		if i%2 == 0 {
			_, err := s.CreateRoom(ctx, named(fmt.Sprint("made-", i), chat.Private), first)
			return err
		}
		for _, m := range first {
			m.Room = chat.RoomID(fmt.Sprint("there-", i/2))
			if _, _, err := s.AddMember(ctx, m, "user-ann"); err != nil {
				return err
			}
		}
		return nil
	})
	for _, user := range []chat.UserID{"user-ann", "user-bob"} {
		events, err2 := s.Events(ctx, chat.UserLog(user), 0, 100)
		rooms := map[string]bool{}
		for i, ev := range events {
			rooms[ev.Object] = true
			err2 = errors.Join(err2, same("rev in the log of "+string(user), ev.Rev, int64(i)+1))
		}
		err = errors.Join(err, err2, same("rooms that were told", len(rooms), 40), same("events", len(events), 40))
	}
	return err
}
