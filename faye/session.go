package faye

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"sync"
	"time"
)

// Session is one client, from its handshake until it disconnects, expires or is
// cut off. It outlives the sockets and requests that it uses.
type Session struct {
	// What a delivery touches comes first, to be in one line of the processor's
	// cache.
	mu        sync.Mutex
	ended     bool
	connected bool // has sent a connect
	marks     bool // its deliveries are to tell their positions
	queue     *batch
	inflight  *batch // what an outlet, perhaps the last one, is writing
	polled    load   // what answers to polls are writing
	acks      *acks  // nil: the client does not acknowledge
	gates     *gates // nil: it has not asked for a replay
	hold      *hold  // the connect that waits for an answer, if one does
	outlet    outlet // the open way out, if there is one
	parked    outlet // a stream that is open too, while the client polls

	id      string
	address string
	srv     *Server
	local   *Local        // nil: a remote client
	created time.Duration // by the server's clock

	places   []place // its subscriptions; guarded by the index
	unlisted bool    // takes no more of them; guarded by the index

	grant   Grant
	checked time.Duration // when the grant was given
	times   times
}

// load is an amount of deliveries.
type load struct{ count, bytes int }

// outlet is a way out of a session that stays open: a WebSocket, an event
// stream, a subscriber within the program. None of its methods may wait for the
// network, nor take the session's lock.
type outlet interface {
	wake()             // the queue is no longer empty: call Session.take
	left(writing bool) // the session goes by another way now: what is being written must be done soon, or fail
	ping()             // time to prove that the peer lives
	finish(code int)   // write what is queued, then close
}

// ID is the clientId. It is a secret: whoever knows it reads what the session
// gets. Do not log it, and do not show it to others.
func (s *Session) ID() string { return s.id }

// Value is what the Policy granted at the handshake, or at the last Recheck.
func (s *Session) Value() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grant.Value
}

// Expires is when the grant ends; zero: never.
func (s *Session) Expires() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grant.Expires
}

func newSession(srv *Server, g Grant) *Session {
	s := &Session{id: newID(), srv: srv, grant: g, created: srv.clock(), checked: srv.clock()}
	s.times.lastConnect = time.Now()
	return s
}

// newID gives 160 random bits in the characters that Bayeux allows in an id.
func newID() string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the process instead
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}
