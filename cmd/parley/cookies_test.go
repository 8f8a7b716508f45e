package main

import (
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

// token is one that the key signs for a guest at the given time.
func token(t *testing.T, key string, at time.Time) string {
	t.Helper()
	auth, err := jwtauth.New([]jwtauth.Key{{Secret: []byte(key)}}, &jwtauth.Options{Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	signed, _, err := auth.Issue(chat.Identity{Provider: "guest", Subject: "G", Name: "Gus"})
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// TestBadCookies: whatever the cookie holds, whoever it does not name is nobody, and that
// is no error of the server's.
func TestBadCookies(t *testing.T) {
	key, now := strings.Repeat("k", 32), time.Now()
	p := start(t, "--jwt-key", key)
	good := token(t, key, now)
	for name, c := range map[string]struct {
		token  string
		status int // of posting
	}{
		"OK":           {good, 201},
		"OKNearlyOver": {token(t, key, now.Add(-47*time.Hour)), 201},
		"ErrExpired":   {token(t, key, now.Add(-49*time.Hour)), 401},
		"ErrOtherKey":  {token(t, strings.Repeat("x", 32), now), 401},
		"ErrOfTheNext": {token(t, key, now.Add(time.Hour)), 401},
		"ErrTampered":  {good[:len(good)-4] + "AAAA", 401},
		"ErrCutOff":    {good[:len(good)/2], 401},
		"ErrNoToken":   {"x", 401},
		"ErrNoJSON":    {"a.b.c", 401},
		"ErrUnsigned":  {"eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", 401},
		"ErrHuge":      {strings.Repeat("x", 60000), 401},
	} {
		t.Run(name, func(t *testing.T) {
			res := sent(t, p.url, "POST /api/v1/rooms/lobby/messages", `{"text":"x"}`, "Content-Type: application/json", "Cookie: token="+c.token)
			if res.StatusCode != c.status {
				t.Errorf("got %s, want %d", res.Status, c.status)
			}
		})
	}
	if lines := p.errors(); len(lines) > 0 {
		t.Errorf("%q", lines)
	}
}
