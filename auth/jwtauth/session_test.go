package jwtauth_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

func overTLS() *http.Request {
	r := httptest.NewRequest("POST", "/", nil)
	r.TLS = &tls.ConnectionState{}
	return r
}

// TestD9_CookieAttributes: no script reads the cookie, no other site sends it, and
// over TLS nothing else does.
func TestD9_CookieAttributes(t *testing.T) {
	plain := httptest.NewRequest("POST", "/", nil)
	for _, tt := range []struct {
		name string
		opts *jwtauth.Options
		r    *http.Request
		want string // the attributes after the times
	}{
		{"Default", nil, plain, "token Path=/; HttpOnly; SameSite=Lax"},
		{"SecureOverTLS", nil, overTLS(), "token Path=/; HttpOnly; Secure; SameSite=Lax"},
		{"SecureAlways", &jwtauth.Options{Secure: jwtauth.SecureAlways}, plain, "token Path=/; HttpOnly; Secure; SameSite=Lax"},
		{"SecureNever", &jwtauth.Options{Secure: jwtauth.SecureNever}, overTLS(), "token Path=/; HttpOnly; SameSite=Lax"},
		{"Strict", &jwtauth.Options{SameSite: http.SameSiteStrictMode}, plain, "token Path=/; HttpOnly; SameSite=Strict"},
		{"Own", &jwtauth.Options{Cookie: "chat", Path: "/chat", Domain: "example.com"}, plain, "chat Path=/chat; Domain=example.com; HttpOnly; SameSite=Lax"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newAuth(t, tt.opts)
			in, out := httptest.NewRecorder(), httptest.NewRecorder()
			if err := errors.Join(a.SignIn(in, tt.r, ann), a.SignOut(out, tt.r)); err != nil {
				t.Fatal(err)
			}
			// The cookie that clears must have the same attributes, or browsers keep both.
			for _, w := range []*httptest.ResponseRecorder{in, out} {
				if got := attributes(w.Header().Get("Set-Cookie")); got != tt.want {
					t.Errorf("got  %s\nwant %s", got, tt.want)
				}
				if got := w.Header().Get("Cache-Control"); got != "no-store" {
					t.Errorf("Cache-Control is %q", got)
				}
			}
		})
	}
}

// attributes leaves the value and the times out of a cookie.
func attributes(line string) string {
	parts := strings.Split(line, "; ")
	name, _, _ := strings.Cut(parts[0], "=")
	var kept []string
	for _, p := range parts[1:] {
		if !strings.HasPrefix(p, "Expires=") && !strings.HasPrefix(p, "Max-Age=") {
			kept = append(kept, p)
		}
	}
	return name + " " + strings.Join(kept, "; ")
}

func TestSignIn(t *testing.T) {
	a := newAuth(t, &jwtauth.Options{Now: newClock().Now})
	t.Run("OK", func(t *testing.T) {
		w := httptest.NewRecorder()
		if err := a.SignIn(w, overTLS(), ann); err != nil {
			t.Fatal(err)
		}
		c := cookieOf(t, w)
		if c.MaxAge != 48*60*60 || !c.Expires.Equal(start.Add(48*time.Hour)) {
			t.Errorf("the cookie ends in %d s, at %v", c.MaxAge, c.Expires)
		}
		if id := mustAccept(t, a, withCookie(c.Value)); id.Subject != ann.Subject {
			t.Errorf("got %+v", id)
		}
	})
	t.Run("ErrSetsNothing", func(t *testing.T) {
		w := httptest.NewRecorder()
		if err := a.SignIn(w, overTLS(), chat.Identity{}); !errors.Is(err, chat.ErrInvalid) {
			t.Errorf("got %v", err)
		}
		if len(w.Header()) != 0 {
			t.Errorf("set %v", w.Header())
		}
	})
}

// TestD9_SignOutRevokesTheToken: who kept a copy of the cookie is out too.
func TestD9_SignOutRevokesTheToken(t *testing.T) {
	c := newClock()
	store := &revocations{}
	a := newAuth(t, &jwtauth.Options{Revocations: store, Now: c.Now})
	mine, other := withCookie(issue(t, a, ann)), withCookie(issue(t, a, ann))
	for range 2 { // the second time has nothing left to do
		w := httptest.NewRecorder()
		if err := a.SignOut(w, mine); err != nil {
			t.Fatal(err)
		}
		if got := cookieOf(t, w); got.MaxAge >= 0 || got.Value != "" {
			t.Errorf("the cookie was not cleared: %v", got)
		}
	}
	mustRefuse(t, a, mine)
	mustAccept(t, a, other)
	c.add(48*time.Hour - time.Second)
	mustRefuse(t, a, mine) // remembered until it is worthless by itself
	for id, until := range store.list {
		if end := start.Add(48 * time.Hour); until.Before(end) {
			t.Errorf("%s is remembered until %v; the token ends %v", id, until, end)
		}
	}
}

func TestSignOut(t *testing.T) {
	t.Run("EveryCookieOfTheRequest", func(t *testing.T) {
		a := newAuth(t, &jwtauth.Options{Revocations: &revocations{}})
		r := withCookie(issue(t, a, ann), "stale", issue(t, a, ann))
		if err := a.SignOut(httptest.NewRecorder(), r); err != nil {
			t.Fatal(err)
		}
		mustRefuse(t, a, r)
	})
	t.Run("ForgedTokensAreNotRemembered", func(t *testing.T) {
		store := &revocations{}
		a := newAuth(t, &jwtauth.Options{Revocations: store})
		forger := newAuth(t, nil, jwtauth.Key{ID: "k1", Secret: []byte(strings.Repeat("f", 32))})
		if err := a.SignOut(httptest.NewRecorder(), withCookie(issue(t, forger, ann))); err != nil {
			t.Fatal(err)
		}
		if len(store.list) != 0 {
			t.Errorf("remembered %v", store.list)
		}
	})
	t.Run("WithoutStoreTheCookieIsCleared", func(t *testing.T) {
		a, w := newAuth(t, nil), httptest.NewRecorder()
		if err := a.SignOut(w, withCookie(issue(t, a, ann))); err != nil {
			t.Fatal(err)
		}
		if got := cookieOf(t, w); got.MaxAge >= 0 {
			t.Errorf("got %v", got)
		}
	})
	t.Run("ErrStoreDownKeepsTheCookie", func(t *testing.T) {
		store := &revocations{}
		a, w := newAuth(t, &jwtauth.Options{Revocations: store}), httptest.NewRecorder()
		r := withCookie(issue(t, a, ann))
		down := errors.New("the database is down")
		store.fail(down)
		if err := a.SignOut(w, r); !errors.Is(err, down) {
			t.Errorf("got %v, want %v", err, down)
		}
		if len(w.Header()) != 0 {
			t.Errorf("set %v", w.Header())
		}
		store.fail(nil)
		mustAccept(t, a, r)
	})
	t.Run("TellsWhoseTokenEndedOnce", func(t *testing.T) {
		var told []string
		a := newAuth(t, &jwtauth.Options{Revocations: &revocations{}, SignedOut: func(_ context.Context, id chat.Identity) {
			told = append(told, id.Provider+" "+id.Subject)
		}})
		r := withCookie("stale", issue(t, a, ann))
		for range 2 { // whoever stole the token can end nothing more with it
			if err := a.SignOut(httptest.NewRecorder(), r); err != nil {
				t.Fatal(err)
			}
		}
		if len(told) != 1 || told[0] != "github 12345" {
			t.Errorf("told of %q", told)
		}
	})
	t.Run("TellsNobodyOfALogOutThatFailed", func(t *testing.T) {
		store := &revocations{}
		a := newAuth(t, &jwtauth.Options{Revocations: store, SignedOut: func(_ context.Context, id chat.Identity) {
			t.Errorf("told of %v", id)
		}})
		r := withCookie(issue(t, a, ann))
		store.fail(errors.New("the database is down"))
		if err := a.SignOut(httptest.NewRecorder(), r); err == nil {
			t.Error("no error")
		}
	})
	t.Run("ErrCancelled", func(t *testing.T) {
		a := newAuth(t, &jwtauth.Options{Revocations: &revocations{}})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := a.SignOut(httptest.NewRecorder(), withCookie(issue(t, a, ann)).WithContext(ctx))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}
