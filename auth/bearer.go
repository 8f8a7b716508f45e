package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/parleychat/parley/chat"
)

// maxToken is the longest token that reaches a lookup. The net/http server lets a
// megabyte of headers in, and a lookup usually hashes or queries what it gets.
const maxToken = 8 << 10

// Bearer authenticates requests by the token in their Authorization header, which
// lookup turns into an identity.
//
// lookup answers chat.ErrUnauthenticated or chat.ErrNotFound for a token that it
// does not know; any other error is an outage, and so is an identity without
// Provider or Subject. It gets the request's context, only well-formed tokens, and
// may be called concurrently. It should look tokens up by a hash of them, so that
// neither its timing nor its table gives one away. With a nil lookup every request
// is unauthenticated.
//
// The header must be there exactly once and follow RFC 6750, section 2.1; tokens
// longer than 8 KiB are refused. Other schemes are not looked at.
func Bearer(lookup func(ctx context.Context, token string) (chat.Identity, error)) chat.Authenticator {
	return bearer(lookup)
}

type bearer func(ctx context.Context, token string) (chat.Identity, error)

// Authenticate implements chat.Authenticator.
func (lookup bearer) Authenticate(r *http.Request) (chat.Identity, error) {
	token, ok := bearerToken(r.Header)
	if !ok || lookup == nil {
		return chat.Identity{}, chat.ErrUnauthenticated
	}
	id, err := lookup(r.Context(), token)
	switch {
	case errors.Is(err, chat.ErrUnauthenticated), errors.Is(err, chat.ErrNotFound):
		return chat.Identity{}, chat.ErrUnauthenticated
	case err != nil:
		return chat.Identity{}, fmt.Errorf("bearer: look up token: %w", err)
	case id.Provider == "" || id.Subject == "":
		return chat.Identity{}, errors.New("bearer: look up token: the identity has no provider or no subject")
	}
	return id, nil
}

// bearerToken returns the token of a header with exactly one well-formed
// Authorization field of the Bearer scheme.
func bearerToken(h http.Header) (string, bool) {
	fields := h["Authorization"]
	if len(fields) != 1 {
		return "", false
	}
	scheme, token, _ := strings.Cut(fields[0], " ")
	token = strings.TrimLeft(token, " ")
	if !strings.EqualFold(scheme, "Bearer") || len(token) > maxToken || !isB64Token(token) {
		return "", false
	}
	return token, true
}

// isB64Token tells whether s is a b64token as RFC 6750, section 2.1 has it.
func isB64Token(s string) bool {
	s = strings.TrimRight(s, "=")
	for _, c := range []byte(s) {
		alnum := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !alnum && !strings.ContainsRune("-._~+/", rune(c)) {
			return false
		}
	}
	return s != ""
}
