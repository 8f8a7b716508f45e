package bunstore

import (
	"context"
	"slices"
)

// A waiter is a call that waits for its turn, and then for the commit.
type waiter struct {
	queue *queue
	batch *batch // once it is in one
	state state
	turns chan turn
	ran   chan struct{} // after each turn but the last

	// The batch reads and writes these while the waiter is not at it.
	err  error // what came of its change
	kept bool  // whether that is part of the shared transaction
}

// Whether a waiter may go is decided under the queue's lock.
type state int

const (
	free state = iota // to leave when its context ends
	held              // its turn comes, or its change is being committed
	gone
)

// A turn is what a waiter is to do: run its change in tx, in the given way, or in a
// transaction of its own if that is nil, or, at the end, return.
type turn struct {
	tx   *conn
	by   way
	over bool
	err  error
}

func newWaiter(q *queue) *waiter {
	return &waiter{queue: q, turns: make(chan turn, 1), ran: make(chan struct{})}
}

// wait does what it is told until it is over, or ctx ends.
func (w *waiter) wait(ctx context.Context, fn change) error {
	for {
		t, err := w.next(ctx)
		if err != nil {
			return err
		}
		switch {
		case t.over:
			w.batch.told.Done()
			return t.err
		case t.tx == nil:
			return w.own(ctx, fn)
		default:
			w.share(ctx, t, fn)
		}
	}
}

// next is the next turn. It fails if ctx ends while the waiter is free.
func (w *waiter) next(ctx context.Context) (turn, error) {
	select {
	case t := <-w.turns:
		return t, nil
	case <-ctx.Done():
	}
	if w.leave() {
		return turn{}, ctx.Err()
	}
	return <-w.turns, nil
}

// own runs the change in a transaction of its own.
func (w *waiter) own(ctx context.Context, fn change) error {
	defer func() { w.ran <- struct{}{} }() // also when fn panics
	return w.queue.own(ctx, fn)
}

// share runs the change in the transaction of the batch. A panic is that of whoever
// called; what it leaves of the transaction is not looked into.
func (w *waiter) share(ctx context.Context, t turn, fn change) {
	after := gone
	w.err = errBroken
	defer func() {
		w.become(after)
		w.ran <- struct{}{}
	}()
	w.err = t.by.run(ctx, *t.tx, fn)
	after = free
}

// take holds a waiter that has not left.
func (w *waiter) take() bool {
	w.queue.mu.Lock()
	defer w.queue.mu.Unlock()
	if w.state == free {
		w.state = held
		return true
	}
	return false
}

func (w *waiter) become(s state) {
	w.queue.mu.Lock()
	defer w.queue.mu.Unlock()
	w.state = s
}

// leave tells whether the waiter could.
func (w *waiter) leave() bool {
	q := w.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if w.state != free {
		return false
	}
	w.state = gone
	if w.batch != nil {
		w.batch.left()
	} else {
		q.waiting = slices.DeleteFunc(q.waiting, func(other *waiter) bool { return other == w })
	}
	return true
}
