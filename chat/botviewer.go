package chat

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// ErrBadToken is an ErrUnauthenticated: the request came with a token of this module's that
// is not known, has expired or was revoked. Unlike one without any it is not answered as
// if nobody had sent it.
var ErrBadToken error = &badToken{}

type badToken struct{}

func (*badToken) Error() string        { return "the token is not known, has expired or was revoked" }
func (*badToken) Is(target error) bool { return target == ErrUnauthenticated }

// usedEvery is how exactly it is known when a token was last used: not every request shall
// be a write.
const usedEvery = time.Hour

// tokenOf returns the token of this module's that a request has in its Authorization field
// (RFC 6750, section 2.1). Those of others are the Authenticator's business, and no token
// of this module's ever is.
func tokenOf(r *http.Request) (string, bool) {
	fields := r.Header["Authorization"]
	if len(fields) != 1 {
		return "", false
	}
	scheme, token, _ := strings.Cut(fields[0], " ")
	token = strings.TrimLeft(token, " ")
	return token, strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(token, tokenMark)
}

// bot returns who comes with a token.
func (m *Module) bot(ctx context.Context, token string) (User, Identity, error) {
	t, u, err := m.tokenUser(ctx, token)
	if errors.Is(err, ErrNotFound) || err == nil && t.Scopes.Has(scopeHook) {
		err = ErrBadToken
	}
	if err != nil {
		return User{}, Identity{}, err
	}
	return u, Identity{Provider: u.Provider, Subject: u.Subject, Name: u.DisplayName, AvatarURL: u.AvatarURL,
		Expires: t.ExpiresAt, Grant: &Grant{Scopes: t.Scopes, Rooms: t.Rooms}}, nil
}

// tokenUser finds the token that is good now, and whose it is; else ErrNotFound.
func (m *Module) tokenUser(ctx context.Context, token string) (BotToken, User, error) {
	t, err := m.store.BotTokenByKey(ctx, secretKey(token))
	if err != nil {
		return BotToken{}, User{}, err
	}
	now := m.now()
	if t.expired(now) {
		return BotToken{}, User{}, ErrNotFound
	}
	u, err := m.store.User(ctx, t.Bot)
	if err != nil {
		return BotToken{}, User{}, err
	}
	if hour := now.Truncate(usedEvery); hour.After(t.LastUsedAt) {
		if err := m.store.UseBotToken(ctx, t.ID, hour); err != nil { // no reason to turn them away
			m.opts.Logger.Warn("chat: when a token was used is not kept", "token", t.ID, "err", err)
		}
	}
	return t, u, nil
}
