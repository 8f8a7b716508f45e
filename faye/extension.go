package faye

import (
	"context"
	"encoding/json"
	"net/http"
	"unicode/utf8"
)

// Extension looks at messages as they come and go. Either function may be nil.
// Extensions run in the order of Options.Extensions, in both directions, by
// many goroutines at once. r is the HTTP request that carried the message, on a
// WebSocket the upgrade; nil for what the program itself publishes.
type Extension struct {
	// Incoming may change the message, refuse it by setting its Error, or drop
	// it by returning false: then it is neither processed nor answered.
	Incoming func(ctx context.Context, r *http.Request, m *Message) bool

	// Outgoing may change a reply or a delivery, or drop it by returning false.
	// A delivery passes once, before it is encoded, and not once per
	// subscriber; what is put into its Ext goes to all of them.
	Outgoing func(ctx context.Context, r *http.Request, m *Message) bool
}

func (s *Server) incoming(ctx context.Context, r *http.Request, m *Message) bool {
	for _, e := range s.opts.Extensions {
		if e.Incoming != nil && !e.Incoming(ctx, r, m) {
			return false
		}
	}
	return true
}

func (s *Server) outgoing(ctx context.Context, r *http.Request, m *Message) bool {
	asked := false
	for _, e := range s.opts.Extensions {
		if e.Outgoing == nil {
			continue
		}
		if asked = true; !e.Outgoing(ctx, r, m) {
			return false
		}
	}
	if asked && !(validOrNil(m.Data) && validOrNil(m.Ext)) {
		s.log.ErrorContext(ctx, "faye: an extension left invalid JSON; the message is dropped", "channel", m.Channel)
		return false
	}
	return true
}

// validOrNil tells whether receivers can read what an extension may have written.
func validOrNil(text json.RawMessage) bool { return text == nil || validJSON(text) }

// validJSON asks for UTF-8 as well: anything else would break a WebSocket.
func validJSON(text json.RawMessage) bool { return json.Valid(text) && utf8.Valid(text) }
