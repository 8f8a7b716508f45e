package storagetest

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/parleychat/parley/chat"
)

// bob is a member of the lobby.
func bob() chat.Member {
	return chat.Member{Room: "room-lobby", User: "user-bob", Role: chat.RoleMember, JoinedAt: noon}
}

var memberPromises = []promise{
	{"AddMember stores and returns the member", withLobby(func(ctx context.Context, s chat.Storage) error {
		got, added, err := s.AddMember(ctx, bob(), "user-ann")
		stored, err2 := s.Member(ctx, "room-lobby", "user-bob")
		return errors.Join(err, err2, same("added", added, true), same("result", got, bob()), same("stored", stored, bob()))
	})},
	{"AddMember raises Rev by one and logs MemberJoined", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMember(ctx, bob(), "user-ann")
		events, err2 := s.Events(ctx, "room-lobby", 0, 10)
		return errors.Join(err, err2, rev(ctx, s, 1), sameList("log", events, []chat.Event{{
			Room: "room-lobby", Rev: 1, Kind: chat.MemberJoined, Object: "user-bob", Actor: "user-ann", At: noon,
		}}))
	})},
	{"AddMember of a member leaves them as they are and takes no Rev", withLobby(func(ctx context.Context, s chat.Storage) error {
		again := bob()
		again.Role, again.JoinedAt = chat.RoleOwner, noon.Add(time.Hour)
		_, _, err := s.AddMember(ctx, bob(), "user-ann")
		got, added, err2 := s.AddMember(ctx, again, "user-eve")
		stored, err3 := s.Member(ctx, "room-lobby", "user-bob")
		return errors.Join(err, err2, err3, same("added", added, false), same("result", got, bob()),
			same("stored", stored, bob()), rev(ctx, s, 1))
	})},
	{"AddMember of one user many times at once adds one", withLobby(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(30, func(int) error {
			_, _, err := s.AddMember(ctx, bob(), "user-bob")
			return err
		})
		return errors.Join(err, rev(ctx, s, 1))
	})},
	{"AddMember to no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMember(ctx, bob(), "user-ann")
		return is("AddMember", err, chat.ErrNotFound)
	}},
	{"Member that does not exist is ErrNotFound", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.Member(ctx, "room-lobby", "user-bob")
		_, err2 := s.Member(ctx, "room-other", "user-bob")
		return errors.Join(is("no such member", err, chat.ErrNotFound), is("no such room", err2, chat.ErrNotFound))
	})},
	{"Members are in ascending order", withMembers(func(ctx context.Context, s chat.Storage) error {
		return members(ctx, s, "", 10, "a", "b", "c", "d")
	})},
	{"Members start above after", withMembers(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(members(ctx, s, "b", 10, "c", "d"), members(ctx, s, "bb", 10, "c", "d"), members(ctx, s, "d", 10))
	})},
	{"Members are at most limit", withMembers(func(ctx context.Context, s chat.Storage) error {
		return members(ctx, s, "a", 2, "b", "c")
	})},
	{"MembersOf are those of each room in ascending order, at most most of each", withMembers(func(ctx context.Context, s chat.Storage) error {
		rooms := []chat.RoomID{"room-lobby", "nowhere", "other", "", "room-lobby"}
		return errors.Join(membersOf(ctx, s, rooms, 2, "bc", "a", "b"), membersOf(ctx, s, rooms[2:4], 1, "bc"), membersOf(ctx, s, nil, 1),
			membersOf(ctx, s, rooms, math.MaxInt, "bc", "a", "b", "c", "d"))
	})},
	{"MembersOf has all of a member", withMembers(func(ctx context.Context, s chat.Storage) error {
		want, err := s.Member(ctx, "room-lobby", "a")
		got, err2 := s.MembersOf(ctx, []chat.RoomID{"room-lobby"}, 1)
		return errors.Join(err, err2, sameList("members", got, []chat.Member{want}))
	})},
	{"Members of a room that does not exist are none", func(ctx context.Context, s chat.Storage) error {
		list, err := s.Members(ctx, "room-lobby", "", 10)
		return errors.Join(err, same("members", len(list), 0))
	}},
}

// membersOf wants these to be the members of the rooms, one after the other.
func membersOf(ctx context.Context, s chat.Storage, rooms []chat.RoomID, most int, want ...chat.UserID) error {
	list, err := s.MembersOf(ctx, rooms, most)
	var got []chat.UserID
	for _, m := range list {
		got = append(got, m.User)
	}
	return errors.Join(err, sameList("members of rooms", got, want))
}

// withMembers wraps a check that needs members a to d in the lobby, and one elsewhere.
func withMembers(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Private), []chat.Member{{User: "bc"}})
		if err != nil {
			return err
		}
		for _, user := range []chat.UserID{"c", "a", "d", "b"} {
			m := bob()
			m.User = user
			if _, _, err := s.AddMember(ctx, m, "user-ann"); err != nil {
				return err
			}
		}
		return check(ctx, s)
	})
}

// members wants the page after that user to hold these.
func members(ctx context.Context, s chat.Storage, after chat.UserID, limit int, want ...chat.UserID) error {
	list, err := s.Members(ctx, "room-lobby", after, limit)
	var got []chat.UserID
	for _, m := range list {
		got = append(got, m.User)
	}
	return errors.Join(err, sameList("members", got, want))
}
