package main

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// TestNothingIsLeftInside is TestNothingIsLeft where goroutines and the heap can be
// looked at: the command runs in this process. A timer that was left would show in the
// heap, since it holds its session.
func TestNothingIsLeftInside(t *testing.T) {
	atFirst := goleak.IgnoreCurrent()
	b, stop := runInside(t)
	b.isVisited(t, visitors/10) // what is pooled or kept has its size by now
	serving, before := goleak.IgnoreCurrent(), inUse()
	b.isVisited(t, visitors)
	if err := goleak.Find(serving); err != nil {
		t.Errorf("left while it serves: %v", err)
	}
	// A session and its timer are more than 1 KiB: a tenth of them would show.
	const leeway = 1 << 20
	if after := inUse(); after > before+leeway {
		t.Errorf("%d bytes are in use, %d before", after, before)
	} else {
		t.Logf("%d bytes are in use, %d before", after, before)
	}
	if code := stop(); code != 0 {
		t.Errorf("ended with %d: %s", code, b.stderr)
	}
	if err := goleak.Find(atFirst); err != nil {
		t.Errorf("left when it has ended: %v", err)
	}
	if lines := b.complaints(); len(lines) > 0 {
		t.Errorf("%q", lines)
	}
}

// runInside runs parley faye here; stop ends it and tells its exit code.
func runInside(t *testing.T) (b *bus, stop func() int) {
	t.Helper()
	addr, stats, stderr := freeAddr(t), freeAddr(t), &safeBuffer{}
	b = &bus{process: &process{t: t, url: "http://" + addr, stderr: stderr}, stats: &process{t: t, url: "http://" + stats}}
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	args := []string{"faye", "--addr", addr, "--stats", stats, "--open", "--timeout", visits, "--ping", visits, "--compress"}
	none := func(string) (string, bool) { return "", false }
	out := &announced{word: "is at", seen: make(chan struct{})}
	go func() { code <- run(ctx, args, none, out, stderr) }()
	t.Cleanup(cancel)
	heardOf(t, out.seen, "the address")
	return b, func() int { cancel(); return <-code }
}

// announced is a standard output that tells when a word was written.
type announced struct {
	word string
	seen chan struct{} // closed by then
}

func (a *announced) Write(p []byte) (int, error) {
	if strings.Contains(string(p), a.word) {
		close(a.seen)
	}
	return len(p), nil
}

// inUse is the size of the heap without what is garbage, and without what is pooled,
// which outlives one collection.
func inUse() int64 {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
