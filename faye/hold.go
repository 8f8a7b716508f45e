package faye

import "time"

// hold is a connect that waits for its answer.
type hold struct {
	until  time.Time
	outlet outlet        // whose connect it is; nil: a poll, which deliveries end
	answer func(outcome) // called once, by whoever took the hold off its session, without its lock
}

// outcome is why a connect is answered.
type outcome uint8

const (
	byTimeout   outcome = iota // nothing happened; also: it was not held at all
	byDelivery                 // there is something to take
	bySuccessor                // the client sent another connect, which now waits instead
	byClient                   // the client disconnects
	byShutdown                 // the server goes away: come back
	byEnd                      // the session is over: shake hands again
	byCrowd                    // too many polls are held: come back later
)

// carries tells whether such an answer brings messages.
func (o outcome) carries() bool { return o != bySuccessor && o != byEnd }

// attach notes a connect that came by outlet (nil: by a poll) and asks to be
// held for d. No hold means that it is to be answered at once. The connect that
// waited before is answered; the way out that was open before is forgotten.
// ok is false if the session has ended.
func (s *Session) attach(to outlet, d time.Duration, answer func(outcome)) (h *hold, ok bool) {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return nil, false
	}
	old := s.hold
	first := !s.connected
	s.connected, s.hold = true, nil
	s.connects()
	if to != nil || !s.park() {
		s.moveTo(to)
	}
	nothing := s.queue == nil || s.inflight != nil || s.polledEnough()
	if s.acknowledges() {
		nothing = nothing && !s.acks.redeliver
	} else if to != nil {
		nothing = true // its messages do not wait for a connect
	}
	if d > 0 && !first && nothing && !s.srv.gate.isShut() {
		h = &hold{time.Now().Add(d), to, answer}
		s.hold = h
	}
	s.arm()
	waiting := s.queue != nil
	s.mu.Unlock()
	if old != nil {
		old.answer(bySuccessor)
	}
	if to != nil && waiting {
		to.wake()
	}
	return h, true
}

// touch notes a connect that is only a sign of life, since the session's
// messages go by a stream. false: the session has ended.
func (s *Session) touch() bool {
	s.mu.Lock()
	old, ok := s.hold, !s.ended
	s.connected, s.hold = true, nil
	s.connects()
	back := s.unpark()
	s.arm()
	s.mu.Unlock()
	if old != nil {
		old.answer(bySuccessor)
	}
	if back != nil {
		back.wake()
	}
	return ok
}

// listen opens a way out that brings no connects. false: the session has ended.
func (s *Session) listen(to outlet) bool {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return false
	}
	s.connects()
	s.moveTo(to)
	s.arm()
	waiting := s.queue != nil
	s.mu.Unlock()
	if waiting {
		to.wake()
	}
	return true
}

// moveTo changes the way out. What the old outlet is writing must be settled
// before the new one gets its turn, or messages would change places.
func (s *Session) moveTo(to outlet) {
	if s.outlet == to {
		return
	}
	if s.parked != nil {
		s.parked.finish(0)
		s.parked = nil
	}
	if s.outlet != nil {
		s.outlet.left(s.inflight != nil)
	}
	s.outlet = to
	s.times.nextPing = time.Now().Add(s.srv.opts.Ping)
}

// detach forgets an outlet that has closed, and its connect. Another outlet of
// the session is left alone.
func (s *Session) detach(from outlet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hold != nil && s.hold.outlet == from {
		s.hold = nil
	}
	if s.parked != nil && s.parked == from {
		s.parked = nil
	}
	if s.outlet == from {
		s.outlet = nil
		if s.hold == nil { // otherwise a poll has come already
			s.times.away = max(1, s.srv.clock())
		}
	}
	s.arm()
}

// abandon takes off a hold that its client has given up.
func (s *Session) abandon(h *hold) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hold == h {
		s.hold = nil
		s.arm()
	}
}

// releasePoll takes off a hold that ends with the first delivery.
func (s *Session) releasePoll() *hold {
	h := s.hold
	if h == nil || h.outlet != nil && !s.acknowledges() {
		return nil
	}
	s.hold = nil
	return h
}

// release answers the connect that waits, if one does.
func (s *Session) release(why outcome) {
	s.mu.Lock()
	h := s.hold
	s.hold = nil
	s.mu.Unlock()
	if h != nil {
		h.answer(why)
	}
}
