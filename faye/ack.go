package faye

import (
	"slices"
	"strconv"
)

// acks is the state of a session whose client acknowledges what it gets, in the
// way of CometD. Each answer to a connect has a number; what was sent and not
// confirmed is sent again with the next answer. So nothing but these answers may
// carry messages, on a socket too, which also makes one order of all channels.
type acks struct {
	number    int64 // of the last answer
	sent      []ackBatch
	count     int // of the events in sent
	bytes     int
	redeliver bool // the client has missed something: do not hold
}

type ackBatch struct {
	number int64 // that of the answer that carried it first
	events []*event
}

// acknowledges tells how the session's messages travel; it never changes.
func (s *Session) acknowledges() bool { return s.acks != nil }

// confirm notes which answer the client has seen. One that does not say must
// wait for its missing messages like for new ones, or it would be answered at
// once, for ever.
func (s *Session) confirm(ext []byte) {
	if s.acks == nil {
		return
	}
	seen, said := ackNumber(extMember(ext, "ack"))
	s.mu.Lock()
	defer s.mu.Unlock()
	if said {
		s.acks.clear(seen)
	}
	s.acks.redeliver = said && len(s.acks.sent) > 0
}

func ackNumber(v []byte) (int64, bool) {
	if len(v) > 0 && v[0] == '"' {
		v = []byte(unquote(v))
	}
	n, err := strconv.ParseInt(string(v), 10, 64)
	return n, err == nil && n >= 0
}

func (a *acks) clear(seen int64) {
	kept := slices.IndexFunc(a.sent, func(b ackBatch) bool { return b.number > seen })
	if kept < 0 {
		kept = len(a.sent)
	}
	for _, b := range a.sent[:kept] {
		a.count -= len(b.events)
		for _, e := range b.events {
			a.bytes -= len(e.array)
		}
	}
	a.sent = slices.Delete(a.sent, 0, kept)
}

// takeBatch gives everything that the client has not confirmed, old and new, and
// the number of the answer that will carry it.
func (s *Session) takeBatch() (all []*event, number int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.acks
	a.number++
	if q := s.queue; q != nil {
		a.sent = append(a.sent, ackBatch{a.number, slices.Clone(q.events)})
		a.count, a.bytes = a.count+len(q.events), a.bytes+q.bytes
		s.queue = nil
		s.srv.batches.put(q)
	}
	for _, b := range a.sent {
		all = append(all, b.events...)
	}
	return all, a.number
}
