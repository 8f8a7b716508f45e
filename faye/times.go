package faye

import "time"

// times is everything of a session that happens by itself: the end of a hold,
// the expiry, the next ping, the end of the grant. One timer serves them all.
type times struct {
	lastConnect time.Time
	nextPing    time.Time
	away        time.Duration // by the server's clock, when the socket or stream closed; 0: it has not, or there was none
	armed       time.Time     // when the timer fires; zero: it is not running
	timer       *time.Timer
}

// arm sees that the timer fires no later than the next thing that is due. It is
// left alone if it fires earlier: it will then be armed again, which is cheaper
// than to move it with every connect. Called with the lock held.
func (s *Session) arm() {
	if s.ended || s.local != nil {
		return
	}
	due := s.due()
	if !s.times.armed.IsZero() && !s.times.armed.After(due) {
		return
	}
	s.times.armed = due
	if s.times.timer == nil {
		s.times.timer = time.AfterFunc(time.Until(due), s.tick)
	} else {
		s.times.timer.Reset(time.Until(due))
	}
}

func (s *Session) due() time.Time {
	due := s.expiry()
	if s.hold != nil {
		due = s.hold.until
	}
	if s.pings() && s.times.nextPing.Before(due) {
		due = s.times.nextPing
	}
	if e := s.grant.Expires; !e.IsZero() && e.Before(due) {
		due = e
	}
	return due
}

// expiry counts from the last connect, as Faye's does: subscribing and
// publishing do not prolong a session. It is sooner when its way out has closed.
func (s *Session) expiry() time.Time {
	end := s.times.lastConnect.Add(s.srv.opts.Expiry)
	if s.times.away == 0 {
		return end
	}
	if grace := s.srv.started.Add(s.times.away + s.srv.opts.Grace); grace.Before(end) {
		return grace
	}
	return end
}

// connects notes that the client is there.
func (s *Session) connects() {
	s.times.lastConnect, s.times.away = time.Now(), 0
}

func (s *Session) pings() bool { return s.outlet != nil && s.srv.opts.Ping > 0 }

// tick does what is due.
func (s *Session) tick() {
	if !s.srv.gate.enter() {
		return
	}
	defer s.srv.gate.leave()
	defer s.srv.survive("timer")
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return
	}
	now := time.Now()
	s.times.armed = time.Time{}
	if s.over(now) {
		s.mu.Unlock()
		s.srv.end(s, byEnd, nil)
		return
	}
	h, ping := s.takeDue(now)
	s.arm()
	s.mu.Unlock()
	if h != nil {
		h.answer(byTimeout)
	}
	if ping != nil {
		ping.ping()
	}
}

func (s *Session) over(now time.Time) bool {
	if e := s.grant.Expires; !e.IsZero() && !now.Before(e) {
		return true
	}
	return s.hold == nil && !now.Before(s.expiry())
}

func (s *Session) takeDue(now time.Time) (h *hold, ping outlet) {
	if s.hold != nil && !now.Before(s.hold.until) {
		h, s.hold = s.hold, nil
	}
	if s.pings() && !now.Before(s.times.nextPing) {
		ping = s.outlet
		s.times.nextPing = now.Add(s.srv.opts.Ping)
	}
	return h, ping
}
