package bunstore

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/uptrace/bun"
)

// A queue is for a database that lets one transaction at a time write. Those who come
// while another writes, and would only wait for each other, share a transaction and so
// the one thing that takes long: the commit. Nobody waits for company. Who comes first
// goes at once and alone, and while that is being committed the next batch gathers.
//
// Each change runs where it was called, and fails, panics or ends with its context for
// itself: when one fails, all run again, each in a savepoint of its own. Savepoints are a
// fifth of a batch's work, so it is tried without as long as that goes well. Nobody is answered before the commit, as
// what they saw of the others' changes was not true until then. When that fails, or
// somebody leaves whose change is part of it, nothing has happened, and each of the others
// runs again in a transaction of its own.
type queue struct {
	db       *bun.DB
	prepared *statements
	own      func(ctx context.Context, fn change) error // runs fn in a transaction of its own
	again    func(err error) bool                       // tells whether it may help to try again
	trust    trust                                      // of whoever serves

	mu      sync.Mutex // guards what follows, and the state of every waiter
	busy    bool
	waiting []*waiter
}

// write runs fn once, and returns when it is committed or has failed.
func (q *queue) write(ctx context.Context, fn change) error {
	w := q.enter()
	if w != nil {
		return w.wait(ctx, fn)
	}
	defer q.leave() // also when fn panics
	return q.own(ctx, fn)
}

// enter returns nil if nothing is under way, and it is the caller's turn.
func (q *queue) enter() *waiter {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.busy {
		q.busy = true
		return nil
	}
	w := newWaiter(q)
	q.waiting = append(q.waiting, w)
	return w
}

// leave lets those in who came in the meantime.
func (q *queue) leave() {
	if b := q.next(); b != nil {
		go q.serve(b)
	}
}

// serve goes on until nobody waits.
func (q *queue) serve(b *batch) {
	for ; b != nil; b = q.next() {
		b.run()
		// Those who were answered may have the next change ready: this lets them say so, and
		// takes no longer than it takes them to hear the answer.
		b.told.Wait()
		runtime.Gosched()
	}
}

// next is the batch of those who wait, or nil if nobody does.
func (q *queue) next() *batch {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), maxBatch)
	if q.busy = n > 0; !q.busy {
		return nil
	}
	b := newBatch(q, slices.Clone(q.waiting[:n]))
	q.waiting = slices.Delete(q.waiting, 0, n)
	return b
}
