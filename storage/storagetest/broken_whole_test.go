package storagetest

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/chat"
)

// errWorn is what a store says that cannot take two calls at once.
var errWorn = errors.New("used by two at once")

var wholeLies = map[string]lie{
	"Every method ends with a cancelled context": func(l *liar) {
		l.room = func(ctx context.Context, id chat.RoomID) (chat.Room, error) {
			return l.Store.Room(context.WithoutCancel(ctx), id)
		}
	},
	"Every method ends with a deadline": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			got, err := l.Store.CreateRoom(context.WithoutCancel(ctx), r, members)
			return got, errors.Join(err, ctx.Err()) // the right error, and a trace
		}
	},
	"A writer that waits for another ends with its context": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			return l.Store.AddMessage(context.WithoutCancel(ctx), m)
		}
	},
	"A context that ends during change leaves no trace": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		m, err := l.Store.UpdateMessage(context.WithoutCancel(ctx), id, c, change)
		return m, errors.Join(err, ctx.Err())
	}),
	"An outage is none of the named errors": func(l *liar) {
		l.user = func(ctx context.Context, id chat.UserID) (chat.User, error) {
			u, err := l.Store.User(ctx, id)
			if err != nil {
				err = chat.ErrNotFound
			}
			return u, err
		}
	},
	"Results share no memory with the store": func(l *liar) {
		var cached []chat.Event
		l.events = func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
			var err error
			if cached == nil {
				cached, err = l.Store.Events(ctx, room, after, limit)
			}
			return cached, err
		}
	},
	"Arguments share no memory with the store": func(l *liar) {
		var members []chat.Member
		l.createRoom = func(ctx context.Context, r chat.Room, first []chat.Member) (chat.Room, error) {
			members = first
			return l.Store.CreateRoom(ctx, r, first)
		}
		l.member = func(_ context.Context, _ chat.RoomID, user chat.UserID) (chat.Member, error) {
			for _, m := range members {
				if m.User == user {
					return m, nil
				}
			}
			return chat.Member{}, chat.ErrNotFound
		}
	},
	"Every method is safe for concurrent use": func(l *liar) {
		var calls atomic.Int64
		l.revoke = func(ctx context.Context, _ string, _ time.Time) error {
			if calls.Add(1) > 1 {
				return errWorn
			}
			return nil
		}
	},
}
