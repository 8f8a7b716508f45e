package jwtauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/parleychat/parley/chat"
)

// SignIn issues a token for the person and sets it as the cookie of the response.
// On an error nothing is set.
func (a *Auth) SignIn(w http.ResponseWriter, r *http.Request, id chat.Identity) error {
	signed, expires, err := a.Issue(id)
	if err != nil {
		return err
	}
	c := a.cookie(r, signed)
	c.Expires = expires
	c.MaxAge = max(1, int(expires.Sub(a.opts.Now())/time.Second))
	setCookie(w, c)
	return nil
}

// SignOut revokes the tokens of the request, if Options.Revocations is there to
// remember it, and clears the cookie. A request without a good token has nothing to
// revoke; that is no error. When a token cannot be revoked the cookie stays, so that
// trying again does what it says.
func (a *Auth) SignOut(w http.ResponseWriter, r *http.Request) error {
	for _, raw := range a.candidates(r) {
		t, err := a.verify(raw)
		if err != nil {
			continue
		}
		if err := a.end(r.Context(), t); err != nil {
			return wrap("sign out", err)
		}
	}
	c := a.cookie(r, "")
	c.MaxAge = -1
	setCookie(w, c)
	return nil
}

// end revokes a token and tells whose it was. Of one that had ended before nobody is told:
// whoever still has it can do nothing with it.
func (a *Auth) end(ctx context.Context, t *token) error {
	id, err := a.bearer(ctx, t)
	if err != nil && !errors.Is(err, chat.ErrUnauthenticated) {
		return err
	}
	known := err == nil
	if a.opts.Revocations != nil {
		// The store may clean up by a clock that is ahead of the one that verifies.
		until := t.ExpiresAt.Add(a.opts.Leeway)
		if err := a.opts.Revocations.Revoke(ctx, t.id(), until); err != nil {
			return fmt.Errorf("revoke token: %w", err)
		}
	}
	if known && a.opts.SignedOut != nil {
		a.opts.SignedOut(ctx, id)
	}
	return nil
}

// cookie is the cookie with the attributes that the options ask for.
func (a *Auth) cookie(r *http.Request, value string) *http.Cookie {
	return &http.Cookie{
		Name:     a.opts.Cookie,
		Value:    value,
		Path:     a.opts.Path,
		Domain:   a.opts.Domain,
		Secure:   a.opts.Secure == SecureAlways || a.opts.Secure == SecureAuto && r.TLS != nil,
		HttpOnly: true,
		SameSite: a.opts.SameSite,
	}
}

// setCookie adds the cookie to a response, which no cache may then keep.
func setCookie(w http.ResponseWriter, c *http.Cookie) {
	http.SetCookie(w, c)
	w.Header().Set("Cache-Control", "no-store")
}
