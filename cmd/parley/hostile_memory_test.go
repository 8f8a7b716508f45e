package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// memory is what the process has resident now, and has had at most, in MiB. Linux only:
// elsewhere both are 0.
func (p *process) memory(t *testing.T) (now, peak int) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0, 0
	}
	b, err := os.ReadFile(p.proc("status"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		_, _ = fmt.Sscanf(line, "VmRSS: %d kB", &now)
		_, _ = fmt.Sscanf(line, "VmHWM: %d kB", &peak)
	}
	return now >> 10, peak >> 10
}

// forgetPeak has the peak begin anew.
func (p *process) forgetPeak() {
	if runtime.GOOS == "linux" {
		const peakOfResident = "5"
		_ = os.WriteFile(p.proc("clear_refs"), []byte(peakOfResident), 0) // else the old peak stays, and the bound is stricter
	}
}

// descriptors is how many files and sockets the process has open.
func (p *process) descriptors(t *testing.T) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	all, err := os.ReadDir(p.proc("fd"))
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func (p *process) proc(file string) string {
	return filepath.Join("/proc", fmt.Sprint(p.cmd.Process.Pid), file)
}

// tally is counters by a connection that is not kept: these tests count connections.
func (b *bus) tally(t *testing.T) (got faye.Stats) {
	t.Helper()
	w, err := dial(t, b.stats.url)
	if err == nil {
		_, err = fmt.Fprint(w, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		defer func() { _ = w.Close() }()
	}
	if err != nil {
		t.Fatal(err)
	}
	status, text, err := w.answer()
	if err == nil {
		err = json.Unmarshal([]byte(text), &got)
	}
	if err != nil || status != http.StatusOK {
		t.Fatal(status, text, err)
	}
	return got
}

// counts waits for the counters to be as ok wants them.
func (b *bus) waits(t *testing.T, what string, ok func(faye.Stats) bool) faye.Stats {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for {
		got := b.tally(t)
		if ok(got) {
			return got
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s: %+v\n%.2000s", what, got, b.stderr)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// under runs what a hostile client does, and checks that nobody else has noticed, that
// the process stayed below a size in MiB, and that it complains of nothing.
func (w *watch) under(t *testing.T, limit int, do func()) {
	t.Helper()
	before, _ := w.bus.memory(t)
	w.bus.forgetPeak()
	do()
	w.calm(t)
	_, peak := w.bus.memory(t)
	t.Logf("resident: %d MiB at most, %d before", peak, before)
	if peak > limit {
		t.Errorf("the process took %d MiB, more than %d", peak, limit)
	}
	if lines := w.bus.complaints(); len(lines) > 0 {
		t.Fatalf("%.2000q", lines)
	}
}
