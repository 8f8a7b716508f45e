package fayechat

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// NewPolicy returns the policy of that server, which lets clients read what the module
// lets them read, and write nothing. Who a client is, is told at the handshake by the
// module's Authenticator, and again each time that faye.Options.Recheck has passed. The
// session ends when that identity expires. A bot comes with its token in the Authorization
// field of the handshake's request, and subscribes if it has chat.ScopeReadMessages.
func NewPolicy(m *chat.Module, s *faye.Server) faye.Policy { return policy{m, s} }

type policy struct {
	module *chat.Module
	server *faye.Server
}

// Handshake lets everybody in who is not banned from everything; those who are not logged
// in as nobody. When it cannot be told who it is, the client is told to come again.
func (p policy) Handshake(_ context.Context, r *http.Request, _ *faye.Message) (faye.Grant, error) {
	user, id, err := p.module.Viewer(r)
	switch {
	case errors.Is(err, chat.ErrBadToken): // who has one wants to be somebody
		return faye.Grant{}, &faye.Error{Code: http.StatusForbidden, Text: "Invalid token"}
	case errors.Is(err, chat.ErrUnauthenticated):
		return faye.Grant{Value: &visitor{seat: new(seat)}}, nil
	case errors.Is(err, chat.ErrBanned):
		return faye.Grant{}, &faye.Error{Code: http.StatusForbidden, Text: "Banned"}
	case errors.Is(err, chat.ErrClosed):
		return faye.Grant{}, shuttingDown()
	case err != nil:
		return faye.Grant{}, err
	}
	return faye.Grant{Value: &visitor{user.ID, id.Roles, id.Grant, new(seat)}, Expires: id.Expires}, nil
}

// Subscribe asks the module whether the log behind the channel may be read. A
// wildcard is none.
func (p policy) Subscribe(ctx context.Context, s *faye.Session, channel string) error {
	room, ok := logOf(channel)
	if channel == seedChannel {
		room, ok = p.module.Lobby(), true
	}
	who := visitorOf(s)
	if err := chat.Granted(who.in(ctx), chat.ScopeReadMessages); err != nil {
		return bayeuxError(err, channel)
	}
	if live, isLive := liveOf(channel); isLive {
		return bayeuxError(p.module.CanRead(who.in(ctx), who.user, live), channel)
	}
	if !ok {
		return faye.ForbiddenChannel(channel)
	}
	_, err := p.module.Log(who.in(ctx), who.user, room)
	return bayeuxError(err, channel)
}

// Publish refuses: clients read. They say only that they type, where they may write, and
// whether they are there.
func (p policy) Publish(ctx context.Context, s *faye.Session, channel string, data json.RawMessage) error {
	if s == nil {
		return faye.ForbiddenChannel(channel)
	}
	switch who := visitorOf(s); {
	case channel == typingService:
		said, err := readTyping(data)
		if err == nil {
			err = bayeuxError(p.module.CanPost(who.in(ctx), who.user, said.Room), channel)
		}
		return err
	case channel == presenceService && who.user != "":
		return nil
	}
	return faye.ForbiddenChannel(channel)
}

// bayeuxError puts an error into the words of the protocol. What is not in the table
// is an outage; the server answers "500::Internal server error" and logs the cause.
func bayeuxError(err error, channel string) error {
	for _, known := range []struct {
		err error
		as  *faye.Error
	}{
		{chat.ErrInvalid, faye.BadRequest(channel)},
		// Not 401, which in this protocol means an unknown session.
		{chat.ErrUnauthenticated, faye.ForbiddenChannel(channel)},
		{chat.ErrForbidden, faye.ForbiddenChannel(channel)},
		{chat.ErrBanned, faye.ForbiddenChannel(channel)},
		{chat.ErrMuted, faye.ForbiddenChannel(channel)},
		{chat.ErrBlocked, faye.ForbiddenChannel(channel)},
		{chat.ErrNotFound, faye.UnknownChannel(channel)},
		{chat.ErrClosed, shuttingDown(channel)},
	} {
		if errors.Is(err, known.err) {
			return known.as
		}
	}
	return err
}

func shuttingDown(args ...string) *faye.Error {
	return &faye.Error{Code: 503, Args: args, Text: "Shutting down"}
}
