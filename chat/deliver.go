package chat

import (
	"errors"
	"math/rand/v2"
	"time"
)

// batch is how many events are read at a time.
const batch = 100

// publishAll publishes every event past the cursor. What could not be published is read
// again before it is tried again: it tells what has become of its message meanwhile. It
// returns an error only when the dispatcher ends first.
func (q *roomLog) publishAll() error {
	if err := q.d.cursors.find(q); err != nil {
		return err
	}
	for failures := 0; ; {
		before := q.cursor
		failed, why, err := q.publishSome()
		if q.cursor > before {
			failures = 0
		}
		if err != nil || (why == nil && q.cursor == before) {
			return err
		}
		if why == nil {
			continue
		}
		failures++
		if given, err := q.d.cursors.giveUp(q, failed, failures, why); err != nil {
			return err
		} else if given {
			failures = 0
			continue
		}
		if err := q.d.pause(failures-1, why, "chat: publish failed, trying again", q.about()...); err != nil {
			return err
		}
	}
}

// publishSome takes a turn: it reads the next events and publishes them until one fails,
// which it returns with the reason.
func (q *roomLog) publishSome() (failed Event, why, err error) {
	if err := q.d.cursors.take(q.d.ctx); err != nil {
		return Event{}, nil, err
	}
	defer q.d.cursors.give()
	var events []Event
	if err := q.retry("read log", func() (err error) {
		events, err = q.next()
		return err
	}); err != nil || len(events) == 0 {
		return Event{}, nil, err
	}
	before := q.cursor
	for _, ev := range events {
		if why = q.d.pub.Publish(q.d.ctx, ev); why != nil {
			failed = ev
			break
		}
		q.cursor = ev.Rev
	}
	if q.cursor > before {
		q.d.cursors.save(q)
	}
	return failed, why, nil
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
	return q.d.retry(step, "chat: "+what+" failed, trying again", q.about()...)
}

// about tells operators where in which log that is, and who is told of it.
func (q *roomLog) about() []any {
	about := []any{"room", q.room, "after", q.cursor}
	if q.d.cursors != nil {
		about = append(about, "consumer", q.d.cursors.name)
	}
	return about
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
	return jitter(min(20*time.Millisecond<<min(attempt, 10), 5*time.Second))
}

// jitter is from half of d to all of it.
func jitter(d time.Duration) time.Duration {
	return d/2 + rand.N(max(d/2, 1))
}
