package jwtauth_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

var (
	testKey = jwtauth.Key{ID: "k1", Secret: bytes.Repeat([]byte("s"), 32)}
	ann     = chat.Identity{Provider: "github", Subject: "12345", Name: "Ann", Handle: "ann"}
	start   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

// A clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: start} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newAuth(t *testing.T, opts *jwtauth.Options, keys ...jwtauth.Key) *jwtauth.Auth {
	t.Helper()
	if keys == nil {
		keys = []jwtauth.Key{testKey}
	}
	a, err := jwtauth.New(keys, opts)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func issue(t *testing.T, a *jwtauth.Auth, id chat.Identity) string {
	t.Helper()
	token, _, err := a.Issue(id)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// withCookie is a request that carries the token as browsers do.
func withCookie(tokens ...string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	for _, token := range tokens {
		r.AddCookie(&http.Cookie{Name: "token", Value: token})
	}
	return r
}

// goodClaims are those of a token that is accepted.
func goodClaims() jwt.MapClaims {
	return jwt.MapClaims{
		"iss": "parley", "aud": "parley", "sub": "12345", "prov": "github", "jti": "j",
		"iat": start.Unix(), "exp": start.Add(time.Hour).Unix(),
	}
}

// signed makes a token by hand.
func signed(t *testing.T, method jwt.SigningMethod, key any, header, claims map[string]any) string {
	t.Helper()
	token := jwt.NewWithClaims(method, jwt.MapClaims(claims))
	for k, v := range header {
		token.Header[k] = v
	}
	s, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// payload decodes the claims of a token.
func payload(t *testing.T, token string) map[string]any {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

// cookieOf returns the only cookie that the response sets.
func cookieOf(t *testing.T, w *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	list := w.Result().Cookies()
	if len(list) != 1 {
		t.Fatalf("the response sets %d cookies; want 1", len(list))
	}
	return list[0]
}

func mustRefuse(t *testing.T, a chat.Authenticator, r *http.Request) {
	t.Helper()
	if id, err := a.Authenticate(r); !errors.Is(err, chat.ErrUnauthenticated) || id.Subject != "" {
		t.Errorf("got %+v, %v; want ErrUnauthenticated", id, err)
	}
}

func mustAccept(t *testing.T, a chat.Authenticator, r *http.Request) chat.Identity {
	t.Helper()
	id, err := a.Authenticate(r)
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	return id
}

// revocations is a chat.RevocationStore that can be taken down.
type revocations struct {
	mu   sync.Mutex
	list map[string]time.Time
	down error
}

func (s *revocations) Revoke(ctx context.Context, id string, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := errors.Join(ctx.Err(), s.down); err != nil {
		return err
	}
	if s.list == nil {
		s.list = map[string]time.Time{}
	}
	if until.After(s.list[id]) {
		s.list[id] = until
	}
	return nil
}

func (s *revocations) Revoked(ctx context.Context, id string, now time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.list[id].After(now), errors.Join(ctx.Err(), s.down)
}

func (s *revocations) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = err
}
