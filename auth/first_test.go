package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/parleychat/parley/auth"
	"github.com/parleychat/parley/auth/authtest"
	"github.com/parleychat/parley/chat"
)

func answers(id chat.Identity, err error) chat.Authenticator {
	return chat.AuthenticatorFunc(func(*http.Request) (chat.Identity, error) { return id, err })
}

func TestFirst(t *testing.T) {
	ann, bob := chat.Identity{Provider: "a", Subject: "ann"}, chat.Identity{Provider: "b", Subject: "bob"}
	down := errors.New("database is down")
	nobody := answers(chat.Identity{}, chat.ErrUnauthenticated)
	for _, tt := range []struct {
		name string
		list []chat.Authenticator
		want chat.Identity
		err  error
	}{
		{"NoneGivenErrUnauthenticated", nil, chat.Identity{}, chat.ErrUnauthenticated},
		{"NoneLeftErrUnauthenticated", []chat.Authenticator{nobody, nobody}, chat.Identity{}, chat.ErrUnauthenticated},
		{"FirstFoundWins", []chat.Authenticator{answers(ann, nil), answers(bob, nil)}, ann, nil},
		{"NextIsAsked", []chat.Authenticator{nobody, answers(bob, nil)}, bob, nil},
		{"NilIsSkipped", []chat.Authenticator{nil, answers(bob, nil)}, bob, nil},
		{"OutageIsReturnedAtOnce", []chat.Authenticator{answers(chat.Identity{}, down), answers(bob, nil)}, chat.Identity{}, down},
		{"NoIdentityBesideAnError", []chat.Authenticator{answers(ann, down)}, chat.Identity{}, down},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id, err := auth.First(tt.list...).Authenticate(httptest.NewRequest("GET", "/", nil))
			if id.Subject != tt.want.Subject || !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Errorf("got %+v, %v; want %+v, %v", id, err, tt.want, tt.err)
			}
		})
	}
}

// TestFirstIgnoresLaterChangesOfTheList: a list given with ... is the caller's own.
func TestFirstIgnoresLaterChangesOfTheList(t *testing.T) {
	list := []chat.Authenticator{answers(chat.Identity{Provider: "a", Subject: "ann"}, nil)}
	who := auth.First(list...)
	list[0] = answers(chat.Identity{Provider: "a", Subject: "mallory"}, nil)
	if id, err := who.Authenticate(httptest.NewRequest("GET", "/", nil)); err != nil || id.Subject != "ann" {
		t.Errorf("got %+v, %v; want ann", id, err)
	}
}

func TestFirstPromises(t *testing.T) {
	authtest.Run(t, func(t *testing.T) authtest.Harness {
		h := openBearer(t)
		cookieless := answers(chat.Identity{}, chat.ErrUnauthenticated)
		h.Authenticator = auth.First(cookieless, h.Authenticator)
		return h
	})
}
