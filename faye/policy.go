package faye

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// Policy decides who may do what. One value answers for everything and is asked
// by many goroutines at once. A returned [*Error], also a wrapped one, reaches
// the client in its own words; any other error is logged, and the client reads
// "500::Internal server error". ctx ends when the client's request or socket
// does.
type Policy interface {
	// Handshake is asked once per new session. r is the request that carried
	// the message (on a WebSocket: the upgrade, without its body). A refusal
	// with a Code below 500 tells the client to give up, any other one to try
	// again in a while.
	Handshake(ctx context.Context, r *http.Request, m *Message) (Grant, error)

	// Subscribe is asked once per channel, also for arrays: one refusal refuses
	// the whole message. A wildcard arrives as it was sent: granting "/a/**"
	// grants every channel below /a.
	Subscribe(ctx context.Context, s *Session, channel string) error

	// Publish is asked for each message of a client, also on /service channels.
	// s is nil for a message without a clientId. data must not be changed.
	Publish(ctx context.Context, s *Session, channel string, data json.RawMessage) error
}

// Grant is what a Policy knows of a new session.
type Grant struct {
	Value   any       // kept on the session, see Session.Value
	Expires time.Time // the session is ended then, and its client told to shake hands again; zero: never
}

// Open is the Policy that allows everything, as Faye does: for closed networks
// and for tests.
func Open() Policy { return open{} }

type open struct{}

func (open) Handshake(context.Context, *http.Request, *Message) (Grant, error) { return Grant{}, nil }
func (open) Subscribe(context.Context, *Session, string) error                 { return nil }
func (open) Publish(context.Context, *Session, string, json.RawMessage) error  { return nil }

// closed is the Policy of a server that was given none.
type closed struct{}

func (closed) Handshake(context.Context, *http.Request, *Message) (Grant, error) {
	return Grant{}, nil
}

func (closed) Subscribe(_ context.Context, _ *Session, channel string) error {
	return ForbiddenChannel(channel)
}

func (closed) Publish(_ context.Context, _ *Session, channel string, _ json.RawMessage) error {
	return ForbiddenChannel(channel)
}

// SetPolicy replaces the policy for whatever is asked from now on; nil refuses.
// It serves programs in which the policy needs something that needs the server.
func (s *Server) SetPolicy(p Policy) {
	if p == nil {
		p = closed{}
	}
	s.policy.Store(&p)
}

func (s *Server) currentPolicy() Policy { return *s.policy.Load() }

// refusal turns a policy's error into the client's. What is not meant for the
// client is logged here, once.
func (s *Server) refusal(ctx context.Context, op string, err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if ctx.Err() != nil {
		s.log.DebugContext(ctx, "faye: policy interrupted", "op", op, "error", err)
	} else {
		s.log.ErrorContext(ctx, "faye: policy failed", "op", op, "error", err)
	}
	return InternalError()
}
