package chat

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

// A dispatcher brings every committed event to one Publisher: in Rev order per room,
// at least once, retried with backoff. It reads the log rather than being handed
// events, so that order is commit order whatever order the writers return in.
//
// There is at most one goroutine per active room, and none for a quiet one.
type dispatcher struct {
	store   Storage
	pub     Publisher
	hydrate func(context.Context, []Event) ([]Event, error)
	log     *slog.Logger
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
	writers int  // writes under way: the roomLog must stay
	kicked  bool // something may have been committed
	active  bool // a goroutine is at it
}

// batch is how many events are read at a time.
const batch = 100

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
		if err := q.d.cursors.around(q, q.publishAll); err != nil {
			q.d.log.Warn("chat: shut down before every event was published", "room", q.room, "after", q.cursor)
		}
	}
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

// publishAll publishes every event past the cursor. What could not be published is read
// again before it is tried again: it tells what has become of its message meanwhile. It
// returns an error only when the dispatcher ends first.
func (q *roomLog) publishAll() error {
	for failures := 0; ; failures++ {
		var events []Event
		if err := q.retry("read log", func() (err error) {
			events, err = q.next()
			return err
		}); err != nil || len(events) == 0 {
			return err
		}
		before := q.cursor
		err := q.publish(events)
		if q.cursor > before {
			q.d.cursors.save(q)
			failures = 0
		}
		if err == nil {
			continue
		}
		if err := q.d.pause(failures, err, "chat: publish failed, trying again", "room", q.room, "after", q.cursor); err != nil {
			return err
		}
	}
}

// publish publishes events until one fails.
func (q *roomLog) publish(events []Event) error {
	for _, ev := range events {
		if err := q.d.pub.Publish(q.d.ctx, ev); err != nil {
			return err
		}
		q.cursor = ev.Rev
	}
	return nil
}

// next reads the next events with their current state. A room that is gone has none.
func (q *roomLog) next() ([]Event, error) {
	events, err := q.d.store.Events(q.d.ctx, q.room, q.cursor, batch)
	if errors.Is(err, ErrGone) {
		// Pruned or imported past us: nobody can have it any more, clients are told
		// to start afresh when they ask for it.
		var room Room
		if room, err = q.d.store.Room(q.d.ctx, q.room); err == nil {
			q.cursor = max(q.cursor, room.Pruned)
			events, err = q.d.store.Events(q.d.ctx, q.room, q.cursor, batch)
		}
	}
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return q.d.hydrate(q.d.ctx, events)
}

// retry runs step until it succeeds or the dispatcher ends.
func (q *roomLog) retry(what string, step func() error) error {
	return q.d.retry(step, "chat: "+what+" failed, trying again", "room", q.room, "after", q.cursor)
}

// retry runs step until it succeeds or the dispatcher ends.
func (d *dispatcher) retry(step func() error, failed string, about ...any) error {
	for attempt := 0; ; attempt++ {
		err := step()
		if err == nil {
			return nil
		}
		if err := d.pause(attempt, err, failed, about...); err != nil {
			return err
		}
	}
}

// pause logs a failure and waits before another attempt. It returns an error when the
// dispatcher ends.
func (d *dispatcher) pause(attempt int, why error, failed string, about ...any) error {
	if d.ctx.Err() != nil {
		return d.ctx.Err()
	}
	pause := backoff(attempt)
	d.log.Warn(failed, append(about, "in", pause, "err", why)...)
	select {
	case <-time.After(pause):
		return nil
	case <-d.ctx.Done():
		return d.ctx.Err()
	}
}

// backoff doubles from 20 ms to 5 s, with a jitter of half, so that the rooms of a
// module do not come back in step after an outage.
func backoff(attempt int) time.Duration {
	d := min(20*time.Millisecond<<min(attempt, 10), 5*time.Second)
	return d/2 + rand.N(d/2)
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
