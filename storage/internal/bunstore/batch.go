package bunstore

import (
	"context"
	"errors"
	"sync"

	"github.com/uptrace/bun"
)

// maxBatch bounds a batch: whoever has the first turn waits for all the others.
const maxBatch = 64

// A batch is some waiters who share a transaction.
type batch struct {
	queue  *queue
	list   []*waiter
	ctx    context.Context // ends when all have left
	cancel context.CancelFunc
	stay   int // how many have not
	told   sync.WaitGroup
}

// newBatch is called with the queue's lock, as left is.
func newBatch(q *queue, list []*waiter) *batch {
	b := &batch{queue: q, list: list, stay: len(list)}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	for _, w := range list {
		w.batch = b
	}
	return b
}

func (b *batch) left() {
	if b.stay--; b.stay == 0 {
		b.cancel()
	}
}

// run gets every waiter an answer.
func (b *batch) run() {
	defer b.cancel()
	if len(b.list) > 1 && b.shared() {
		return
	}
	for _, w := range b.list {
		if w.take() {
			w.turns <- turn{}
			<-w.ran
		}
	}
}

// shared runs the changes in one transaction: without savepoints if those before did not
// need any, and again with them if that turns out to be wrong. If it returns false, nothing
// has happened and nobody was answered.
func (b *batch) shared() bool {
	if b.queue.trust.given() {
		done, err := b.together(bare)
		if !errors.Is(err, errSpoilt) {
			return done
		}
		b.queue.trust.lost()
	}
	done, _ := b.together(cautious)
	return done
}

// errSpoilt says that a change failed of which nothing but the whole transaction's end
// removes what it did.
var errSpoilt = errors.New("a change failed that has no savepoint")

// together runs the changes in one transaction, each by the given way. If it is not done,
// nothing has happened and nobody was answered.
func (b *batch) together(by way) (done bool, err error) {
	q := b.queue
	q.prepared.ready(b.ctx)
	tx, err := q.db.BeginTx(b.ctx, nil)
	if err != nil {
		return b.answer(func(*waiter) error { return err }), nil
	}
	defer func() { _ = tx.Rollback() }() // after the commit this does nothing
	kept, err := b.each(conn{db: q.db, on: steady{tx.Tx}, tx: tx.Tx, prepared: q.prepared}, by)
	if errors.Is(err, errBroken) || errors.Is(err, errSpoilt) {
		return false, err
	}
	if err != nil {
		_ = tx.Rollback()
		return b.answer(func(*waiter) error { return err }), nil
	}
	return b.settle(tx, kept), nil
}

// each gives every waiter its turn and tells how many changes are part of the transaction
// now. An error is about all of it: it is no more, or must not be any more, or, when already
// the first change meets somebody else's, it did not get the lock.
func (b *batch) each(tx conn, by way) (kept int, err error) {
	b.forget()
	for _, w := range b.list {
		if !w.take() {
			continue
		}
		w.turns <- turn{tx: &tx, by: by}
		<-w.ran
		switch w.kept = w.err == nil; {
		case w.kept:
			kept++
		case errors.Is(w.err, errBroken), kept == 0 && b.queue.again(w.err):
			return kept, w.err
		case !by.undoes:
			return kept, errSpoilt
		}
	}
	return kept, nil
}

// forget forgets an attempt before.
func (b *batch) forget() {
	for _, w := range b.list {
		w.kept = false
	}
}

// settle commits, unless there is nothing to commit or more than there should be.
func (b *batch) settle(tx bun.Tx, kept int) bool {
	if !b.hold() {
		return false
	}
	end := tx.Commit
	if kept == 0 {
		end = tx.Rollback
	}
	if end() != nil {
		b.release()
		return false
	}
	return b.answer(func(w *waiter) error { return w.err })
}

// hold keeps everybody. If somebody has left whose change is part of the transaction it
// returns false, and keeps nobody.
func (b *batch) hold() bool {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	for _, w := range b.list {
		if w.state == gone && w.kept {
			return false
		}
	}
	b.turnAll(free, held)
	return true
}

func (b *batch) release() {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	b.turnAll(held, free)
}

// turnAll is called with the queue's lock.
func (b *batch) turnAll(from, to state) {
	for _, w := range b.list {
		if w.state == from {
			w.state = to
		}
	}
}

// answer ends the waiting of those who have not left.
func (b *batch) answer(with func(*waiter) error) bool {
	for _, w := range b.list {
		if w.state == held || w.take() {
			b.told.Add(1)
			w.turns <- turn{over: true, err: with(w)}
		}
	}
	return true
}
