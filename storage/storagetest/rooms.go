package storagetest

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleychat/parley/chat"
)

var roomPromises = []promise{
	{"CreateRoom stores the room as given with Rev 0", func(ctx context.Context, s chat.Storage) error {
		r := lobby()
		r.Rev, r.Pruned = 7, 3
		got, err := s.CreateRoom(ctx, r, nil)
		stored, err2 := s.Room(ctx, r.ID)
		return errors.Join(err, err2, same("result", got, lobby()), same("stored", stored, lobby()))
	}},
	{"CreateRoom stores the first members and no log", func(ctx context.Context, s chat.Storage) error {
		first := []chat.Member{
			{User: "user-ann", Role: chat.RoleOwner, JoinedAt: noon},
			{Room: "room-lobby", User: "user-bob", Role: chat.RoleMember, JoinedAt: noon},
		}
		_, err := s.CreateRoom(ctx, lobby(), first)
		first[0].Room = "room-lobby"
		got, err2 := s.Members(ctx, "room-lobby", "", 10)
		return errors.Join(err, err2, sameList("members", got, first), rev(ctx, s, 0))
	}},
	{"CreateRoom with a taken ID is ErrExists", withLobby(func(ctx context.Context, s chat.Storage) error {
		again := lobby()
		again.Slug = "other"
		_, err := s.CreateRoom(ctx, again, nil)
		stored, err2 := s.Room(ctx, "room-lobby")
		return errors.Join(is("CreateRoom", err, chat.ErrExists), err2, same("stored", stored, lobby()))
	})},
	{"CreateRoom with a taken slug is ErrExists", withLobby(func(ctx context.Context, s chat.Storage) error {
		again := lobby()
		again.ID = "room-other"
		_, err := s.CreateRoom(ctx, again, nil)
		return is("CreateRoom", err, chat.ErrExists)
	})},
	{"CreateRoom that failed stored nothing", withLobby(func(ctx context.Context, s chat.Storage) error {
		again := lobby()
		again.ID = "room-other"
		_, _ = s.CreateRoom(ctx, again, []chat.Member{{User: "user-ann"}})
		_, err := s.Room(ctx, "room-other")
		members, err2 := s.Members(ctx, "room-other", "", 10)
		return errors.Join(is("the room", err, chat.ErrNotFound), err2, same("members", len(members), 0))
	})},
	{"CreateRoom at once with one slug makes one room", func(ctx context.Context, s chat.Storage) error {
		created := make([]int, 20)
		err := atOnce(20, func(i int) error {
			r := lobby()
			r.ID = chat.RoomID(fmt.Sprintf("room-%d", i))
			_, err := s.CreateRoom(ctx, r, nil)
			if err == nil {
				created[i] = 1
			} else if !errors.Is(err, chat.ErrExists) {
				return err
			}
			return nil
		})
		n := 0
		for _, c := range created {
			n += c
		}
		return errors.Join(err, same("rooms created", n, 1))
	}},
	{"Slugs are compared byte by byte", func(ctx context.Context, s chat.Storage) error {
		for _, key := range alike {
			r := lobby()
			r.ID, r.Slug = chat.RoomID("id "+key), key
			if _, err := s.CreateRoom(ctx, r, nil); err != nil {
				return fmt.Errorf("slug %q: %w", key, err)
			}
		}
		for _, key := range alike {
			r, err := s.RoomBySlug(ctx, key)
			if err = errors.Join(err, same("ID", r.ID, chat.RoomID("id "+key))); err != nil {
				return fmt.Errorf("slug %q: %w", key, err)
			}
		}
		return nil
	}},
	{"Rooms without a slug are many", func(ctx context.Context, s chat.Storage) error {
		for _, id := range []chat.RoomID{"a", "b"} {
			r := lobby()
			r.ID, r.Slug = id, ""
			if _, err := s.CreateRoom(ctx, r, nil); err != nil {
				return err
			}
		}
		_, err := s.RoomBySlug(ctx, "")
		return is("RoomBySlug of nothing", err, chat.ErrNotFound)
	}},
	{"Room that does not exist is ErrNotFound", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.Room(ctx, "room-other")
		return is("Room", err, chat.ErrNotFound)
	})},
	{"RoomBySlug that does not exist is ErrNotFound", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.RoomBySlug(ctx, "other")
		return is("RoomBySlug", err, chat.ErrNotFound)
	})},
	{"RoomBySlug returns the room", withLobby(func(ctx context.Context, s chat.Storage) error {
		got, err := s.RoomBySlug(ctx, "lobby")
		return errors.Join(err, same("room", got, lobby()))
	})},
}
