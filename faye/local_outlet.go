package faye

import (
	"slices"
	"sync"
)

var _ outlet = (*Local)(nil)

// wake sees that a goroutine calls back after this. An idle client has none.
func (l *Local) wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.running:
		l.again = true
	case l.srv.gate.enter():
		l.running = true
		go l.run()
	}
}

// run calls back until the queue is empty.
func (l *Local) run() {
	defer l.srv.gate.leave()
	for {
		for b := l.session.take(l); b != nil; b = l.session.take(l) {
			for _, e := range b.events {
				l.call(e)
			}
			l.session.settle(l, b, true)
		}
		if l.rest() {
			return
		}
	}
}

func (l *Local) rest() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.again {
		l.again = false
		return false
	}
	l.running = false
	if l.idle != nil {
		close(l.idle)
		l.idle = nil
	}
	return true
}

// rested is closed when no goroutine calls back.
func (l *Local) rested() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.running {
		none := make(chan struct{})
		close(none)
		return none
	}
	if l.idle == nil {
		l.idle = make(chan struct{})
	}
	return l.idle
}

// call hands one delivery to every callback that it is for.
func (l *Local) call(e *event) {
	defer l.srv.survive("callback")
	m := parseMessage(e.object())
	d := Delivery{Channel: m.Channel, Data: m.Data, Ext: m.Ext, Position: e.position}
	for _, sub := range l.matching(m.Channel) {
		sub.call(d)
	}
}

func (l *Local) matching(channel string) (all []*LocalSubscription) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for pattern, subs := range l.subs {
		if Matches(pattern, channel) {
			all = append(all, subs...)
		}
	}
	return all
}

func (u *LocalSubscription) call(d Delivery) {
	defer u.local.srv.survive("callback")
	if !u.ended.Load() {
		u.fn(d)
	}
}

// left and ping have no meaning without a network.
func (l *Local) left(bool) {}
func (l *Local) ping()     {}

// finish notes that the session is over.
func (l *Local) finish(int) {
	l.mu.Lock()
	first := !l.closed
	l.closed = true
	l.mu.Unlock()
	if first {
		close(l.done)
	}
	l.srv.locals.remove(l)
}

// locals knows the clients within the program.
type locals struct {
	mu   sync.Mutex
	open []*Local
	shut bool
}

func (r *locals) add(l *Local) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shut {
		return false
	}
	r.open = append(r.open, l)
	return true
}

func (r *locals) remove(l *Local) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = slices.DeleteFunc(r.open, func(other *Local) bool { return other == l })
}

func (r *locals) len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.open)
}

// close lets no more in, and gives those that are.
func (r *locals) close() []*Local {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shut = true
	return slices.Clone(r.open)
}

// tellLocals delivers what was published to a service channel: to nobody but
// clients within the program, whatever others subscribe to.
func (s *Server) tellLocals(m *Message) {
	if s.locals.len() == 0 {
		return
	}
	e := newEvent(&Message{role: delivery, Channel: m.Channel, Data: m.Data})
	var full []*Session
	s.index.each(m.Channel, func(to *Session) {
		if to.local != nil && to.deliver(e) == overflow {
			full = append(full, to)
		}
	})
	for _, to := range full {
		s.end(to, byEnd, nil)
	}
}
