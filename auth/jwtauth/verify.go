package jwtauth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/golang-jwt/jwt/v5"

	"github.com/parleychat/parley/chat"
)

// Authenticate implements chat.Authenticator.
func (a *Auth) Authenticate(r *http.Request) (chat.Identity, error) {
	refused := chat.ErrUnauthenticated
	for _, raw := range a.candidates(r) {
		id, err := a.identify(r.Context(), raw)
		if err == nil {
			return id, nil
		}
		if !errors.Is(err, chat.ErrUnauthenticated) {
			return chat.Identity{}, err
		}
		refused = err
	}
	return chat.Identity{}, refused
}

// identify returns whom a token stands for, now.
func (a *Auth) identify(ctx context.Context, raw string) (chat.Identity, error) {
	t, err := a.verify(raw)
	if err != nil {
		return chat.Identity{}, refuse(err)
	}
	return a.bearer(ctx, t)
}

// bearer returns whom a verified token stands for, unless it was revoked.
func (a *Auth) bearer(ctx context.Context, t *token) (chat.Identity, error) {
	if a.opts.Revocations != nil {
		revoked, err := a.opts.Revocations.Revoked(ctx, t.id(), a.opts.Now())
		if err != nil {
			return chat.Identity{}, fmt.Errorf("jwtauth: look up revoked token: %w", err)
		}
		if revoked {
			return chat.Identity{}, refuse(errors.New("the token was revoked"))
		}
	}
	return a.identity(t)
}

// refuse makes an ErrUnauthenticated that says why.
func refuse(why error) error { return fmt.Errorf("jwtauth: %w: %w", chat.ErrUnauthenticated, why) }

// A token is what is known of one that was verified.
type token struct {
	jwt.RegisteredClaims
	raw     string
	payload json.RawMessage
}

// UnmarshalJSON reads the registered claims and keeps the rest for later.
func (t *token) UnmarshalJSON(payload []byte) error {
	t.payload = slices.Clone(payload)
	return json.Unmarshal(payload, &t.RegisteredClaims)
}

// id names the token for revocation. A host's token may have no jti.
func (t *token) id() string {
	if t.ID != "" {
		return t.ID
	}
	sum := sha256.Sum256([]byte(t.raw))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// verify checks the signature and the times of a token.
func (a *Auth) verify(raw string) (*token, error) {
	t := &token{raw: raw}
	if _, err := a.parser.ParseWithClaims(raw, t, a.verificationKeys); err != nil {
		return nil, err
	}
	// The leeway is for tokens from a clock that is ahead; none lives longer for it,
	// so that Identity.Expires is the truth.
	if !a.opts.Now().Before(t.ExpiresAt.Time) {
		return nil, jwt.ErrTokenExpired
	}
	return t, nil
}

// verificationKeys returns the key that the token names, or all when it names none.
func (a *Auth) verificationKeys(t *jwt.Token) (any, error) {
	if _, ok := t.Header["crit"]; ok {
		// RFC 7515, section 4.1.11: what must be understood and is not.
		return nil, errors.New("the token has critical extensions")
	}
	kid, named := t.Header["kid"]
	var set jwt.VerificationKeySet
	for _, k := range a.keys {
		if !named || kid == k.ID {
			set.Keys = append(set.Keys, k.Secret)
		}
	}
	return set, nil
}
