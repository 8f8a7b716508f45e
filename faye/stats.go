package faye

import (
	"sync/atomic"
	"time"
)

// Stats is a snapshot of what a server holds and has done. Rates are for the
// reader: take two, and divide by the time between their Taken.
type Stats struct {
	Taken, Started time.Time

	Sessions      int   // open now
	Sockets       int   // WebSockets open now
	Streams       int64 // event streams open now
	Held          int64 // polls held now
	Locals        int   // clients within the program
	Subscriptions int64 // of all sessions now
	Channels      int   // channels and patterns that somebody subscribes to
	Retained      int   // messages in the built-in history
	RetainedBytes int   // and the memory that they take; see History.TotalBytes

	Handshakes  int64 // sessions opened since the start
	Disconnects int64 // and ended, however that was
	Received    int64 // messages from clients, meta messages too
	Published   int64 // messages given to distribute, also if nobody was subscribed
	Delivered   int64 // deliveries queued, one per message and session
	Replayed    int64 // deliveries from what was kept
	Discarded   int64 // deliveries on droppable channels that a full queue has lost
	Dropped     int64 // deliveries lost with a session that ended before they were sent
}

// counts are the sums behind Stats.
type counts struct {
	handshakes, disconnects, received, published     atomic.Int64
	delivered, replayed, discarded, dropped, streams atomic.Int64
}

// Stats counts. The figures are each right, but not of one instant.
func (s *Server) Stats() Stats {
	messages, bytes := s.history.size()
	return Stats{
		Taken:         time.Now(),
		Started:       s.started,
		Sessions:      s.sessions.len(),
		Sockets:       s.sockets.len(),
		Streams:       s.counts.streams.Load(),
		Held:          int64(s.held.len()),
		Locals:        s.locals.len(),
		Subscriptions: s.index.size.Load(),
		Channels:      s.index.topics(),
		Retained:      messages,
		RetainedBytes: bytes,
		Handshakes:    s.counts.handshakes.Load(),
		Disconnects:   s.counts.disconnects.Load(),
		Received:      s.counts.received.Load(),
		Published:     s.counts.published.Load(),
		Delivered:     s.counts.delivered.Load(),
		Replayed:      s.counts.replayed.Load(),
		Discarded:     s.counts.discarded.Load(),
		Dropped:       s.counts.dropped.Load(),
	}
}
