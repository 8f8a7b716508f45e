package chat

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"
)

// A heldLog is a log that a transaction wrote to. The dispatchers know of the write until
// it is known what became of it.
type heldLog struct {
	writing
	// rev is how far the log is when the transaction is committed.
	rev int64
}

// unknownRev is above every Rev, so that nobody waits for less.
const unknownRev = math.MaxInt64

// A heldWriting is one of the writes of a transaction to a log.
type heldWriting struct {
	*heldLog
	t   *Tx
	ctx context.Context // of the operation that this write is part of
	log RoomID
}

// noWriting is a write that nobody is to be told of.
type noWriting struct{}

func (noWriting) from(int64) {}
func (noWriting) leave()     {}

// hold is the enter of a transaction. The first write to a log says where it was before;
// later ones already see what the transaction itself wrote. A log is held also while nobody
// listens: a consumer that begins before the commit cannot see what it is to be told of.
func (t *Tx) hold(ctx context.Context, log RoomID) writing {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.released {
		return noWriting{} // the transaction has ended: the write fails
	}
	h := t.held[log]
	if h == nil {
		h = &heldLog{writing: t.m.enter(ctx, log)}
		t.held[log] = h
	}
	h.rev = unknownRev // until the write is done
	if !t.watching {
		t.watching = true
		t.m.busy.Add(1) // an operation is under way, so that nobody waits for zero yet
		go t.watch()
	}
	return &heldWriting{heldLog: h, t: t, ctx: ctx, log: log}
}

// leave notes how far the log is by now. It does not tell the dispatchers: only the end
// of the transaction does.
func (w *heldWriting) leave() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), w.t.opts.RequestTimeout)
	defer cancel()
	rev, err := w.t.revOf(ctx, w.log)
	if err != nil {
		rev = unknownRev // it takes the whole grace
	}
	w.t.mu.Lock()
	defer w.t.mu.Unlock()
	w.rev = rev
}

// How often the watch looks whether something happened, and for how long after the end.
// A transaction says that it has ended before its commit is done, and a commit that
// reported an error may have happened.
const (
	shortestLook = time.Millisecond
	longestLook  = 250 * time.Millisecond
	grace        = 5 * time.Second
	graceAtDone  = time.Second // when nobody waits for the commit any more
)

// watch releases each log when the commit can be seen, and all of them when there will be
// none.
func (t *Tx) watch() {
	defer t.m.busy.Done()
	defer t.releaseAll()
	if !t.awaitEnd() {
		return
	}
	closing, over := t.m.closing, t.over
	ends := time.NewTimer(grace)
	defer ends.Stop()
	for pause := shortestLook; !t.releaseSeen(); pause = min(2*pause, longestLook) {
		select {
		case <-time.After(pause):
		case <-over:
			over = nil
			ends.Reset(graceAtDone)
		case <-closing:
			closing = nil
			ends.Reset(graceAtDone)
		case <-ends.C:
			return
		case <-t.m.gaveUp:
			return
		}
	}
}

// awaitEnd returns true when the transaction has ended, false when nobody cares any more.
func (t *Tx) awaitEnd() bool {
	over := t.over
	for pause := shortestLook; !t.ended(); pause = min(2*pause, longestLook) {
		select {
		case <-time.After(pause):
		case <-over: // it ends at any moment
			over, pause = nil, shortestLook
		case <-t.m.gaveUp:
			return false
		}
	}
	return true
}

// releaseSeen lets go of the logs of which the module's own storage knows what the
// transaction wrote, and tells whether that is all.
func (t *Tx) releaseSeen() bool {
	ctx, cancel := context.WithTimeout(context.Background(), graceAtDone)
	defer cancel()
	for _, log := range t.logs() {
		if rev, err := t.m.revOf(ctx, log); err == nil {
			t.release(log, rev)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.released = len(t.held) == 0
	return t.released
}

// logs are those that are held.
func (t *Tx) logs() []RoomID {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Collect(maps.Keys(t.held))
}

// release lets go of a log that is as far as rev, if the transaction took it no further.
func (t *Tx) release(log RoomID, rev int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if h := t.held[log]; h != nil && rev >= h.rev {
		h.leave()
		delete(t.held, log)
	}
}

// releaseAll lets go of the rest, whatever became of it.
func (t *Tx) releaseAll() {
	t.mu.Lock()
	t.released = true // from here on nothing is held any more
	t.mu.Unlock()
	for _, log := range t.logs() {
		t.release(log, unknownRev)
	}
}
