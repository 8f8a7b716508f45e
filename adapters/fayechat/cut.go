package fayechat

import (
	"context"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// Cut returns a function for chat.Options.Revoked that ends the sessions of a user on the
// server at once. Their clients are told to shake hands again, and each is then whoever
// it is still logged in as. A handshake that was under way meanwhile is looked at by the
// next Recheck.
func Cut(s *faye.Server) func(context.Context, chat.UserID) {
	return func(_ context.Context, user chat.UserID) {
		if user == "" {
			return // those are nobody's, and there may be very many
		}
		for session := range s.Sessions() {
			if visitorOf(session).user == user {
				s.Disconnect(session.ID())
			}
		}
	}
}

// both calls one after the other; the second may be nil.
func both(first, second func(context.Context, chat.UserID)) func(context.Context, chat.UserID) {
	if second == nil {
		return first
	}
	return func(ctx context.Context, user chat.UserID) {
		first(ctx, user)
		second(ctx, user)
	}
}
