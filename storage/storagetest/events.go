package storagetest

import (
	"context"
	"errors"

	"github.com/parleychat/parley/chat"
)

// revs wants the events after that rev to be these.
func revs(ctx context.Context, s chat.Storage, after int64, limit int, want ...int64) error {
	events, err := s.Events(ctx, "room-lobby", after, limit)
	var got []int64
	for _, ev := range events {
		got = append(got, ev.Rev)
	}
	return errors.Join(err, sameList("revs", got, want))
}

var eventPromises = []promise{
	{"Events are in ascending Rev order and without holes", withHistory(func(ctx context.Context, s chat.Storage) error {
		return revs(ctx, s, 0, 100, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)
	})},
	{"Events start above after", withHistory(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(revs(ctx, s, 15, 100, 16, 17), revs(ctx, s, 17, 100), revs(ctx, s, 99, 100))
	})},
	{"Events are at most limit", withHistory(func(ctx context.Context, s chat.Storage) error {
		return revs(ctx, s, 3, 2, 4, 5)
	})},
	{"Events of one room are of no other", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Public), nil)
		events, err2 := s.Events(ctx, "other", 0, 10)
		return errors.Join(err, err2, same("events", len(events), 0))
	})},
	{"Events of no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Events(ctx, "room-lobby", 0, 10)
		return is("Events", err, chat.ErrNotFound)
	}},
	{"Events from below Pruned is ErrGone", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("a", 3)})
		_, err2 := s.Events(ctx, "room-lobby", 0, 10)
		_, err3 := s.Events(ctx, "room-lobby", 2, 10)
		return errors.Join(err, is("from 0", err2, chat.ErrGone), is("from 2", err3, chat.ErrGone), revs(ctx, s, 3, 10))
	})},
	{"Events carry no state", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, ann(), nil)
		_, _, err2 := s.AddMember(ctx, bob(), "user-ann")
		events, err3 := s.Events(ctx, "room-lobby", 0, 10)
		err = errors.Join(err, err2, err3)
		for _, ev := range events {
			err = errors.Join(err, same("filled", ev.Message != nil || ev.Member != nil || ev.By != nil, false))
		}
		return err
	})},
	{"Events are there as soon as the change returned", withLobby(func(ctx context.Context, s chat.Storage) error {
		for i := range int64(20) {
			if err := errors.Join(post(ctx, s, string(rune('a'+i))), revs(ctx, s, i, 10, i+1)); err != nil {
				return err
			}
		}
		return nil
	})},
}
