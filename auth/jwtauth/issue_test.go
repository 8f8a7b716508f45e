package jwtauth_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

func TestIssueRoundTrip(t *testing.T) {
	c := newClock()
	c.add(123456789 * time.Nanosecond) // tokens count in seconds
	a := newAuth(t, &jwtauth.Options{Now: c.Now})
	id := chat.Identity{
		Provider: "github", Subject: "12345", Name: "Ann <b>\u2603", AvatarURL: "https://a.example/1?s=64&v=4",
		ProfileURL: "https://a.example/ann", Roles: []string{"admin", "staff"},
	}
	token, expires, err := a.Issue(id)
	if err != nil {
		t.Fatal(err)
	}
	if want := start.Add(48 * time.Hour); !expires.Equal(want) {
		t.Errorf("it ends %v, want %v", expires, want)
	}
	id.AsOf, id.Expires = start, expires
	if diff := cmp.Diff(id, mustAccept(t, a, withCookie(token))); diff != "" {
		t.Error(diff)
	}
}

func TestIssueTimes(t *testing.T) {
	a := newAuth(t, &jwtauth.Options{Now: newClock().Now})
	id := ann
	id.Expires = start.Add(time.Hour)
	id.AsOf = start.Add(-24 * time.Hour)
	got := mustAccept(t, a, withCookie(issue(t, a, id)))
	if !got.Expires.Equal(id.Expires) {
		t.Errorf("the token ends %v; the identity ends %v", got.Expires, id.Expires)
	}
	if !got.AsOf.Equal(id.AsOf) {
		t.Errorf("the profile is as of %v; it was read %v", got.AsOf, id.AsOf)
	}
	id.AsOf = start.Add(time.Hour)
	if got := mustAccept(t, a, withCookie(issue(t, a, id))); !got.AsOf.Equal(start) {
		t.Errorf("the profile is as of %v, after the token was made", got.AsOf)
	}
}

func TestTokensEndOnTime(t *testing.T) {
	c := newClock()
	a := newAuth(t, &jwtauth.Options{Now: c.Now, TTL: time.Hour})
	r := withCookie(issue(t, a, ann))
	c.add(time.Hour - time.Second)
	mustAccept(t, a, r)
	c.add(time.Second)
	mustRefuse(t, a, r)
}

func TestIssueRefuses(t *testing.T) {
	a := newAuth(t, &jwtauth.Options{Now: newClock().Now})
	for _, tt := range []struct {
		name, field string
		id          chat.Identity
	}{
		{"ErrNoProvider", "provider", chat.Identity{Subject: "1"}},
		{"ErrNoSubject", "subject", chat.Identity{Provider: "p"}},
		{"ErrLongSubject", "subject", chat.Identity{Provider: "p", Subject: strings.Repeat("x", 256)}},
		{"ErrSubjectNotUTF8", "subject", chat.Identity{Provider: "p", Subject: "\xff"}},
		{"ErrHasEnded", "expires", chat.Identity{Provider: "p", Subject: "1", Expires: start}},
		{"ErrTooManyRoles", "roles", chat.Identity{Provider: "p", Subject: "1", Roles: slices.Repeat([]string{"a role"}, 500)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			token, _, err := a.Issue(tt.id)
			var field *chat.FieldError
			if !errors.As(err, &field) || field.Field != tt.field || !errors.Is(err, chat.ErrInvalid) || token != "" {
				t.Errorf("got %q, %v; want an error about %s", token, err, tt.field)
			}
		})
	}
}

// TestIssueFitsIntoACookie: a large profile must not keep anybody out.
func TestIssueFitsIntoACookie(t *testing.T) {
	a := newAuth(t, nil)
	id := chat.Identity{
		Provider: "p", Subject: "1", Name: strings.Repeat("ü", 5000),
		AvatarURL: "data:" + strings.Repeat("x", 5000), ProfileURL: "https://x.example/",
	}
	token := issue(t, a, id)
	if len(token) > 3800 {
		t.Fatalf("the token has %d bytes", len(token))
	}
	got := mustAccept(t, a, withCookie(token))
	if got.Name != strings.Repeat("ü", 100) || got.AvatarURL != "" {
		t.Errorf("got the name %q and the avatar %q", got.Name, got.AvatarURL)
	}
}

// TestD9_TokenHoldsNoUserRow: what is in a token cannot be changed or taken back.
func TestD9_TokenHoldsNoUserRow(t *testing.T) {
	a := newAuth(t, nil)
	claims := payload(t, issue(t, a, chat.Identity{
		Provider: "github", Subject: "12345", Formerly: []string{"login:ann"}, Name: "Ann", Handle: "ann",
		AvatarURL: "https://a.example/1", ProfileURL: "https://a.example/ann", Roles: []string{"admin"},
	}))
	allowed := []string{"iss", "aud", "sub", "prov", "jti", "iat", "exp", "name", "preferred_username", "picture", "profile", "roles"}
	for name, value := range claims {
		if !slices.Contains(allowed, name) {
			t.Errorf("the token holds %s", name)
		}
		if _, nested := value.(map[string]any); nested {
			t.Errorf("the token holds a whole row as %s", name)
		}
	}
	if fmt.Sprint(claims["sub"]) != "12345" {
		t.Errorf("sub is %v", claims["sub"])
	}
}

func TestEveryTokenHasAnIDOfItsOwn(t *testing.T) {
	a := newAuth(t, nil)
	seen := map[any]bool{}
	for range 100 {
		seen[payload(t, issue(t, a, ann))["jti"]] = true
	}
	if len(seen) != 100 {
		t.Errorf("100 tokens have %d IDs", len(seen))
	}
}
