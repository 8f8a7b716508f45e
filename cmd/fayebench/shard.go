package main

import (
	"sync/atomic"
	"time"
)

// shard is a poller with the clients that it reads, and what they have counted.
// Its fields are its poller's while that runs.
type shard struct {
	poller      poller
	counted     counted
	payloads    int // frames or responses that brought deliveries
	disconnects int
	latency     histogram
	arrived     atomic.Int64 // deliveries, without duplicates; for all to read
}

func newShards(n int, secure bool) ([]*shard, error) {
	var all []*shard
	for range n {
		p, err := newPoller(secure)
		if err != nil {
			for _, s := range all {
				s.poller.close()
			}
			return nil, err
		}
		all = append(all, &shard{poller: p})
	}
	return all, nil
}

// window keeps a number of publications in flight: the next is sent when one has
// reached everybody.
type window struct {
	left [1 << 14]atomic.Int64 // deliveries that a publication still owes
}

// sent takes note of a publication before it goes out. overrun: one of long ago
// has never reached everybody, and its place is needed.
func (w *window) sent(n, owed int) (overrun bool) {
	return w.left[n%len(w.left)].Swap(int64(owed)) > 0
}

// arrived reports whether this was the last delivery of a publication.
func (w *window) arrived(n int) bool { return w.left[n%len(w.left)].Add(-1) == 0 }

// span is a time on the run's clock, from and to, that others move.
type span struct{ from, to atomic.Int64 }

func (s *span) has(at time.Duration) bool {
	return int64(at) >= s.from.Load() && int64(at) < s.to.Load()
}
