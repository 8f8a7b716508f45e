package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/parleychat/parley/chat"
)

// pruned wants so many events of a room to be removed.
func pruned(ctx context.Context, s chat.Storage, room chat.RoomID, before time.Time, limit, want int) error {
	n, err := s.PruneEvents(ctx, room, before, limit)
	return errors.Join(err, same("events removed", n, want))
}

// begins wants the lobby's log to begin above that rev, and to hold these.
func begins(ctx context.Context, s chat.Storage, at int64, want ...int64) error {
	r, err := s.Room(ctx, "room-lobby")
	err = errors.Join(err, same("Pruned", r.Pruned, at), revsAfter(ctx, s, at, want...))
	if at > 0 {
		_, below := s.Events(ctx, "room-lobby", at-1, 10)
		err = errors.Join(err, is("events from below", below, chat.ErrGone))
	}
	return err
}

// lobbyPruned is pruned in the lobby.
func lobbyPruned(ctx context.Context, s chat.Storage, before time.Time, limit, want int) error {
	return pruned(ctx, s, "room-lobby", before, limit, want)
}

var prunePromises = []promise{
	{"PruneEvents removes the oldest events and raises Pruned", withDays(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(lobbyPruned(ctx, s, day(3), 10, 2), begins(ctx, s, 2, 3, 4, 5, 6))
	})},
	{"PruneEvents stops at the first that is too young", withDays(func(ctx context.Context, s chat.Storage) error {
		west := time.FixedZone("", -12*3600)
		return errors.Join(lobbyPruned(ctx, s, day(1).In(west), 10, 0), lobbyPruned(ctx, s, day(1).Add(time.Nanosecond).In(west), 10, 1),
			lobbyPruned(ctx, s, day(2), 10, 0), begins(ctx, s, 1, 2, 3, 4, 5, 6),
			lobbyPruned(ctx, s, day(9), 10, 5), begins(ctx, s, 6))
	})},
	{"PruneEvents removes at most limit", withDays(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(lobbyPruned(ctx, s, day(9), 2, 2), begins(ctx, s, 2, 3, 4, 5, 6), lobbyPruned(ctx, s, day(9), 1, 1),
			lobbyPruned(ctx, s, day(9), math.MaxInt, 3), begins(ctx, s, 6))
	})},
	{"PruneEvents keeps what some consumer was not told of", withLobby(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.StartConsumer(ctx, "slow"), s.StartConsumer(ctx, "quick"), post(ctx, s, "a", "b", "c"),
			lobbyPruned(ctx, s, day(9), 10, 0), s.MoveCursor(ctx, "quick", "room-lobby", 3), lobbyPruned(ctx, s, day(9), 10, 0),
			s.MoveCursor(ctx, "slow", "room-lobby", 2), lobbyPruned(ctx, s, day(9), 10, 2), begins(ctx, s, 2, 3),
			s.DropConsumer(ctx, "slow"), lobbyPruned(ctx, s, day(9), 10, 1), begins(ctx, s, 3))
	})},
	{"StartConsumerFromLog gives a cursor in every room at its Pruned", withDays(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(settle(ctx, s, "other"), postTo(ctx, s, "other", "x"), lobbyPruned(ctx, s, day(3), 10, 2),
			s.StartConsumerFromLog(ctx, "mirror"), cursor(ctx, s, "mirror", "room-lobby", 2), cursor(ctx, s, "mirror", "other", 0),
			behind(ctx, s, "mirror", "", 10, "other", "room-lobby"), lobbyPruned(ctx, s, day(9), 10, 0), begins(ctx, s, 2, 3, 4, 5, 6))
	})},
	{"StartConsumerFromLog of a known consumer changes nothing", withDays(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.StartConsumer(ctx, "mirror"), post(ctx, s, "next"), s.StartConsumerFromLog(ctx, "mirror"),
			cursor(ctx, s, "mirror", "room-lobby", 6), s.StartConsumerFromLog(ctx, "other"), s.MoveCursor(ctx, "other", "room-lobby", 4),
			s.StartConsumerFromLog(ctx, "other"), s.StartConsumer(ctx, "other"), cursor(ctx, s, "other", "room-lobby", 4))
	})},
	{"PruneEvents takes no Rev and leaves messages alone", withDays(func(ctx context.Context, s chat.Storage) error {
		before, err := s.Message(ctx, "message-1")
		err2 := lobbyPruned(ctx, s, day(9), 10, 6)
		after, err3 := s.Message(ctx, "message-1")
		r, err4 := s.Room(ctx, "room-lobby")
		return errors.Join(err, err2, err3, err4, same("message", after, before), same("Rev", r.Rev, 6), post(ctx, s, "next"), begins(ctx, s, 6, 7))
	})},
	{"PruneEvents leaves other rooms alone", withDays(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(settle(ctx, s, "other"), postTo(ctx, s, "other", "x"), lobbyPruned(ctx, s, day(9), 10, 6))
		events, err2 := s.Events(ctx, "other", 0, 10)
		return errors.Join(err, err2, same("events of the other room", len(events), 1))
	})},
	{"PruneEvents of no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		n, err := s.PruneEvents(ctx, "nowhere", day(9), 10)
		return errors.Join(is("PruneEvents", err, chat.ErrNotFound), same("removed", n, 0))
	}},
	{"A consumer that moves on while others prune misses nothing", withMirror(followed)},
}

// followed has a consumer read on, event by event, while others post and prune.
func followed(ctx context.Context, s chat.Storage) error {
	const last = 42
	return atOnce(5, func(i int) error {
		var err error
		switch i {
		case 0:
			for at := int64(2); at < last && err == nil; {
				_, err = s.PruneEvents(ctx, "room-lobby", day(9), 100)
				events, err2 := s.Events(ctx, "room-lobby", at, 1)
				if err = errors.Join(err, err2); err == nil && len(events) > 0 {
					at++
					err = errors.Join(same("the next event", events[0].Rev, at), s.MoveCursor(ctx, "mirror", "room-lobby", at))
				}
			}
		case 1, 2:
			for n := range (last - 2) / 2 {
				err = errors.Join(err, post(ctx, s, fmt.Sprint(i, "-", n)))
			}
		default:
			for range 20 {
				_, err2 := s.PruneEvents(ctx, "room-lobby", day(9), 3)
				err = errors.Join(err, err2)
			}
		}
		return err
	})
}
