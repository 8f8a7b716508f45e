package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// run is one load on one server.
type run struct {
	load    load
	target  *target
	stamper *stamper
	shards  []*shard
	begun   time.Time

	subscribers []int // of each channel
	publishers  []*client
	window      *window // nil: a fixed rate

	mu        sync.Mutex
	published int  // publications so far, round robin over the channels
	stopped   bool // no more of them
	failure   error
	fatal     error // why the run makes no sense

	measured span
	ctx      context.Context
}

func newRun(ctx context.Context, l load) (*run, error) {
	t, err := newTarget(ctx, l.url, l.anywhere)
	if err != nil {
		return nil, err
	}
	shards, err := newShards(l.readers, t.tls != nil)
	if err != nil {
		return nil, err
	}
	r := &run{load: l, target: t, stamper: newStamper(rand.Uint32(), l.payload), shards: shards, ctx: ctx,
		begun: time.Now(), subscribers: make([]int, l.channels)}
	r.measured.from.Store(math.MaxInt64)
	r.measured.to.Store(math.MaxInt64)
	if l.window > 0 {
		r.window = &window{}
	}
	return r, nil
}

func (r *run) now() time.Duration { return time.Since(r.begun) }

// close ends all connections. From then on the shards hold still.
func (r *run) close() {
	r.stop()
	for _, s := range r.shards {
		s.poller.close()
	}
}

// stop ends the publishing.
func (r *run) stop() {
	r.mu.Lock()
	r.stopped = true
	r.mu.Unlock()
}

// lost takes note of a client that is gone: the first such error is reported.
func (r *run) lost(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure == nil && !r.stopped {
		r.failure = err
	}
}

// whyFatal tells why the run makes no sense; nil: it does.
func (r *run) whyFatal() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.fatal
}

// refused ends a run that makes no sense.
func (r *run) refused(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopped {
		r.stopped, r.fatal = true, err
	}
}

// bringUp opens the sessions: first the subscribers, then those that publish.
func (r *run) bringUp() error {
	if err := r.ramp(r.newReaders()); err != nil {
		return err
	}
	for i := range r.load.publishers {
		r.publishers = append(r.publishers, r.newClient(i))
	}
	return r.ramp(r.publishers)
}

// newReaders makes the subscribers, each with as many channels as it shall have.
func (r *run) newReaders() (all []*client) {
	for i := range r.load.clients {
		c := r.newClient(i)
		for j := range r.load.perClient {
			channel := (i*r.load.perClient + j) % r.load.channels
			c.channels = append(c.channels, channel)
			r.subscribers[channel]++
		}
		c.tracks = make([]track, len(c.channels))
		all = append(all, c)
	}
	return all
}

func (r *run) newClient(i int) *client {
	return &client{run: r, shard: r.shards[i%len(r.shards)], kind: r.load.transport, ready: make(chan error, 1)}
}

// ramp starts clients and waits until all are ready, some at a time: a server's
// backlog of connections is short.
func (r *run) ramp(clients []*client) error {
	ctx, cancel := context.WithTimeout(r.ctx, r.load.setup)
	defer cancel()
	var next, ready atomic.Int64
	errs := make(chan error, r.load.ramp)
	for range r.load.ramp {
		go func() {
			var err error
			for err == nil {
				i := int(next.Add(1)) - 1
				if i >= len(clients) {
					break
				}
				if err = clients[i].start(ctx); err == nil {
					ready.Add(1)
				}
			}
			errs <- err
		}()
	}
	var err error
	for range r.load.ramp {
		if e := <-errs; e != nil && err == nil {
			err = e
			cancel()
		}
	}
	if err != nil {
		return fmt.Errorf("%d of %d clients were ready: %w", ready.Load(), len(clients), err)
	}
	return nil
}

// publish sends the next publication, which was due at a time.
func (r *run) publish(at time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped || r.load.count > 0 && r.published >= r.load.count {
		r.stopped = true
		return
	}
	n := r.published
	r.published++
	channel := n % r.load.channels
	if r.window != nil && r.window.sent(n, r.subscribers[channel]) {
		r.failure = errors.New("the window is stuck: publications of long ago have not arrived")
	}
	st := stamp{channel: channel, seq: n / r.load.channels, at: at}
	if err := r.publishers[channel%len(r.publishers)].publish(channel, r.stamper.data(st)); err != nil && r.failure == nil {
		r.failure = fmt.Errorf("publishing: %w", err)
	}
}

// delivered takes note of a delivery, on its shard's turn.
func (r *run) delivered(s *shard, st stamp, now time.Duration) {
	if r.measured.has(st.at) {
		s.latency.add(now - st.at)
	}
	if r.window != nil && r.window.arrived(st.seq*r.load.channels+st.channel) {
		r.publish(r.now())
	}
}

// owed is how many deliveries there must be by now.
func (r *run) owed() (published, deliveries int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for channel, n := range r.subscribers {
		if r.published > channel {
			deliveries += n * ((r.published-channel-1)/r.load.channels + 1)
		}
	}
	return r.published, deliveries
}

func (r *run) arrived() (n int) {
	for _, s := range r.shards {
		n += int(s.arrived.Load())
	}
	return n
}
