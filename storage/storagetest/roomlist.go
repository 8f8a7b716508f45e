package storagetest

import (
	"context"
	"errors"
	"slices"

	"github.com/parleychat/parley/chat"
)

// village makes rooms with a member here and there: a, c and e are public, b, d and f
// private; Ann is in a, b and f.
func village(ctx context.Context, s chat.Storage) error {
	in := []chat.Member{{User: "user-ann", Role: chat.RoleMember}, {User: "user-bob", Role: chat.RoleMember}}
	for _, id := range []string{"f", "e", "d", "c", "b", "a"} {
		kind, members := chat.Public, in[1:]
		if slices.Contains([]string{"b", "d", "f"}, id) {
			kind = chat.Private
		}
		if slices.Contains([]string{"a", "b", "f"}, id) {
			members = in
		}
		if _, err := s.CreateRoom(ctx, named(id, kind), members); err != nil {
			return err
		}
	}
	return nil
}

// lists makes a promise about which rooms a query returns.
func lists(name string, q chat.RoomQuery, want ...chat.RoomID) promise {
	return promise{name, func(ctx context.Context, s chat.Storage) error {
		if err := village(ctx, s); err != nil {
			return err
		}
		rooms, err := s.Rooms(ctx, q)
		var got []chat.RoomID
		for _, r := range rooms {
			got = append(got, r.ID)
		}
		return errors.Join(err, sameList("rooms", got, want))
	}}
}

var roomListPromises = []promise{
	lists("Rooms returns public rooms", chat.RoomQuery{Public: true, Limit: 10}, "a", "c", "e"),
	lists("Rooms returns the rooms of a member", chat.RoomQuery{Member: "user-ann", Limit: 10}, "a", "b", "f"),
	lists("Rooms that match twice are returned once", chat.RoomQuery{Public: true, Member: "user-ann", Limit: 10},
		"a", "b", "c", "e", "f"),
	lists("Rooms of nobody are none", chat.RoomQuery{Limit: 10}),
	lists("Rooms leaves out those up to After", chat.RoomQuery{Public: true, Member: "user-ann", After: "b", Limit: 10},
		"c", "e", "f"),
	lists("Rooms returns at most Limit", chat.RoomQuery{Public: true, Member: "user-ann", Limit: 3}, "a", "b", "c"),
	{"Rooms returns whole rooms", withLobby(func(ctx context.Context, s chat.Storage) error {
		got, err := s.Rooms(ctx, chat.RoomQuery{Public: true, Limit: 1})
		return errors.Join(err, sameList("rooms", got, []chat.Room{lobby()}))
	})},
	{"A limit below 1 is an error", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, rooms := s.Rooms(ctx, chat.RoomQuery{Public: true})
		_, members := s.Members(ctx, "room-lobby", "", 0)
		_, messages := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: -1})
		_, events := s.Events(ctx, "room-lobby", 0, -5)
		_, behind := s.Behind(ctx, "mirror", "", 0)
		_, unread := s.Unread(ctx, "user-ann", "", 0)
		_, by := s.MessagesBy(ctx, "user-ann", "", -1)
		_, letters := s.Letters(ctx, "mirror", "", 0, 0)
		_, expired := s.ExpireMessages(ctx, "room-lobby", noon, 0, noon)
		_, pruned := s.PruneEvents(ctx, "room-lobby", noon, -1)
		for what, err := range map[string]error{
			"Rooms": rooms, "Members": members, "Messages": messages, "Events": events, "Behind": behind,
			"Unread": unread, "MessagesBy": by, "Letters": letters, "ExpireMessages": expired, "PruneEvents": pruned,
		} {
			if err == nil {
				return errors.New(what + ": no error")
			}
		}
		return nil
	})},
}
