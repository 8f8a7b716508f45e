package faye

import (
	"context"
	"net/http"
)

// Rechecker is a Policy that is asked from time to time whether a session may go
// on: whether its user has been logged out, say, or has other rights now.
type Rechecker interface {
	// Recheck is asked when a session connects and Options.Recheck has passed
	// since its handshake or the last time. r is the request of the connect: on
	// a WebSocket the upgrade, with the cookies of its day. The new Grant takes
	// the place of the old one. A refusal with a Code below 500 ends the session;
	// its client is told to shake hands again, where Handshake decides. Any other
	// error is logged and leaves all as it is, until the next connect.
	Recheck(ctx context.Context, r *http.Request, s *Session) (Grant, error)
}

// recheck asks if it is time to; an error is for the client, whose session is
// over.
func (x *exchange) recheck(s *Session) *Error {
	policy, ok := x.srv.currentPolicy().(Rechecker)
	if !ok || !s.recheckDue() {
		return nil
	}
	grant, err := policy.Recheck(x.ctx, x.req, s)
	if err == nil {
		s.regrant(grant)
		return nil
	}
	refusal := x.srv.refusal(x.ctx, "recheck", err)
	if refusal.Code >= 500 {
		return nil
	}
	x.srv.end(s, byEnd, x.spared())
	return refusal
}

// spared is the socket that still has to carry the reply.
func (x *exchange) spared() outlet {
	if x.socket == nil {
		return nil
	}
	return x.socket
}

func (s *Session) recheckDue() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.srv.clock()-s.checked >= s.srv.opts.Recheck
}

func (s *Session) regrant(g Grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.grant, s.checked = g, s.srv.clock()
	s.arm()
}
