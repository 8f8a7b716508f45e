package faye

import (
	"iter"
	"time"
)

// Sessions yields the sessions that are open, in no order. Those that begin or
// end meanwhile may be among them or not. Nothing is held up by it, however many
// there are and however long the loop takes.
func (s *Server) Sessions() iter.Seq[*Session] { return s.sessions.all() }

// Session finds a session by its id; nil: there is none.
func (s *Server) Session(id string) *Session { return s.sessions.get(id) }

// Subscribers yields the sessions that have subscribed to exactly this channel
// or pattern.
func (s *Server) Subscribers(channel string) iter.Seq[*Session] {
	return func(yield func(*Session) bool) {
		for _, to := range s.index.subscribers(channel) {
			if to.local == nil && !yield(to) {
				return
			}
		}
	}
}

// Disconnect ends a session: its held connect is answered with the advice to
// shake hands again, its socket or stream closed. It reports whether there was
// one.
func (s *Server) Disconnect(sessionID string) bool {
	session := s.sessions.get(sessionID)
	return session != nil && s.end(session, byEnd, nil)
}

// Unsubscribe ends one subscription of a session, by the very channel or pattern
// that was subscribed to. It reports whether there was one. The client is not
// told.
func (s *Server) Unsubscribe(sessionID, channel string) bool {
	session := s.sessions.get(sessionID)
	if session == nil {
		return false
	}
	removed := s.index.remove(session, []string{channel})
	session.dropGates([]string{channel})
	s.opts.Listener.unsubscribe(session, removed)
	return len(removed) == 1
}

// SessionInfo is what may be told of a session at one moment.
type SessionInfo struct {
	Address     string    // of the handshake; see Options.MaxSessionsPerAddress
	Transport   string    // the one in use now; "": none, the client is between two connects or away
	Created     time.Time // when it shook hands
	LastConnect time.Time
	Queued      int // deliveries that wait, are being written, or are not acknowledged
	QueuedBytes int
}

// Info tells how a session is doing.
func (s *Session) Info() SessionInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, bytes := s.load()
	return SessionInfo{
		Address:     s.address,
		Transport:   s.transport(),
		Created:     s.srv.started.Add(s.created),
		LastConnect: s.times.lastConnect,
		Queued:      n,
		QueuedBytes: bytes,
	}
}

// Subscriptions are the channels and patterns that the session has subscribed to.
func (s *Session) Subscriptions() []string { return s.srv.index.of(s) }

func (s *Session) transport() string {
	switch s.outlet.(type) {
	case *socket:
		return webSocket
	case *stream:
		return eventSource
	}
	if s.hold != nil {
		return longPolling
	}
	return ""
}
