package jwtauth

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"

	"github.com/parleychat/parley/chat"
)

const (
	// maxIssued leaves room for the name and the attributes in the 4096 bytes that
	// browsers keep of a cookie; they drop a larger one silently.
	maxIssued = 3800
	maxName   = 200
	maxSub    = 255
)

// Issue makes a token for the person and tells when it ends: after Options.TTL, or
// when the identity does if that is sooner.
//
// A profile that makes the token too large for a cookie is left out, a long name is
// cut. An identity without Provider or Subject, with one longer than 255 bytes or
// not UTF-8, is a chat.ErrInvalid, and so is one that has ended or whose roles do
// not fit.
func (a *Auth) Issue(id chat.Identity) (signed string, expires time.Time, err error) {
	now := a.opts.Now()
	if err := checkIdentity(id, now); err != nil {
		return "", time.Time{}, wrap("issue", err)
	}
	c := a.newClaims(id, now)
	if signed, err = a.sign(c); err == nil && len(signed) > maxIssued {
		c.Picture, c.Profile = "", ""
		signed, err = a.sign(c)
	}
	if err == nil && len(signed) > maxIssued {
		err = &chat.FieldError{Field: "roles", Code: "max", Reason: "do not fit into a token"}
	}
	if err != nil {
		return "", time.Time{}, wrap("issue", err)
	}
	return signed, c.ExpiresAt.UTC(), nil
}

// newClaims says of a person what a token needs.
func (a *Auth) newClaims(id chat.Identity, now time.Time) claims {
	ends := now.Add(a.opts.TTL)
	if !id.Expires.IsZero() && id.Expires.Before(ends) {
		ends = id.Expires
	}
	c := claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    a.opts.Issuer,
			Subject:   id.Subject,
			ExpiresAt: jwt.NewNumericDate(ends),
			IssuedAt:  jwt.NewNumericDate(now),
			ID:        rand.Text(),
		},
		Provider: id.Provider,
		Name:     clip(id.Name),
		Picture:  id.AvatarURL,
		Profile:  id.ProfileURL,
		Handle:   clip(id.Handle),
		Roles:    id.Roles,
	}
	if a.opts.Audience != "" {
		c.Audience = jwt.ClaimStrings{a.opts.Audience}
	}
	if !id.AsOf.IsZero() && id.AsOf.Before(c.IssuedAt.Time) {
		c.UpdatedAt = jwt.NewNumericDate(id.AsOf)
	}
	return c
}

// sign signs with the first key.
func (a *Auth) sign(c claims) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, c)
	t.Header["kid"] = a.keys[0].ID
	return t.SignedString(a.keys[0].Secret)
}

// checkIdentity tells why no token can be made for the identity.
func checkIdentity(id chat.Identity, now time.Time) error {
	if !id.Expires.IsZero() && id.Expires.Before(now.Add(time.Second)) {
		return &chat.FieldError{Field: "expires", Code: "past", Reason: "has passed"}
	}
	return errors.Join(checkKeyPart("provider", id.Provider), checkKeyPart("subject", id.Subject))
}

func checkKeyPart(field, s string) error {
	switch {
	case s == "":
		return &chat.FieldError{Field: field, Code: "required", Reason: "must not be empty"}
	case len(s) > maxSub:
		return &chat.FieldError{Field: field, Code: "max", Reason: fmt.Sprintf("must not be longer than %d bytes", maxSub)}
	case !utf8.ValidString(s):
		// JSON would replace the bad bytes, and make two people one.
		return &chat.FieldError{Field: field, Code: "utf8", Reason: "must be UTF-8"}
	}
	return nil
}

// clip cuts a name at a character.
func clip(s string) string {
	if len(s) > maxName {
		s = s[:maxName]
	}
	return strings.ToValidUTF8(s, "")
}

// wrap adds the operation to an error.
func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("jwtauth: %s: %w", op, err)
}
