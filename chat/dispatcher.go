package chat

import (
	"context"
	"errors"
	"log/slog"
	"sync"
)

// A dispatcher brings every committed event to one Publisher: in Rev order per room,
// at least once, retried with backoff. It reads the log rather than being handed
// events, so that order is commit order whatever order the writers return in.
//
// There is at most one goroutine per active room, and none for a quiet one.
type dispatcher struct {
	*core
	pub Publisher
	log *slog.Logger
	// cursors keeps how far each room was published; nil: only this process knows.
	cursors *cursors

	ctx   context.Context // ends when Shutdown gives up
	abort context.CancelFunc

	mu      sync.Mutex
	rooms   map[RoomID]*roomLog
	running sync.WaitGroup
}

// A roomLog is how far one active room has been published.
type roomLog struct {
	d    *dispatcher
	room RoomID
	// cursor is the last Rev published. Once placed, only the running goroutine
	// touches it, and without the lock.
	cursor  int64
	placed  bool // a writer said where to start, or the storage knows
	unsure  bool // an erasure may have written just before, which nobody announced yet
	writers int  // writes under way: the roomLog must stay
	kicked  bool // something may have been committed
	active  bool // a goroutine is at it
}

// enter announces a write to the room. The caller then reads the room, calls from
// with its Rev, writes, and calls leave however that went.
func (d *dispatcher) enter(room RoomID) *roomLog {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.rooms[room]
	if q == nil {
		q = &roomLog{d: d, room: room, placed: d.cursors != nil}
		d.rooms[room] = q
	}
	q.writers++
	return q
}

// from says that everything up to rev was committed before this write began. The
// first writer's word counts: nobody who shares this roomLog has written before it.
func (q *roomLog) from(rev int64) {
	q.d.mu.Lock()
	defer q.d.mu.Unlock()
	if !q.placed {
		q.placed, q.cursor = true, rev
		q.unsure = q.d.dispatch.erasures.Load() > 0
	}
}

// leave ends a write. It wakes the room also when the write failed: a commit whose
// answer was lost is still a commit.
func (q *roomLog) leave() {
	d := q.d
	d.mu.Lock()
	defer d.mu.Unlock()
	q.writers--
	if !q.placed {
		d.forget(q)
		return
	}
	q.kicked = true
	if !q.active {
		q.active = true
		d.running.Add(1)
		go q.run()
	}
}

// forget drops a quiet room; d.mu is held.
func (d *dispatcher) forget(q *roomLog) {
	if q.writers == 0 && !q.active {
		delete(d.rooms, q.room)
	}
}

// run publishes until the room is quiet.
func (q *roomLog) run() {
	defer q.d.running.Done()
	for q.again() {
		err := q.stepBack()
		if err == nil {
			err = q.publishAll()
		}
		if err != nil {
			q.d.log.Warn("chat: shut down before every event was published", "room", q.room, "after", q.cursor)
		}
	}
}

// stepBack begins before the erasures that stand where the first writer said that all was
// told. They may be told twice then, which is better than never.
func (q *roomLog) stepBack() error {
	if !q.unsure {
		return nil
	}
	q.unsure = false
	for q.cursor > 0 {
		var events []Event
		err := q.retry("read log", func() (err error) {
			events, err = q.d.store.Events(q.d.ctx, q.room, q.cursor-1, 1)
			if errors.Is(err, ErrGone) { // pruned: nobody can have it any more
				return nil
			}
			return gone(err)
		})
		if err != nil {
			return err
		}
		if len(events) == 0 || events[0].Kind != UserErased {
			return nil
		}
		q.cursor--
	}
	return nil
}

// again takes the kick, or ends the goroutine's claim to the room.
func (q *roomLog) again() bool {
	q.d.mu.Lock()
	defer q.d.mu.Unlock()
	if q.kicked && q.d.ctx.Err() == nil {
		q.kicked = false
		return true
	}
	q.active = false
	q.d.forget(q)
	return false
}

// newDispatcher makes a dispatcher that begins with the next write; with cursors, where
// these are.
func (m *Module) newDispatcher(pub Publisher, c *cursors) *dispatcher {
	ctx, cancel := context.WithCancel(context.Background())
	return &dispatcher{core: &m.core, pub: pub, log: m.opts.Logger, cursors: c,
		ctx: ctx, abort: cancel, rooms: map[RoomID]*roomLog{}}
}

// drain waits until every room is quiet, or gives up when ctx ends. What is kept in
// the storage is not worth waiting for longer than a moment: it is published after the
// next start, and that is no failure.
func (d *dispatcher) drain(ctx context.Context) error {
	defer d.abort()
	if d.cursors != nil {
		var cancel context.CancelFunc
		ctx, cancel = moment(ctx)
		defer cancel()
	}
	err := wait(ctx, &d.running)
	if err != nil {
		d.abort()
		d.running.Wait()
	}
	if d.cursors != nil {
		return nil
	}
	return err
}
