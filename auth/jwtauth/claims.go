package jwtauth

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/parleychat/parley/chat"
)

// claims are those of the tokens that Issue makes. Their names are those of OpenID
// Connect, where it has one.
type claims struct {
	jwt.RegisteredClaims
	Provider string   `json:"prov"`
	Name     string   `json:"name,omitempty"`
	Picture  string   `json:"picture,omitempty"`
	Profile  string   `json:"profile,omitempty"`
	Handle   string   `json:"preferred_username,omitempty"`
	Roles    []string `json:"roles,omitempty"`
	// UpdatedAt is when the profile was read, if that was before the token was made.
	UpdatedAt *jwt.NumericDate `json:"updated_at,omitempty"`
}

// identity returns whom a verified token stands for.
func (a *Auth) identity(t *token) (chat.Identity, error) {
	read := ownIdentity
	if a.opts.Identity != nil {
		read = a.hostIdentity
	}
	id, err := read(t)
	switch {
	case err != nil:
		return chat.Identity{}, err
	case id.Provider == "" || id.Subject == "":
		return chat.Identity{}, refuse(errors.New("the token names no provider or no subject"))
	}
	if id.AsOf.IsZero() && t.IssuedAt != nil {
		id.AsOf = t.IssuedAt.UTC()
	}
	if id.Expires.IsZero() || id.Expires.After(t.ExpiresAt.Time) {
		id.Expires = t.ExpiresAt.UTC()
	}
	return id, nil
}

// ownIdentity reads what Issue wrote.
func ownIdentity(t *token) (chat.Identity, error) {
	var c claims
	if err := json.Unmarshal(t.payload, &c); err != nil {
		return chat.Identity{}, refuse(err)
	}
	if c.IssuedAt == nil || c.ID == "" {
		// Not one of ours. Without a time the profile would always count as fresh,
		// without an ID the token could not be revoked.
		return chat.Identity{}, refuse(errors.New("the token has no iat or no jti"))
	}
	return chat.Identity{
		Provider:   c.Provider,
		Subject:    c.Subject,
		Name:       c.Name,
		AvatarURL:  c.Picture,
		ProfileURL: c.Profile,
		Handle:     c.Handle,
		Roles:      c.Roles,
		AsOf:       asOf(c),
	}, nil
}

// asOf is when the profile in the token was known to be true.
func asOf(c claims) time.Time {
	if c.UpdatedAt != nil && c.UpdatedAt.Before(c.IssuedAt.Time) {
		return c.UpdatedAt.UTC()
	}
	return c.IssuedAt.UTC()
}

// hostIdentity lets the host read its own claims.
func (a *Auth) hostIdentity(t *token) (chat.Identity, error) {
	all := map[string]any{}
	dec := json.NewDecoder(bytes.NewReader(t.payload))
	dec.UseNumber() // a float64 would round large ids
	if err := dec.Decode(&all); err != nil {
		return chat.Identity{}, refuse(err)
	}
	id, err := a.opts.Identity(all)
	if errors.Is(err, chat.ErrUnauthenticated) {
		return chat.Identity{}, refuse(err)
	}
	return id, wrap("read the host's claims", err)
}
