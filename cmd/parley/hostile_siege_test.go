package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/parleychat/parley/faye"
)

// attack is something that a hostile or broken client does.
type attack struct {
	name string
	do   func(t *testing.T, b *bus)
}

// How large the process may become by any of it, in MiB. It begins with about 25, and
// what it holds for a client is at most a queue of 1 MiB; a history that is full has
// 64, and twice that until the collector has been round.
const (
	sieged     = 128
	remembered = 256
)

// TestHostileClients does to a server whatever a client can do to it. It stays up, its
// memory stays bounded, it complains of nothing, other clients notice nothing; and of
// the hostile ones nothing is left when their time is over.
func TestHostileClients(t *testing.T) {
	// A session ends when it has not connected for twice the timeout: too soon for a
	// client that has to wait for the processor, and late enough for this test.
	b := startLean(t, "--open", "--timeout", "10s", "--ping", "10s")
	w := watchOver(t, b)
	w.calm(t)
	slow := beginSlowly(t, b) // takes its time while the others go on
	for _, attacks := range [][]attack{pollAttacks(), socketAttacks(), bodyAttacks(), textAttacks()} {
		for _, a := range attacks {
			t.Run(a.name, func(t *testing.T) {
				w.under(t, sieged, func() { a.do(t, b) })
			})
		}
	}
	t.Run("ReplaysOfEverything", func(t *testing.T) {
		w.under(t, remembered, func() { replaysOfEverything(t, b) })
	})
	t.Run("SlowOnes", func(t *testing.T) {
		w.under(t, remembered, func() { slow.areCut(t) })
	})
	t.Run("NothingIsLeft", func(t *testing.T) {
		w.under(t, remembered, func() {
			b.waits(t, "the hostile sessions to end", func(got faye.Stats) bool {
				return got.Sessions == watchSessions && got.Sockets == watchSockets && got.Streams == watchStreams &&
					got.Held <= watchPolls && got.Channels == 1 && got.Subscriptions == watchSessions-1
			})
		})
	})
}

// crowd calls do n times, by several workers at once, until one call fails.
func crowd(t *testing.T, n, workers int, do func(i int) error) {
	t.Helper()
	var next atomic.Int64
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for !failed.Load() {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(i); err != nil {
					failed.Store(true)
					t.Errorf("client %d: %v", i, err)
				}
			}
		})
	}
	wg.Wait()
}

// each gives every client of a crowd a connection, which is cut when it is done.
func (b *bus) each(t *testing.T, n, workers int, do func(w *wire) error) {
	t.Helper()
	crowd(t, n, workers, func(int) error {
		w, err := dial(t, b.url)
		if err != nil {
			return err
		}
		defer w.cut()
		return do(w)
	})
}

// publish has somebody publish who is not the victim.
func (b *bus) publish(t *testing.T, channel, data string) {
	t.Helper()
	b.each(t, 1, 1, func(w *wire) error {
		_, err := w.post(fmt.Sprintf(`{"channel":%q,"data":%s}`, channel, data))
		return err
	})
}

// deliveries are the data that came on a channel.
func deliveries(all []heard, channel string) (data []string) {
	for _, m := range all {
		if m.Channel == channel && m.Data != nil {
			data = append(data, string(m.Data))
		}
	}
	return data
}
