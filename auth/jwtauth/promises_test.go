package jwtauth_test

import (
	"bytes"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/parleychat/parley/auth/authtest"
	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

func TestPromisesWithCookie(t *testing.T) {
	authtest.Run(t, harness(func(r *http.Request, token string) {
		r.AddCookie(&http.Cookie{Name: "token", Value: token})
	}))
}

func TestPromisesWithBearer(t *testing.T) {
	authtest.Run(t, harness(func(r *http.Request, token string) {
		r.Header.Set("Authorization", "Bearer "+token)
	}))
}

func harness(carry func(r *http.Request, token string)) func(*testing.T) authtest.Harness {
	return func(t *testing.T) authtest.Harness {
		store := &revocations{}
		good := newAuth(t, &jwtauth.Options{Revocations: store})
		forger := newAuth(t, nil, jwtauth.Key{ID: testKey.ID, Secret: bytes.Repeat([]byte("x"), 32)})
		past := newAuth(t, &jwtauth.Options{Now: func() time.Time { return time.Now().Add(-49 * time.Hour) }})
		with := func(a *jwtauth.Auth) func(*http.Request, chat.Identity) {
			return func(r *http.Request, id chat.Identity) { carry(r, issue(t, a, id)) }
		}
		return authtest.Harness{
			Authenticator: good,
			SignIn:        with(good),
			Forge:         with(forger),
			Expire:        with(past),
			Break:         func() { store.fail(errors.New("the database is down")) },
		}
	}
}
