package main

import (
	"net"
	"sync"
)

// poller reads many connections. What it calls it calls for one connection at a
// time, never for two at once: the state of its clients needs no lock.
type poller interface {
	// add hands over a connection for good, with or without an error.
	add(c net.Conn, h handler) error
	// close ends all connections without telling the handlers, and waits.
	close()
}

// handler is told what happens on a connection.
type handler interface {
	// attached comes first, and brings the way back.
	attached(o out)
	// readable brings bytes, which are the handler's only during the call.
	readable(p []byte)
	// broken comes once, last, and unless the handler closed the connection.
	broken(err error)
}

// out is the way back. Both may be called by anybody, and do not wait for the
// peer.
type out interface {
	write(p []byte) error
	close()
}

// goroutines is the poller that works everywhere and with TLS: one goroutine for
// each connection reads it, a second one writes when there is something to write.
type goroutines struct {
	turn  sync.Mutex // whoever has it may call a handler
	mu    sync.Mutex
	conns map[*pumped]struct{}
	ended bool
	wg    sync.WaitGroup
}

func newGoroutines() *goroutines { return &goroutines{conns: map[*pumped]struct{}{}} }

func (g *goroutines) add(c net.Conn, h handler) error {
	p := &pumped{conn: c, wg: &g.wg}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ended {
		_ = c.Close()
		return net.ErrClosed
	}
	h.attached(p)
	g.conns[p] = struct{}{}
	g.wg.Go(func() { g.read(p, h) })
	return nil
}

func (g *goroutines) read(p *pumped, h handler) {
	buf := make([]byte, 4<<10)
	for {
		n, err := p.conn.Read(buf)
		g.turn.Lock()
		if n > 0 && !p.isClosed() {
			h.readable(buf[:n])
		}
		if err != nil {
			if !p.isClosed() {
				h.broken(err)
			}
			p.close()
		}
		g.turn.Unlock()
		if err != nil {
			g.mu.Lock()
			delete(g.conns, p)
			g.mu.Unlock()
			return
		}
	}
}

func (g *goroutines) close() {
	g.mu.Lock()
	g.ended = true
	for p := range g.conns {
		p.close()
	}
	g.mu.Unlock()
	g.wg.Wait()
}

// pumped is a connection of goroutines.
type pumped struct {
	conn net.Conn
	wg   *sync.WaitGroup

	mu      sync.Mutex
	queue   []byte
	writing bool
	closed  bool
}

func (p *pumped) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

func (p *pumped) write(b []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return net.ErrClosed
	case len(p.queue)+len(b) > maxUnsent:
		return errUnsent
	}
	p.queue = append(p.queue, b...)
	if !p.writing {
		p.writing = true
		p.wg.Go(p.drain)
	}
	return nil
}

func (p *pumped) drain() {
	for {
		p.mu.Lock()
		b := p.queue
		p.queue = nil
		if len(b) == 0 || p.closed {
			p.writing = false
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
		if _, err := p.conn.Write(b); err != nil {
			_ = p.conn.Close() // the reader sees it
		}
	}
}

func (p *pumped) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	_ = p.conn.Close()
}
