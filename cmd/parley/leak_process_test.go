package main

import (
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

const (
	// visitors is how many come and go.
	visitors = 10_000
	// visits is how long a connect is held for them. Twice that is their sessions'
	// time, which must not end while they wait for a busy processor.
	visits = "4s"
)

// gone tells that nothing of any client is left.
func gone(got faye.Stats) bool {
	return got.Sessions+got.Sockets+got.Locals+got.Channels == 0 && got.Streams+got.Held+got.Subscriptions == 0 &&
		got.Handshakes == got.Disconnects
}

// TestNothingIsLeft has clients come and go in every manner, at a server of its own
// process. When their time is over there is no session, socket, stream, held connect or
// subscription, no connection, no memory and no goroutine of theirs.
func TestNothingIsLeft(t *testing.T) {
	b := startBus(t, "--open", "--timeout", visits, "--ping", visits)
	b.isVisited(t, visitors/10) // pools are filled, and the runtime's own needs met
	before, _ := b.memory(t)
	b.isVisited(t, visitors)
	after, peak := b.memory(t)
	t.Logf("resident: %d MiB before, %d after, %d at most", before, after, peak)
	const leeway = 48 // of the collector; 10,000 sessions take about 20 MiB, their connections more
	if after > before+leeway*raceWeight {
		t.Errorf("%d MiB are resident, %d before", after, before)
	}
	b.isBare(t)
}

// isVisited has n clients come and go, and waits until they are gone.
func (b *bus) isVisited(t *testing.T, n int) {
	t.Helper()
	all := comings()
	crowd(t, n, 32, func(i int) error { return all[i%len(all)].run(t, b.url) })
	if t.Failed() {
		t.FailNow()
	}
	b.waits(t, "the last of them to be gone", gone)
}

// isBare checks what the process has open, and then which goroutines it has, which
// ends it.
func (b *bus) isBare(t *testing.T) {
	t.Helper()
	const own = 20 // two listeners, standard streams, the poller
	deadline := time.Now().Add(20 * time.Second)
	for b.descriptors(t) > own {
		if time.Now().After(deadline) {
			t.Fatalf("%d files are open", b.descriptors(t))
		}
		time.Sleep(10 * time.Millisecond)
	}
	if lines := b.complaints(); len(lines) > 0 {
		t.Errorf("%q", lines)
	}
	if err := b.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	_ = b.cmd.Wait() // when it has written its goroutines
	dump := b.stderr.String()
	b.stderr = &safeBuffer{} // which are no complaint
	// The collector has some of its own for every processor.
	every := regexp.MustCompile(`(?m)^goroutine \d+ .*\[`).FindAllString(dump, -1)
	t.Logf("%d goroutines", len(every))
	if len(every) == 0 || len(every) > own+2*runtime.NumCPU() || strings.Contains(dump, "\ngithub.com/parleychat/parley/faye.") {
		t.Errorf("these are left: %.20000s", dump)
	}
}
