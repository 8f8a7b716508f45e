package faye

import "time"

// park leaves a stream open, but unused, when a poll comes. Faye's client opens its
// stream while its first connects still go by polls; to a stream that was ended then it
// would come back only when the browser sees fit, seconds later. A client that has left
// its stream for good loses nothing, since its messages now go where it asks for them.
// false: there is no stream, or it is in the middle of writing.
func (s *Session) park() bool {
	k, ok := s.outlet.(*stream)
	if !ok || s.inflight != nil {
		return false
	}
	s.outlet, s.parked = nil, k
	return true
}

// unpark uses the stream again: the client says that it reads there. It returns what is
// to be woken, if there is something to write.
func (s *Session) unpark() outlet {
	if s.parked == nil || s.outlet != nil {
		return nil
	}
	s.outlet, s.parked = s.parked, nil
	s.times.nextPing = time.Now().Add(s.srv.opts.Ping)
	if s.queue == nil || s.inflight != nil {
		return nil
	}
	return s.outlet
}
