package fayechat

import (
	"context"
	"errors"
	"net/http"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

var _ faye.Rechecker = policy{}

// Recheck ends the session of whoever is logged out by now, or somebody else: a session
// is of who opened it, and its client may open the next one. Whoever goes on loses the
// subscriptions to what they may no longer read. When it cannot be told who it is, all
// stays as it was.
func (p policy) Recheck(ctx context.Context, r *http.Request, s *faye.Session) (faye.Grant, error) {
	grant, err := p.Handshake(ctx, r, nil)
	if err != nil {
		return faye.Grant{}, err
	}
	now, _ := grant.Value.(*visitor)
	before := visitorOf(s)
	if now.user != before.user {
		return faye.Grant{}, &faye.Error{Code: http.StatusUnauthorized, Text: "Logged out"}
	}
	now.seat = before.seat
	for _, channel := range s.Subscriptions() {
		if err := p.review(ctx, s, channel); err != nil {
			return faye.Grant{}, err
		}
	}
	return grant, nil
}

// review ends a subscription that would be refused by now.
func (p policy) review(ctx context.Context, s *faye.Session, channel string) error {
	var refused *faye.Error
	err := p.Subscribe(ctx, s, channel)
	if errors.As(err, &refused) && refused.Code < http.StatusInternalServerError {
		p.server.Unsubscribe(s.ID(), channel)
		return nil
	}
	return err
}

// settled is an error that is worth trying again; while all shuts down none is.
func settled(err error) error {
	var refused *faye.Error
	if errors.As(err, &refused) && refused.Code == http.StatusServiceUnavailable {
		return nil
	}
	return err
}

// left ends what somebody subscribed to in a room that they are no member of any more, or
// are banned from, as soon as all up to that was published. Those whom it cannot be asked about now are asked
// about by the next Recheck.
func (p policy) left(ctx context.Context, ev chat.Event) error {
	switch ev.Kind {
	case chat.MemberLeft, chat.MemberBanned, chat.UserErased:
	default:
		return nil
	}
	channels := []string{logChannel(ev.Room), liveChannel(ev.Room)}
	if ev.Room == p.module.Lobby() {
		channels = append(channels, seedChannel)
	}
	var all []error
	for _, channel := range channels {
		for s := range p.server.Subscribers(channel) {
			if visitorOf(s).user == chat.UserID(ev.Object) {
				all = append(all, settled(p.review(ctx, s, channel)))
			}
		}
	}
	return errors.Join(all...)
}
