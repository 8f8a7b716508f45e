package faye

import "slices"

// replayGate keeps what is published to a channel back while the past is being
// fetched, and later what the past has told already. It stands as long as the
// subscription.
type replayGate struct {
	pattern  string
	wild     bool
	fetching bool
	after    int64 // what is no further than this is a repetition
	live     []*event
	bytes    int
}

// gates are those of a session.
type gates struct {
	byChannel map[string]*replayGate
	wild      []*replayGate
}

// find gives the gate that a message has to pass; a channel's own comes before
// that of a wildcard.
func (g *gates) find(channel string) *replayGate {
	if own := g.byChannel[channel]; own != nil {
		return own
	}
	for _, w := range g.wild {
		if Matches(w.pattern, channel) {
			return w
		}
	}
	return nil
}

func (g *gates) add(pattern string) {
	_, k := splitPattern(pattern)
	gate := &replayGate{pattern: pattern, wild: k != plain, fetching: true}
	if gate.wild {
		g.wild = append(g.wild, gate)
	} else {
		g.byChannel[pattern] = gate
	}
}

// own is the gate of exactly this pattern.
func (g *gates) own(pattern string) *replayGate {
	for _, w := range g.wild {
		if w.pattern == pattern {
			return w
		}
	}
	return g.byChannel[pattern]
}

// remove takes away the gates of channels that are no longer subscribed to.
func (g *gates) remove(patterns []string) {
	for _, p := range patterns {
		for channel := range g.byChannel {
			if !g.byChannel[channel].fetching && Matches(p, channel) {
				delete(g.byChannel, channel)
			}
		}
		g.drop(p)
	}
}

// drop takes away the gate of exactly this pattern.
func (g *gates) drop(pattern string) {
	delete(g.byChannel, pattern)
	g.wild = slices.DeleteFunc(g.wild, func(w *replayGate) bool { return w.pattern == pattern })
}

// pass judges a delivery: now, later, or, having been told already, never.
func (g *replayGate) pass(s *Session, e *event) (v verdict, now bool) {
	switch {
	case g.fetching:
		if len(g.live) >= s.srv.opts.MaxQueue || g.bytes+len(e.array) > s.srv.opts.MaxQueueBytes && len(g.live) > 0 {
			return overflow, false
		}
		g.live = append(g.live, e)
		g.bytes += len(e.array)
		return queued, false
	case e.position == 0:
		return queued, true
	case e.position <= g.after:
		return repeated, false
	}
	if !g.wild { // the messages of several channels do not come in the order of their positions
		g.after = e.position
	}
	return queued, true
}

// beginReplay closes the gates of what is about to be subscribed to. false: one
// of them is closed already, by another message of the same client.
func (s *Session) beginReplay(all []*replayRequest) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gates == nil {
		s.gates = &gates{byChannel: map[string]*replayGate{}}
	}
	for _, q := range all {
		if g := s.gates.own(q.channel); g != nil && g.fetching {
			return false
		}
	}
	s.marks = true
	for _, q := range all {
		s.gates.drop(q.channel)
		s.gates.add(q.channel)
	}
	return true
}

// endReplay queues the past, then what came meanwhile, and opens the gates. A
// past for which there is no room is not told.
func (s *Session) endReplay(all []*replayRequest) verdict {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return gone
	}
	empty := s.queue == nil
	for _, q := range all {
		if !s.open(q) {
			s.mu.Unlock()
			return overflow
		}
	}
	var w waker
	if empty && s.queue != nil {
		w = s.waker()
	}
	s.mu.Unlock()
	w.wake()
	return queued
}

func (s *Session) open(q *replayRequest) bool {
	g := s.gates.own(q.channel)
	if g == nil { // unsubscribed meanwhile
		return true
	}
	if !s.fits(q.past) {
		q.past, q.reset = nil, true
	}
	g.after = max(q.after, 0)
	if q.after == ReplayNew || q.reset || g.wild {
		g.after = q.head
	}
	for _, e := range q.past {
		s.append(e)
		if !g.wild {
			g.after = max(g.after, e.position)
		}
	}
	live := g.live
	g.fetching, g.live, g.bytes = false, nil, 0
	for _, e := range live {
		if _, now := g.pass(s, e); !now {
			continue
		}
		if !s.hasRoom(e) {
			return false
		}
		s.append(e)
	}
	return true
}

// cancelReplay opens the gates without a past: the subscription was refused. What
// came meanwhile may belong to an older subscription of the same channel.
func (s *Session) cancelReplay(all []*replayRequest) {
	for _, q := range all {
		q.past, q.reset, q.after = nil, false, 0
	}
	_ = s.endReplay(all)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range all {
		s.gates.drop(q.channel)
	}
}

// fits tells whether all of the past can be queued.
func (s *Session) fits(past []*event) bool {
	n, bytes := s.load()
	for _, e := range past {
		n, bytes = n+1, bytes+len(e.array)
	}
	return len(past) <= 1 || n <= s.srv.opts.MaxQueue && bytes <= s.srv.opts.MaxQueueBytes
}

// append queues an event, without a word to anybody.
func (s *Session) append(e *event) {
	if s.queue == nil {
		s.queue = s.srv.batches.get()
	}
	s.queue.add(e)
}

// dropGates forgets what stood for subscriptions that have ended.
func (s *Session) dropGates(patterns []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gates != nil {
		s.gates.remove(patterns)
	}
}
