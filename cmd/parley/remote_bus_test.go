package main

import (
	"bufio"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// bus is a running "parley faye": a process with another command. The database of the
// process is not used.
type bus struct {
	*process
	stats *process // its second address
}

// startBus runs parley faye on free ports until the test ends.
func startBus(t *testing.T, args ...string) *bus {
	t.Helper()
	return startBusOf(t, "", args...)
}

// startBusOf does so with another binary than this.
func startBusOf(t *testing.T, binary string, args ...string) *bus {
	t.Helper()
	b := &bus{process: &process{t: t, binary: binary, args: args, stderr: &safeBuffer{}, url: "http://" + freeAddr(t)}}
	b.stats = &process{t: t, url: "http://" + freeAddr(t)}
	b.launch()
	t.Cleanup(func() {
		b.kill()
		if lines := b.complaints(); len(lines) > 0 {
			t.Errorf("the bus complains: %q", lines)
		}
	})
	return b
}

// launch starts the process and waits until it has printed its address.
func (b *bus) launch() {
	b.t.Helper()
	addr, stats := strings.TrimPrefix(b.url, "http://"), strings.TrimPrefix(b.stats.url, "http://")
	b.cmd = b.command(append([]string{"faye", "--addr", addr, "--stats", stats}, b.args...)...)
	b.cmd.Stderr = b.stderr
	out, err := b.cmd.StdoutPipe()
	if err == nil {
		err = b.cmd.Start()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "Parley's Bayeux server is at "+b.url+"/") {
		b.t.Fatalf("parley faye says %q and %s", line, b.stderr)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
}

// counters are what the second address tells.
func (b *bus) counters() (got faye.Stats) {
	b.t.Helper()
	b.stats.nobody().must(200, "GET /", nil, &got)
	return got
}

// until waits for the counters to be as ok wants them.
func (b *bus) until(what string, ok func(faye.Stats) bool) {
	b.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for got := b.counters(); !ok(got); got = b.counters() {
		if time.Now().After(deadline) {
			b.t.Fatalf("waited in vain for %s: %+v\n%s", what, got, b.stderr)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
