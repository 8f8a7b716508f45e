package fayechat

import (
	"context"
	"errors"
	"net/http"

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
	if grant.Value != s.Value() {
		return faye.Grant{}, &faye.Error{Code: http.StatusUnauthorized, Text: "Logged out"}
	}
	return grant, p.review(ctx, s)
}

// review ends the subscriptions that would be refused by now.
func (p policy) review(ctx context.Context, s *faye.Session) error {
	for _, channel := range s.Subscriptions() {
		var refused *faye.Error
		switch err := p.Subscribe(ctx, s, channel); {
		case err == nil:
		case errors.As(err, &refused) && refused.Code < http.StatusInternalServerError:
			p.server.Unsubscribe(s.ID(), channel)
		default:
			return err
		}
	}
	return nil
}
