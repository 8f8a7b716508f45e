package fayechat

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// What clients say about themselves.
const (
	typingService   = "/service/typing"
	presenceService = "/service/presence"
)

// typingSaid is what goes to /service/typing.
type typingSaid struct {
	Room   chat.RoomID `json:"room"`
	Typing bool        `json:"typing"`
}

// readTyping reads it: without "typing" somebody types.
func readTyping(data json.RawMessage) (typingSaid, error) {
	said := typingSaid{Typing: true}
	if json.Unmarshal(data, &said) != nil || said.Room == "" {
		return said, faye.BadRequest(typingService)
	}
	return said, nil
}

// Serve reaches the clients of that server from now on, and answers what they publish to
// /service/typing and /service/presence for the module. The server must have been made
// with l.Options.
func (l *Live) Serve(s *faye.Server, m *chat.Module) error {
	err := errors.Join(s.Handle(typingService, l.typing), s.Handle(presenceService, l.presence))
	if err == nil {
		l.bus.Store(s)
		l.module.Store(m)
	}
	return err
}

// typing handles {"room":"…"}, and with "typing":false that it is over. That the sender
// may is asked by the policy, and again by the module.
func (l *Live) typing(ctx context.Context, s *faye.Session, m *faye.Message) (json.RawMessage, error) {
	said, err := readTyping(m.Data)
	if s == nil || err != nil {
		return nil, err
	}
	who := visitorOf(s)
	err = l.module.Load().Type(who.in(ctx), who.user, said.Room, said.Typing)
	return nil, bayeuxError(err, typingService)
}

// presence handles {"status":"away"} and {"status":"online"}.
func (l *Live) presence(_ context.Context, s *faye.Session, m *faye.Message) (json.RawMessage, error) {
	var said struct {
		Status chat.Status `json:"status"`
	}
	if json.Unmarshal(m.Data, &said) != nil {
		return nil, faye.BadRequest(presenceService)
	}
	if s == nil {
		return nil, nil
	}
	return nil, bayeuxError(visitorOf(s).seat.change(said.Status), presenceService)
}
