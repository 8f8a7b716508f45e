package faye

// verdict says how a delivery went.
type verdict uint8

const (
	queued    verdict = iota
	gone              // the session has ended
	overflow          // there is no room: the session must be ended
	repeated          // the session has had it already
	discarded         // there is no room, and it was not worth making any
)

// deliver queues an event and, if it is the first, sees that it gets out.
func (s *Session) deliver(e *event) verdict {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return gone
	}
	if s.gates != nil || s.marks || !s.hasRoom(e) {
		var v verdict
		if e, v = s.admit(e); e == nil {
			s.mu.Unlock()
			return v
		}
	}
	first := s.queue == nil
	s.append(e)
	if !first {
		s.mu.Unlock()
		return queued
	}
	w := s.waker()
	s.mu.Unlock()
	w.wake()
	return queued
}

// admit tells what is to be queued now where that is not plain; nil: nothing, for
// the reason given.
func (s *Session) admit(e *event) (*event, verdict) {
	if s.marks && e.position > 0 {
		e = e.withPosition()
	}
	if s.gates != nil {
		if g := s.gates.find(e.channel); g != nil {
			if v, now := g.pass(s, e); !now {
				return nil, v
			}
		}
	}
	if s.hasRoom(e) || s.makeRoom(e) {
		return e, queued
	}
	if e.droppable {
		return nil, discarded
	}
	return nil, overflow
}

// makeRoom drops the oldest of what may be dropped until one more fits. false: it
// does not.
func (s *Session) makeRoom(e *event) bool {
	if s.queue == nil {
		return false
	}
	for s.queue.drop() {
		s.srv.counts.discarded.Add(1)
		if s.hasRoom(e) {
			return true
		}
	}
	if len(s.queue.events) == 0 { // all the room is taken by what is being written
		s.srv.batches.put(s.queue)
		s.queue = nil
	}
	return false
}

// waker is who must learn that the queue is no longer empty. Its wake is called
// without the session's lock.
type waker struct {
	hold   *hold
	outlet outlet
}

func (w waker) wake() {
	switch {
	case w.hold != nil:
		w.hold.answer(byDelivery)
	case w.outlet != nil:
		w.outlet.wake()
	}
}

// waker tells. While something is being written it is nobody: the queue must not
// overtake it, and settle will ask again. Called with the lock held.
func (s *Session) waker() waker {
	if s.inflight != nil || s.outlet == nil && s.polledEnough() {
		return waker{}
	}
	if s.acknowledges() {
		return waker{hold: s.releasePoll()}
	}
	return waker{s.releasePoll(), s.outlet}
}

// hasRoom tells whether one more may be queued.
func (s *Session) hasRoom(e *event) bool {
	n, bytes := s.load()
	return n == 0 || n < s.srv.opts.MaxQueue && bytes+len(e.array) <= s.srv.opts.MaxQueueBytes
}

// load counts what waits for the client: also what an outlet is writing, or a
// slow reader would get twice the limit, and what is not acknowledged.
func (s *Session) load() (n, bytes int) {
	if b := s.queue; b != nil {
		n, bytes = len(b.events), b.bytes
	}
	if b := s.inflight; b != nil {
		n, bytes = n+len(b.events), bytes+b.bytes
	}
	if s.acks != nil {
		n, bytes = n+s.acks.count, bytes+s.acks.bytes
	}
	return n, bytes
}

// take hands everything queued to an outlet, which must call settle when it has
// written it. nil: nothing is queued, or it is not this outlet's turn.
func (s *Session) take(to outlet) *batch {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || s.outlet != to || s.inflight != nil || s.acknowledges() {
		return nil
	}
	b := s.queue
	s.queue, s.inflight = nil, b
	return b
}

// settle ends a take. What could not be written goes back to the front. The
// outlet looks for more by itself, if it is told that there is some; if the session
// has left it meanwhile, that is another's business.
func (s *Session) settle(from outlet, b *batch, written bool) (more bool) {
	var w waker
	s.mu.Lock()
	if s.inflight == b { // otherwise the session has ended
		s.inflight = nil
		if !written {
			s.putBack(b)
		}
		more = s.queue != nil
		if more && s.outlet != from {
			w, more = s.waker(), false
		}
	}
	s.mu.Unlock()
	s.srv.batches.put(b)
	w.wake()
	return more
}

// takeForPoll hands everything queued to the answer of a connect, unless a way
// out is open that will take it.
func (s *Session) takeForPoll() *batch {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inflight != nil || s.outlet != nil || s.polledEnough() {
		return nil
	}
	b := s.queue
	s.queue = nil
	if b != nil {
		s.polled.count, s.polled.bytes = s.polled.count+len(b.events), s.polled.bytes+b.bytes
	}
	return b
}

// polledEnough tells whether answers to polls are being written that are a whole queue
// together. Until they are, others must wait: who reads none of them had as many
// queues as it polls.
func (s *Session) polledEnough() bool {
	return s.polled.count >= s.srv.opts.MaxQueue || s.polled.bytes >= s.srv.opts.MaxQueueBytes
}

// settlePoll ends a takeForPoll.
func (s *Session) settlePoll(b *batch, written bool) {
	var w waker
	s.mu.Lock()
	enough := s.polledEnough()
	s.polled.count, s.polled.bytes = s.polled.count-len(b.events), s.polled.bytes-b.bytes
	if !s.ended && (!written || enough && s.queue != nil) {
		if !written {
			s.putBack(b)
		}
		w = s.waker()
	}
	s.mu.Unlock()
	s.srv.batches.put(b)
	w.wake()
}

// putBack queues events again before all later ones.
func (s *Session) putBack(b *batch) {
	again := s.srv.batches.get()
	for _, earlier := range []*batch{b, s.queue} {
		if earlier != nil {
			again.events = append(again.events, earlier.events...)
			again.bytes += earlier.bytes
			again.droppable += earlier.droppable
		}
	}
	if s.queue != nil {
		s.srv.batches.put(s.queue)
	}
	s.queue = again
}
