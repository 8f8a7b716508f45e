package faye

import (
	"context"
	"sync"
	"time"
)

// clientQueue keeps what callbacks have still to be told, in order. Deliveries
// are bounded and make the reader wait; news of the client's own are few, since
// of those between two deliveries only the last of each kind is kept.
type clientQueue struct {
	maxCount int
	maxBytes int64
	maxStall time.Duration

	mu      sync.Mutex
	items   []clientItem
	count   int // deliveries among the items
	bytes   int64
	waiting int           // readers that wait for space
	since   time.Time     // since when the first of them waits
	waited  time.Duration // how long readers waited before that
	ready   chan struct{} // there may be items
	space   chan struct{} // there may be space
}

type clientItem struct {
	do   func()
	size int64  // of a delivery
	kind string // of other news
}

func newClientQueue(o *ClientOptions) *clientQueue {
	return &clientQueue{
		maxCount: o.MaxQueue, maxBytes: o.MaxQueueBytes, maxStall: o.MaxStall,
		ready: make(chan struct{}, 1), space: make(chan struct{}, 1),
	}
}

// deliver adds a delivery, when there is space.
func (q *clientQueue) deliver(ctx context.Context, size int, do func()) error {
	if q.tryDeliver(int64(size), do) {
		return nil
	}
	q.stall(1)
	defer q.stall(-1)
	late := time.NewTimer(q.maxStall)
	defer late.Stop()
	for {
		select {
		case <-q.space:
		case <-late.C:
			return errClientStalled
		case <-ctx.Done():
			return ctx.Err()
		}
		if q.tryDeliver(int64(size), do) {
			clientSignal(q.space) // another may wait, and fit too
			return nil
		}
	}
}

func (q *clientQueue) tryDeliver(size int64, do func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.count > 0 && (q.count >= q.maxCount || q.bytes+size > q.maxBytes) {
		return false
	}
	q.count++
	q.bytes += size
	q.items = append(q.items, clientItem{do: do, size: size})
	clientSignal(q.ready)
	return true
}

// tell adds news, which replace what was said of the same kind since the last
// delivery.
func (q *clientQueue) tell(kind string, do func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := len(q.items) - 1; i >= 0 && q.items[i].kind != ""; i-- {
		if q.items[i].kind == kind {
			q.items = append(q.items[:i], q.items[i+1:]...)
			break
		}
	}
	q.items = append(q.items, clientItem{do: do, kind: kind})
	clientSignal(q.ready)
}

// run calls what is queued, one after the other, until the context ends.
func (q *clientQueue) run(ctx context.Context) {
	for ctx.Err() == nil {
		if do := q.take(); do != nil {
			do()
			continue
		}
		select {
		case <-q.ready:
		case <-ctx.Done():
		}
	}
}

func (q *clientQueue) take() func() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		q.items = nil
		return nil
	}
	item := q.items[0]
	q.items[0] = clientItem{}
	q.items = q.items[1:]
	if item.kind == "" {
		q.count--
		q.bytes -= item.size
		clientSignal(q.space)
	}
	return item.do
}

func (q *clientQueue) stall(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting == 0 {
		q.since = time.Now()
	}
	if q.waiting += n; q.waiting == 0 {
		q.waited += time.Since(q.since)
	}
}

// stalled is for how long nothing could be read, all in all: time in which the
// server's answers could not be noticed.
func (q *clientQueue) stalled() time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting > 0 {
		return q.waited + time.Since(q.since)
	}
	return q.waited
}

// clientSignal wakes whoever waits for c, now or later.
func clientSignal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
