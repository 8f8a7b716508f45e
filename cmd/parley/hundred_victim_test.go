package main

import (
	"bufio"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// A victim is a process that is killed at any moment, also before it serves.
type victim struct {
	*process
	up, ended chan struct{}
	dice      *rand.Rand
	// pace is about how long it took to start, once.
	pace time.Duration
}

// newVictim writes down its dice, though what they meet is never twice the same.
func newVictim(p *process) *victim {
	seed := rand.Uint64()
	p.t.Logf("seed %d", seed)
	return &victim{process: p, dice: rand.New(rand.NewPCG(seed, 0))}
}

// spawn starts the process and does not wait for it.
func (v *victim) spawn() {
	v.t.Helper()
	cmd := command(append([]string{"serve", "--addr", strings.TrimPrefix(v.url, "http://"), "--db", v.db}, v.args...)...)
	cmd.Stderr = v.stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	up, ended := make(chan struct{}), make(chan struct{})
	v.cmd, v.up, v.ended = cmd, up, ended
	go func() {
		defer close(ended)
		if line, err := bufio.NewReader(out).ReadString('\n'); err == nil && strings.HasPrefix(line, "Parley is at http") {
			close(up)
		}
		_, _ = io.Copy(io.Discard, out)
	}()
}

// serving waits until the process has printed its address.
func (v *victim) serving() {
	v.t.Helper()
	began := time.Now()
	select {
	case <-v.up:
		v.pace = time.Since(began)
	case <-v.ended:
		v.t.Fatalf("parley ended before it served: %s", v.stderr)
	case <-time.After(time.Minute):
		v.t.Fatalf("parley did not begin to serve: %s", v.stderr)
	}
}

// killOnTheWay starts the process and kills it before or shortly after it serves.
func (v *victim) killOnTheWay() {
	v.spawn()
	time.Sleep(v.upTo(v.pace + v.pace/2))
	v.kill()
}

// killAtWork starts the process and kills it after it has acknowledged something.
func (v *victim) killAtWork(told *promised) {
	v.spawn()
	v.serving()
	told.next(v.t)
	time.Sleep(v.upTo(300 * time.Millisecond))
	v.kill()
}

func (v *victim) upTo(most time.Duration) time.Duration {
	return time.Duration(v.dice.Int64N(int64(most) + 1))
}

// wounds looks for what no kill excuses.
func (v *victim) wounds(t *testing.T) {
	t.Helper()
	for line := range strings.Lines(v.stderr.String()) {
		if strings.Contains(line, "panic") || strings.Contains(line, "DATA RACE") || strings.Contains(line, "corrupt") || strings.Contains(line, "malformed") {
			t.Errorf("parley said: %s", line)
		}
	}
}
