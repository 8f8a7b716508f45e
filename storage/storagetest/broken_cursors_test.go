package storagetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/parleychat/parley/chat"
)

// catchUp moves a consumer to the present in every room.
func catchUp(ctx context.Context, l *liar, consumer string) error {
	rooms, err := l.Store.Behind(ctx, consumer, "", 1000)
	for _, id := range rooms {
		r, err2 := l.Store.Room(ctx, id)
		err = errors.Join(err, err2, l.Store.MoveCursor(ctx, consumer, id, r.Rev))
	}
	return err
}

// starting replaces what StartConsumer does before or after the honest one.
func starting(do func(ctx context.Context, l *liar, consumer string) error) lie {
	return func(l *liar) {
		l.startConsumer = func(ctx context.Context, consumer string) error { return do(ctx, l, consumer) }
	}
}

// moving replaces what MoveCursor does.
func moving(do func(ctx context.Context, l *liar, consumer string, room chat.RoomID, rev int64) error) lie {
	return func(l *liar) {
		l.moveCursor = func(ctx context.Context, consumer string, room chat.RoomID, rev int64) error {
			return do(ctx, l, consumer, room, rev)
		}
	}
}

// namedAs makes the methods take one consumer for another.
func namedAs(other func(consumer string) string) lie {
	return func(l *liar) {
		l.startConsumer = func(ctx context.Context, consumer string) error { return l.Store.StartConsumer(ctx, other(consumer)) }
		l.cursor = func(ctx context.Context, consumer string, room chat.RoomID) (int64, error) {
			return l.Store.Cursor(ctx, other(consumer), room)
		}
		l.moveCursor = func(ctx context.Context, consumer string, room chat.RoomID, rev int64) error {
			return l.Store.MoveCursor(ctx, other(consumer), room, rev)
		}
	}
}

// A careless store keeps the cursors of one consumer by itself, and each call by itself
// is safe.
type careless struct {
	mu      sync.Mutex
	cursors map[chat.RoomID]int64
}

func (c *careless) get(room chat.RoomID) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cursors[room]
}

func (c *careless) set(room chat.RoomID, rev int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cursors[room] = rev
}

// raise sets n to at least to.
func raise(n *atomic.Int64, to int64) {
	for old := n.Load(); to > old && !n.CompareAndSwap(old, to); old = n.Load() {
	}
}

// lieWith makes a liar read its cursors there.
func (c *careless) lieWith(l *liar) {
	l.cursor = func(ctx context.Context, _ string, room chat.RoomID) (int64, error) {
		return c.get(room), ctx.Err()
	}
}

var cursorLies = map[string]lie{
	"StartConsumer gives a cursor in every room at its Rev": func(l *liar) {
		l.cursor = func(ctx context.Context, consumer string, room chat.RoomID) (int64, error) {
			rev, err := l.Store.Cursor(ctx, consumer, room)
			if r, e := l.Store.Room(ctx, room); e == nil && r.Pruned == r.Rev {
				rev = 0 // the end of the log, which an import left empty
			}
			return rev, err
		}
	},
	"StartConsumer of a known consumer changes nothing": starting(func(ctx context.Context, l *liar, consumer string) error {
		return errors.Join(l.Store.StartConsumer(ctx, consumer), catchUp(ctx, l, consumer))
	}),
	"StartConsumer makes a consumer known also when there are no rooms": starting(func(ctx context.Context, l *liar, consumer string) error {
		err := l.Store.StartConsumer(ctx, consumer)
		if rev, _ := l.Store.Cursor(ctx, consumer, "new"); rev == 0 { // known by its cursors
			err = errors.Join(err, catchUp(ctx, l, consumer))
		}
		return err
	}),
	"StartConsumer many times at once starts it once, in one step": func(l *liar) {
		var known atomic.Bool
		looked := make(chan struct{})
		look := sync.OnceFunc(func() { close(looked) })
		l.startConsumer = func(ctx context.Context, consumer string) error {
			if !known.CompareAndSwap(false, true) {
				return nil
			}
			<-looked // the cursors follow only after somebody was told that they are there
			return l.Store.StartConsumer(ctx, consumer)
		}
		l.cursor = func(ctx context.Context, consumer string, room chat.RoomID) (int64, error) {
			defer look()
			return l.Store.Cursor(ctx, consumer, room)
		}
	},
	"StartConsumer later gives the Rev of then": starting(func(ctx context.Context, l *liar, consumer string) error {
		if consumer == "late" {
			return ctx.Err() // it begins at the beginning
		}
		return l.Store.StartConsumer(ctx, consumer)
	}),
	"Cursor in a room newer than the consumer is 0": func(l *liar) {
		l.cursor = func(ctx context.Context, consumer string, room chat.RoomID) (int64, error) {
			rev, err := l.Store.Cursor(ctx, consumer, room)
			if r, err := l.Store.Room(ctx, room); err == nil && rev == 0 {
				rev = r.Rev
			}
			return rev, err
		}
	},
	"Cursor of a consumer that is not known is 0": func(l *liar) {
		l.cursor = func(ctx context.Context, consumer string, room chat.RoomID) (int64, error) {
			if consumer != "mirror" {
				return 0, chat.ErrNotFound
			}
			return l.Store.Cursor(ctx, consumer, room)
		}
	},
	"MoveCursor does not make a consumer known": func(l *liar) {
		c := &careless{cursors: map[chat.RoomID]int64{}}
		c.lieWith(l)
		l.moveCursor = func(_ context.Context, _ string, room chat.RoomID, rev int64) error {
			c.set(room, rev)
			return nil
		}
	},
	"MoveCursor sets the cursor": moving(func(ctx context.Context, l *liar, consumer string, room chat.RoomID, rev int64) error {
		r, err := l.Store.Room(ctx, room)
		return errors.Join(err, l.Store.MoveCursor(ctx, consumer, room, min(rev, r.Rev)))
	}),
	"MoveCursor never goes back": func(l *liar) {
		c := &careless{cursors: map[chat.RoomID]int64{}}
		c.lieWith(l)
		l.moveCursor = func(_ context.Context, _ string, room chat.RoomID, rev int64) error {
			c.set(room, rev)
			return nil
		}
	},
	"Fifty who move a cursor at once leave it at the highest, and never see it go back": func(l *liar) {
		c := &careless{cursors: map[chat.RoomID]int64{}}
		c.lieWith(l)
		var highest atomic.Int64
		var looked sync.WaitGroup
		looked.Add(50)
		moved := make(chan struct{})
		l.moveCursor = func(_ context.Context, _ string, room chat.RoomID, rev int64) error {
			raise(&highest, rev)
			looked.Done()
			looked.Wait() // everybody has seen the old cursor by now
			if rev < highest.Load() {
				<-moved // and the slower ones undo what the quickest did
			} else {
				defer close(moved)
			}
			c.set(room, rev)
			return nil
		}
	},
	"MoveCursor leaves other rooms and other consumers alone": moving(func(ctx context.Context, l *liar, consumer string, room chat.RoomID, rev int64) error {
		return errors.Join(l.Store.MoveCursor(ctx, consumer, room, rev), l.Store.MoveCursor(ctx, "other", room, rev))
	}),
	"Consumers are compared byte by byte": namedAs(strings.ToLower),
	"Consumers whose names cannot be kept are not known": namedAs(func(consumer string) string {
		return strings.ToValidUTF8(consumer, "\ufffd")
	}),
}
