package main

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// hole is a network that fails as networks do: without telling. What a server sends
// vanishes, while the server takes it for sent; then everything is refused.
type hole struct {
	t           *testing.T
	url, target string

	mu    sync.Mutex
	state networkState
	lost  strings.Builder
	conns map[net.Conn]bool
}

type networkState int

const (
	whole networkState = iota
	swallowing
	refusing
)

// dig lets connections through to the server at target.
func dig(t *testing.T, target string) *hole {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hole{t: t, url: "http://" + l.Addr().String(), target: mustURL(t, target).Host, conns: map[net.Conn]bool{}}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { h.pass(near) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		h.cut()
		all.Wait()
	})
	return h
}

// pass carries one connection until either side ends it.
func (h *hole) pass(near net.Conn) {
	far, err := net.Dial("tcp", h.target)
	if err != nil {
		_ = near.Close()
		return
	}
	if !h.keep(near, far) {
		return
	}
	var back sync.WaitGroup
	back.Go(func() { h.carry(near, far, true) })
	h.carry(far, near, false)
	back.Wait()
}

// carry copies until either end is closed, and then closes both.
func (h *hole) carry(to, from net.Conn, back bool) {
	defer reset(to, from)
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		if back && h.takes(buf[:n]) {
			continue
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// takes tells whether b is lost.
func (h *hole) takes(b []byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.state == whole {
		return false
	}
	h.lost.Write(b)
	return true
}

// keep notes a connection, unless none can be made.
func (h *hole) keep(conns ...net.Conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.state == refusing {
		reset(conns...)
		return false
	}
	for _, c := range conns {
		h.conns[c] = true
	}
	return true
}

func (h *hole) swallow() { h.becomes(swallowing) }
func (h *hole) mend()    { h.becomes(whole) }

// cut resets all connections, and those that come.
func (h *hole) cut() {
	h.becomes(refusing)
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.conns {
		reset(c)
	}
	clear(h.conns)
}

func (h *hole) becomes(state networkState) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.state = state
}

// swallowed waits until text has got lost so many times.
func (h *hole) swallowed(times int, text string) {
	h.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for h.count(text) < times {
		if time.Now().After(deadline) {
			h.t.Fatalf("%s was swallowed %d times, want %d", text, h.count(text), times)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (h *hole) count(text string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Count(h.lost.String(), text)
}

// reset closes connections as a device in between does that has forgotten them.
func reset(conns ...net.Conn) {
	for _, c := range conns {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = c.Close()
	}
}
