package storagetest

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleychat/parley/chat"
)

// order is a room that is bound to something of the host's.
func order(id, ref string) chat.Room {
	r := named(id, chat.Private)
	r.Slug, r.Ref = "", ref
	return r
}

var roomRefPromises = []promise{
	{"RoomByRef returns the room with the Ref", withLobby(func(ctx context.Context, s chat.Storage) error {
		made, err := s.CreateRoom(ctx, order("room-42", "order:42"), nil)
		got, err2 := s.RoomByRef(ctx, "order:42")
		return errors.Join(err, err2, same("made", made, order("room-42", "order:42")), same("found", got, made))
	})},
	{"RoomByRef of no room is ErrNotFound, with an empty Ref too", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.RoomByRef(ctx, "order:42")
		_, err2 := s.RoomByRef(ctx, "")
		return errors.Join(is("a Ref", err, chat.ErrNotFound), is("none", err2, chat.ErrNotFound))
	})},
	{"CreateRoom with a taken Ref is ErrExists", func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, order("a", "order:42"), nil)
		_, taken := s.CreateRoom(ctx, order("b", "order:42"), []chat.Member{newcomer("user-ann")})
		_, gone := s.Room(ctx, "b")
		return errors.Join(err, is("CreateRoom", taken, chat.ErrExists), is("the room", gone, chat.ErrNotFound), silent(ctx, s, "user-ann"))
	}},
	{"Many rooms have no Ref and no slug", func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, order("a", ""), nil)
		_, err2 := s.CreateRoom(ctx, order("b", ""), nil)
		return errors.Join(err, err2)
	}},
	{"Refs are compared byte by byte", func(ctx context.Context, s chat.Storage) error {
		for _, key := range alike {
			if _, err := s.CreateRoom(ctx, order("id "+key, key), nil); err != nil {
				return fmt.Errorf("ref %q: %w", key, err)
			}
		}
		for _, key := range alike {
			got, err := s.RoomByRef(ctx, key)
			if err := errors.Join(err, same("room", got.ID, chat.RoomID("id "+key))); err != nil {
				return err
			}
		}
		return nil
	}},
	{"UpdateRoom stores ArchivedAt, and takes it back", withLobby(func(ctx context.Context, s chat.Storage) error {
		want := lobby()
		want.Rev, want.ArchivedAt = 1, noon
		archived, err := s.UpdateRoom(ctx, "room-lobby", rename(), func(r *chat.Room) error { r.ArchivedAt = noon; return nil })
		stored := room(ctx, s, want)
		open, err2 := s.UpdateRoom(ctx, "room-lobby", rename(), func(r *chat.Room) error { r.ArchivedAt = chat.Room{}.ArchivedAt; return nil })
		again := lobby()
		again.Rev = 2
		return errors.Join(err, err2, same("archived", archived, want), stored, same("open again", open, again), room(ctx, s, again))
	})},
	listsSome("Rooms leaves out archived ones", chat.RoomQuery{Public: true, Member: "user-ann", Limit: 10}, "a", "b", "e"),
	listsSome("Rooms with Archived takes them in", chat.RoomQuery{Public: true, Member: "user-ann", Archived: true, Limit: 10}, "a", "b", "c", "e", "f"),
	listsSome("Rooms with a Kind leaves out others, and none of it", chat.RoomQuery{Public: true, Member: "user-ann", Kind: chat.Private, Archived: true, Limit: 2}, "b", "f"),
	listsSome("Rooms with Kind Public leaves out others", chat.RoomQuery{Public: true, Member: "user-ann", Kind: chat.Public, Limit: 10}, "a", "e"),
}

// listsSome makes a promise about a village in which c and f are archived.
func listsSome(name string, q chat.RoomQuery, want ...chat.RoomID) promise {
	return promise{name, func(ctx context.Context, s chat.Storage) error {
		err := village(ctx, s)
		for _, id := range []chat.RoomID{"c", "f"} {
			_, err2 := s.UpdateRoom(ctx, id, rename(), func(r *chat.Room) error { r.ArchivedAt = noon; return nil })
			err = errors.Join(err, err2)
		}
		rooms, err2 := s.Rooms(ctx, q)
		return errors.Join(err, err2, sameList("rooms", ids(rooms, func(r chat.Room) string { return string(r.ID) }), each(want)))
	}}
}

func each(list []chat.RoomID) (all []string) {
	for _, id := range list {
		all = append(all, string(id))
	}
	return all
}
