package storagetest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// expiring replaces what ExpireMessages is asked for, and what happens with it.
func expiring(
	before func(before *time.Time, limit *int, at *time.Time),
	then func(ctx context.Context, l *liar, n int, err error) (int, error),
) lie {
	return func(l *liar) {
		l.expireMessages = func(ctx context.Context, room chat.RoomID, old time.Time, limit int, at time.Time) (int, error) {
			if before != nil {
				before(&old, &limit, &at)
			}
			n, err := l.Store.ExpireMessages(ctx, room, old, limit, at)
			if then != nil {
				return then(ctx, l, n, err)
			}
			return n, err
		}
	}
}

// buried makes tombstones of old messages instead of removing them.
func buried(l *liar) {
	l.expireMessages = func(ctx context.Context, room chat.RoomID, before time.Time, limit int, _ time.Time) (int, error) {
		page, err := l.Store.Messages(ctx, chat.MessageQuery{Room: room, After: -1, Limit: limit})
		n := 0
		for _, m := range page.Items {
			if m.CreatedAt.Before(before) {
				_, err2 := l.Store.UpdateMessage(ctx, m.ID, remove(), erase)
				err = errors.Join(err, err2)
				n++
			}
		}
		return n, err
	}
}

var expireLies = map[string]lie{
	"ExpireMessages removes the oldest messages without a trace": buried,
	"ExpireMessages stops at the first that is too young": expiring(func(before *time.Time, _ *int, _ *time.Time) {
		*before = before.AddDate(0, 0, 1)
	}, nil),
	"ExpireMessages goes by the instant of a time, in whatever zone": expiring(func(before *time.Time, _ *int, _ *time.Time) {
		_, offset := before.Zone()
		*before = before.Add(time.Duration(offset) * time.Second) // what a clock on the wall shows
	}, nil),
	"ExpireMessages removes at most limit":                                        expiring(func(_ *time.Time, limit *int, _ *time.Time) { *limit = max(*limit, *limit+1) }, nil),
	"ExpireMessages logs MessagesExpired with the highest Seq under the next Rev": expiring(func(before *time.Time, _ *int, at *time.Time) { *at = *before }, nil),
	"ExpireMessages of none takes no Rev and logs nothing": expiring(nil, func(ctx context.Context, l *liar, n int, err error) (int, error) {
		if n == 0 {
			_, err = l.Store.UpdateRoom(ctx, "room-lobby", rename(), func(*chat.Room) error { return nil })
		}
		return n, err
	}),
	"ExpireMessages leaves other rooms alone": expiring(nil, func(ctx context.Context, l *liar, n int, err error) (int, error) {
		_, err2 := l.Store.ExpireMessages(ctx, "other", day(9), 10, day(9))
		return n, errors.Join(err, err2)
	}),
	"ExpireMessages of no room is ErrNotFound": expiring(nil, func(_ context.Context, _ *liar, n int, err error) (int, error) {
		return n, swallow(err)
	}),
	"ExpireMessages many times at once removes each message once": expiring(nil, func(_ context.Context, _ *liar, n int, err error) (int, error) {
		return max(n, 1), err // what somebody else removed
	}),
	"A message that expires while somebody edits it is edited or not found": updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		m, err := l.Store.UpdateMessage(ctx, id, c, change)
		if errors.Is(err, chat.ErrNotFound) {
			err = errors.New("no rows in result set")
		}
		return m, err
	}),
}

// pruning replaces what PruneEvents is asked for, and what happens with it.
func pruning(
	before func(ctx context.Context, l *liar, before *time.Time, limit *int),
	then func(ctx context.Context, l *liar, n int, err error) (int, error),
) lie {
	return func(l *liar) {
		l.pruneEvents = func(ctx context.Context, room chat.RoomID, old time.Time, limit int) (int, error) {
			if before != nil {
				before(ctx, l, &old, &limit)
			}
			n, err := l.Store.PruneEvents(ctx, room, old, limit)
			if then != nil {
				return then(ctx, l, n, err)
			}
			return n, err
		}
	}
}

// ruthless prunes as if nobody were behind.
func ruthless(ctx context.Context, l *liar, _ *time.Time, _ *int) {
	for _, consumer := range []string{"slow", "quick", "mirror"} {
		_ = catchUp(ctx, l, consumer)
	}
}

var pruneLies = map[string]lie{
	"PruneEvents removes the oldest events and raises Pruned": func(l *liar) {
		l.room = func(ctx context.Context, id chat.RoomID) (chat.Room, error) {
			r, err := l.Store.Room(ctx, id)
			r.Pruned = 0
			return r, err
		}
	},
	"PruneEvents stops at the first that is too young": pruning(func(_ context.Context, _ *liar, before *time.Time, _ *int) {
		*before = before.AddDate(0, 0, 1)
	}, nil),
	"PruneEvents removes at most limit": pruning(func(_ context.Context, _ *liar, _ *time.Time, limit *int) {
		*limit = max(*limit, *limit+1)
	}, nil),
	"PruneEvents keeps what some consumer was not told of": pruning(ruthless, nil),
	"StartConsumerFromLog gives a cursor in every room at its Pruned": func(l *liar) {
		l.startFromLog = func(ctx context.Context, consumer string) error { return l.Store.StartConsumer(ctx, consumer) }
	},
	"StartConsumerFromLog of a known consumer changes nothing": func(l *liar) {
		l.startFromLog = func(ctx context.Context, consumer string) error {
			return errors.Join(l.Store.StartConsumerFromLog(ctx, consumer), catchUp(ctx, l, consumer))
		}
	},
	"PruneEvents takes no Rev and leaves messages alone": pruning(nil, func(ctx context.Context, l *liar, n int, err error) (int, error) {
		burn(ctx, l, 0)
		return n, err
	}),
	"PruneEvents leaves other rooms alone": pruning(nil, func(ctx context.Context, l *liar, n int, err error) (int, error) {
		_, err2 := l.Store.PruneEvents(ctx, "other", day(9), 10)
		return n, errors.Join(err, err2)
	}),
	"PruneEvents of no room is ErrNotFound": pruning(nil, func(_ context.Context, _ *liar, n int, err error) (int, error) {
		return n, swallow(err)
	}),
	"A consumer that moves on while others prune misses nothing": pruning(func(ctx context.Context, l *liar, _ *time.Time, _ *int) {
		_ = l.Store.DropConsumer(ctx, "mirror")
	}, nil),
}

// authored replaces what MessagesBy is asked for and what it returns.
func authored(before func(after *chat.MessageID, limit *int), then func(list []chat.Message) []chat.Message) lie {
	return func(l *liar) {
		l.messagesBy = func(ctx context.Context, author chat.UserID, after chat.MessageID, limit int) ([]chat.Message, error) {
			if before != nil {
				before(&after, &limit)
			}
			list, err := l.Store.MessagesBy(ctx, author, after, limit)
			if then != nil {
				list = then(list)
			}
			return list, err
		}
	}
}

var byLies = map[string]lie{
	"MessagesBy are the author's, from all rooms, in ascending ID order": authored(nil, func(list []chat.Message) []chat.Message {
		return slices.DeleteFunc(list, func(m chat.Message) bool { return m.Room != "room-lobby" })
	}),
	"MessagesBy start above after": authored(func(after *chat.MessageID, _ *int) { *after = (*after)[:max(len(*after)-1, 0)] }, nil),
	"MessagesBy are at most limit": authored(func(_ *chat.MessageID, limit *int) { *limit = max(*limit, *limit+1) }, nil),
	"MessagesBy are whole, tombstones too": authored(nil, func(list []chat.Message) []chat.Message {
		return slices.DeleteFunc(list, chat.Message.Deleted)
	}),
	"MessagesBy page after page while they write hold every message once": func(l *liar) {
		n := 0 // pages by their number, which those who write shift
		l.messagesBy = func(ctx context.Context, author chat.UserID, _ chat.MessageID, limit int) ([]chat.Message, error) {
			list, err := l.Store.MessagesBy(ctx, author, "", 1000)
			list = list[min(n, len(list)):]
			list = list[:min(limit, len(list))]
			n += len(list)
			return list, err
		}
	},
}
