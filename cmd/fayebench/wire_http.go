package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// pollWire carries messages in POSTs, one after another over a connection that is
// kept as long as the server keeps it. What is sent meanwhile goes with the next.
type pollWire struct {
	ctx    context.Context
	target *target
	poller poller
	owner  owner

	mu      sync.Mutex
	out     out    // nil: the next POST needs a connection
	request []byte // that has no answer yet; nil: none
	again   bool   // the connection is an old one, which the server may have been closing
	closed  bool
	waiting []byte // messages, joined by commas

	in []byte // of a response that has not come whole; the poller's
}

// dialPoll gives a wire that dials when there is something to send.
func dialPoll(ctx context.Context, t *target, p poller, o owner) *pollWire {
	return &pollWire{ctx: ctx, target: t, poller: p, owner: o}
}

func (w *pollWire) send(array []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) > maxUnsent {
		return errUnsent
	}
	if len(w.waiting) > 0 {
		w.waiting = append(w.waiting, ',')
	}
	w.waiting = append(w.waiting, array[1:len(array)-1]...)
	return w.flush()
}

// flush sends the next POST, unless one is under way. Called with the lock held.
func (w *pollWire) flush() error {
	if w.closed || w.request != nil || len(w.waiting) == 0 {
		return nil
	}
	w.request = fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n[%s]",
		w.target.path, w.target.host, len(w.waiting)+2, w.waiting)
	w.waiting = w.waiting[:0]
	if w.out == nil {
		go w.dial(w.request)
		return nil
	}
	w.again = true
	return w.out.write(w.request)
}

// dial opens a connection for one POST, and perhaps those after it.
func (w *pollWire) dial(request []byte) {
	conn, err := w.target.dial(w.ctx)
	if err == nil {
		if _, err = conn.Write(request); err == nil {
			err = w.poller.add(conn, w)
		}
	}
	if err != nil {
		w.fail(err)
	}
}

func (w *pollWire) attached(o out) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out, w.again, w.in = o, false, nil
	if w.closed {
		o.close()
	}
}

func (w *pollWire) hangUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.out != nil {
		w.out.close()
	}
}

// broken is no loss as long as nothing is waited for, nor if the server closed an
// old connection just when it was used again: RFC 9112 section 9.3.1 has clients
// try once more then.
func (w *pollWire) broken(err error) {
	w.mu.Lock()
	w.out = nil
	again := w.again && len(w.in) == 0
	request := w.request
	w.again = false
	w.mu.Unlock()
	switch {
	case request == nil:
	case again:
		go w.dial(request)
	default:
		w.fail(fmt.Errorf("no answer to a POST: %w", err))
	}
}

func (w *pollWire) fail(err error) {
	w.mu.Lock()
	closed := w.closed
	w.closed = true
	if w.out != nil {
		w.out.close()
	}
	w.mu.Unlock()
	if !closed {
		w.owner.lost(err)
	}
}

func (w *pollWire) readable(p []byte) {
	if len(w.in) > 0 {
		w.in = append(w.in, p...)
		p = w.in
	}
	r, n, err := parseResponse(p)
	switch {
	case err != nil:
		w.fail(err)
	case n == 0:
		w.in = append(w.in[:0:0], p...)
	case n < len(p):
		w.fail(errors.New("the server answered more than it was asked"))
	default:
		w.answered(r)
	}
}

// answered hands on the messages first: what their owner has to say about them
// shall go with the next POST.
func (w *pollWire) answered(r response) {
	if r.status != 200 {
		w.fail(fmt.Errorf("the server answered a POST with the status %d", r.status))
		return
	}
	w.owner.received(r.body)
	w.mu.Lock()
	w.in, w.request = nil, nil
	if r.last && w.out != nil {
		w.out.close()
		w.out = nil
	}
	err := w.flush()
	w.mu.Unlock()
	if err != nil {
		w.fail(err)
	}
}
