package faye

import (
	"slices"
	"strings"
	"time"
)

// handshake opens a session.
func (x *exchange) handshake(m *Message) *Message {
	r := m.answer()
	r.ClientID = ""
	r.Version = "1.0"
	r.SupportedConnectionTypes = x.srv.transports
	if err := x.negotiate(m); err != nil {
		r.Advice = x.srv.slowRetry()
		return r.refuse(err)
	}
	grant, err := x.srv.currentPolicy().Handshake(x.ctx, x.req, m)
	if err == nil && !grant.Expires.IsZero() && !grant.Expires.After(time.Now()) {
		err = &Error{Code: 401, Text: "Expired"}
	}
	if err != nil {
		refusal := x.srv.refusal(x.ctx, "handshake", err)
		r.Advice = x.srv.afterRefusal(refusal)
		return r.refuse(refusal)
	}
	s := newSession(x.srv, grant)
	s.address = x.srv.address(x.req)
	if asksFor(m.Ext, "ack") {
		s.acks = &acks{}
	}
	s.marks = asksFor(m.Ext, "replay")
	if err := x.srv.open(s); err != nil {
		r.Advice = x.srv.slowRetry()
		return r.refuse(err)
	}
	x.srv.opts.Listener.handshake(s)
	r.Successful, r.ClientID, r.Advice = true, s.id, x.srv.advice()
	r.Ext = x.srv.handshakeExt(s, newTimesync(m.Ext))
	return r
}

// negotiate checks what the client says of itself. As in Faye the version must
// be there but is not compared: no other has ever been in use.
func (x *exchange) negotiate(m *Message) error {
	switch {
	case m.SupportedConnectionTypes == nil:
		return ParameterMissing("supportedConnectionTypes")
	case !slices.ContainsFunc(m.SupportedConnectionTypes, x.srv.offers):
		return ConnectionTypeMismatch(shorten(strings.Join(m.SupportedConnectionTypes, ",")))
	case m.Version == "":
		return ParameterMissing("version")
	}
	return nil
}

func (s *Server) offers(connectionType string) bool {
	return slices.Contains(s.transports, connectionType)
}

// advice is what comes with every successful handshake and connect.
func (s *Server) advice() *Advice {
	return &Advice{"retry", s.opts.Interval, s.opts.Timeout}
}

// streamAdvice is for clients whose messages come by an event stream: connects
// only prove that they live, and are answered at once.
func (s *Server) streamAdvice() *Advice {
	return &Advice{Reconnect: "retry", Interval: s.opts.Timeout}
}

// reAdvice tells the client that its session is no more.
func (s *Server) reAdvice(pause time.Duration) *Advice {
	return &Advice{"handshake", pause, s.opts.Timeout}
}

// slowRetry is the advice after a failed handshake. Without a pause Faye's client would
// shake hands as fast as the network carries it. It says nothing of "handshake", which
// CometD's clients do by themselves: Faye's tries again by itself too, and told to do so
// it tries twice, of which the one forgets what the program has asked for meanwhile.
func (s *Server) slowRetry() *Advice {
	return &Advice{Interval: s.opts.Backoff, Timeout: s.opts.Timeout}
}

// slowAdvice keeps the session but asks for a pause.
func (s *Server) slowAdvice() *Advice {
	return &Advice{"retry", s.opts.Backoff, s.opts.Timeout}
}

// afterRefusal tells a client that may not come in to stop trying; it can mend
// nothing by itself. An outage on our side is worth another attempt.
func (s *Server) afterRefusal(e *Error) *Advice {
	if e.Code >= 400 && e.Code < 500 && e.Code != 429 {
		return &Advice{"none", s.opts.Backoff, s.opts.Timeout}
	}
	return s.slowRetry()
}
