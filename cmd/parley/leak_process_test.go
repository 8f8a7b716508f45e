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
	b := startLean(t, "--open", "--timeout", visits, "--ping", visits, "--compress")
	b.isVisited(t, visitors/10) // pools are filled, and the runtime's own needs met
	before, _ := b.memory(t)
	b.isVisited(t, visitors)
	const leeway = 10 // MiB; 10,000 sessions take about 20, their connections more
	b.shrinks(t, before, before+leeway)
	b.isBare(t)
}

// shrinks waits until no more MiB are resident than that. The server looks for garbage
// when many clients have come and none comes any more.
func (b *bus) shrinks(t *testing.T, before, limit int) {
	t.Helper()
	b.each(t, 4, 1, func(w *wire) error {
		all, err := w.post("[" + strings.Join(repeated(shakeHands, messagesAtOnce), ",") + "]")
		var goodbyes []string
		for _, m := range all {
			goodbyes = append(goodbyes, disconnectAs(m.ClientID))
		}
		if err == nil {
			_, err = w.post("[" + strings.Join(goodbyes, ",") + "]")
		}
		return err
	})
	deadline := time.Now().Add(time.Minute)
	for {
		after, peak := b.memory(t)
		if after <= limit {
			t.Logf("resident: %d MiB before, %d after, %d at most", before, after, peak)
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("%d MiB are resident, %d before, %d at most", after, before, peak)
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// isVisited has n clients come and go, and some more that linger, and waits until they
// are gone.
func (b *bus) isVisited(t *testing.T, n int) {
	t.Helper()
	b.keepLarge(t)
	lingered := b.linger(t)
	crowd(t, n, 32, func(i int) error { return comingOf(i).run(t, b.url) })
	if err := lingered(); err != nil {
		t.Errorf("%.2000v", err)
	}
	if t.Failed() {
		t.FailNow()
	}
	b.waits(t, "the last of them to be gone", gone)
}

// comingOf is how the client of this number comes.
func comingOf(i int) coming {
	const few = 50
	all := comings()
	if i%few == 0 {
		i, all = i/few, larges()
	}
	return all[i%len(all)]
}

// isBare checks what the process has open, and then which goroutines it has, which
// ends it.
func (b *bus) isBare(t *testing.T) {
	t.Helper()
	const own = 20 // two listeners, standard streams, the poller
	deadline := time.Now().Add(time.Minute)
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
