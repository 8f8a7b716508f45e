package sqlite_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

const (
	// leastGain is how many times more 64 senders have to get done than one.
	leastGain = 5
	// enoughRounds is from when on the medians say something.
	enoughRounds = 10
)

// BenchmarkSendersFull compares, round by round, what one sender gets done with what 64
// do, each of whom waits for an answer before sending the next. Every answer comes after
// the disk has it: synchronous=FULL is the default.
func BenchmarkSendersFull(b *testing.B) {
	s := withRoom(b, filepath.Join(b.TempDir(), "chat.db"), nil)
	var sent atomic.Int64
	var one, many []time.Duration
	b.ResetTimer()
	for range b.N {
		one = append(one, perSend(b, s, &sent, 1))
		many = append(many, perSend(b, s, &sent, 64))
	}
	slices.Sort(one)
	slices.Sort(many)
	gain := float64(one[b.N/2]) / float64(many[b.N/2])
	b.ReportMetric(float64(one[b.N/2]), "ns/send-of-1")
	b.ReportMetric(float64(many[b.N/2]), "ns/send-of-64")
	b.ReportMetric(gain, "x-of-1")
	if b.N >= enoughRounds && gain < leastGain {
		b.Errorf("64 senders get done %.1f times what one does, and should %d times", gain, leastGain)
	}
}

// perSend is how long one of the messages takes when senders send 8 each.
func perSend(b *testing.B, s chat.Storage, sent *atomic.Int64, senders int) time.Duration {
	const each = 8
	var wg sync.WaitGroup
	start := time.Now()
	for range senders {
		wg.Go(func() {
			for range each {
				m := long(sent.Add(1))
				if _, added, err := s.AddMessage(b.Context(), m); err != nil || !added {
					b.Error(fmt.Errorf("message %q: added %t: %w", m.ID, added, err))
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start) / time.Duration(senders*each)
}
