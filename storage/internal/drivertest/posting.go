package drivertest

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/parleychat/parley/chat"
)

// PostForever posts notes from four goroutines until it is killed, and prints the client
// ID of each only once the store has acknowledged it.
func PostForever(ctx context.Context, s chat.Storage) error {
	var n atomic.Int64
	failed := make(chan error)
	for range 4 {
		go func() {
			for {
				id := fmt.Sprintf("%d-%d", os.Getpid(), n.Add(1))
				_, _, err := s.AddMessage(ctx, Note(id))
				if err == nil {
					_, err = os.Stdout.WriteString(id + "\n")
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// KilledWhilePosting kills children that post forever, each a little later, and looks for
// every message that it was told is stored.
func KilledWhilePosting(t *testing.T, s chat.Storage, start func() *Child) map[string]bool {
	t.Helper()
	acknowledged := map[string]bool{}
	for round := range 10 {
		c := start()
		for range 20 + 15*round {
			acknowledged[c.Line(t)] = true
		}
		for _, id := range c.Killed(t) {
			acknowledged[id] = true
		}
		Stored(t, s, acknowledged)
	}
	return acknowledged
}

// Stored checks the lobby for holes and for messages that have to be there.
func Stored(t testing.TB, s chat.Storage, acknowledged map[string]bool) {
	t.Helper()
	stored, err := Holes(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for id := range acknowledged {
		if !stored[id] {
			t.Fatalf("message %s was acknowledged and is gone", id)
		}
	}
	t.Logf("%d messages acknowledged, %d stored", len(acknowledged), len(stored))
}
