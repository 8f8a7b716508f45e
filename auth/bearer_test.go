package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/parleychat/parley/auth"
	"github.com/parleychat/parley/auth/authtest"
	"github.com/parleychat/parley/chat"
)

// openBearer looks API tokens up in a map.
func openBearer(*testing.T) authtest.Harness {
	var mu sync.Mutex
	tokens := map[string]chat.Identity{}
	down := false
	lookup := func(ctx context.Context, token string) (chat.Identity, error) {
		mu.Lock()
		defer mu.Unlock()
		id, ok := tokens[token]
		switch {
		case ctx.Err() != nil:
			return chat.Identity{}, ctx.Err()
		case down:
			return chat.Identity{}, errors.New("the token table is down")
		case !ok:
			return chat.Identity{}, chat.ErrNotFound
		}
		return id, nil
	}
	return authtest.Harness{
		Authenticator: auth.Bearer(lookup),
		SignIn: func(r *http.Request, id chat.Identity) {
			mu.Lock()
			defer mu.Unlock()
			token := fmt.Sprintf("token-%d", len(tokens))
			tokens[token] = id
			r.Header.Set("Authorization", "Bearer "+token)
		},
		Forge: func(r *http.Request, id chat.Identity) { r.Header.Set("Authorization", "Bearer "+id.Subject) },
		Break: func() { down = true },
	}
}

func TestBearerPromises(t *testing.T) { authtest.Run(t, openBearer) }

func TestBearerHeader(t *testing.T) {
	long := strings.Repeat("x", 8<<10)
	for _, tt := range []struct {
		name   string
		fields []string
		token  string // empty: refused before the lookup
	}{
		{"OK", []string{"Bearer abc"}, "abc"},
		{"SchemeInAnyCase", []string{"bEARER abc"}, "abc"},
		{"SeveralSpaces", []string{"Bearer   abc"}, "abc"},
		{"EveryCharacter", []string{"Bearer aZ09-._~+/=="}, "aZ09-._~+/=="},
		{"Longest", []string{"Bearer " + long}, long},
		{"ErrTooLong", []string{"Bearer " + long + "x"}, ""},
		{"ErrNone", nil, ""},
		{"ErrEmpty", []string{""}, ""},
		{"ErrNoToken", []string{"Bearer"}, ""},
		{"ErrBlankToken", []string{"Bearer "}, ""},
		{"ErrOnlyPadding", []string{"Bearer =="}, ""},
		{"ErrPaddingInside", []string{"Bearer a=b"}, ""},
		{"ErrTwoTokens", []string{"Bearer a b"}, ""},
		{"ErrComma", []string{"Bearer a,Bearer b"}, ""},
		{"ErrTab", []string{"Bearer\tabc"}, ""},
		{"ErrNUL", []string{"Bearer a\x00b"}, ""},
		{"ErrNotASCII", []string{"Bearer ä"}, ""},
		{"ErrOtherScheme", []string{"Basic YTpi"}, ""},
		{"ErrRepeated", []string{"Bearer abc", "Bearer abc"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			who := auth.Bearer(func(_ context.Context, token string) (chat.Identity, error) {
				got = token
				return chat.Identity{Provider: "api", Subject: "bot"}, nil
			})
			r := httptest.NewRequest("GET", "/", nil)
			r.Header["Authorization"] = tt.fields
			_, err := who.Authenticate(r)
			if got != tt.token || (tt.token == "") != errors.Is(err, chat.ErrUnauthenticated) {
				t.Errorf("looked up %.20q, error %v; want %.20q", got, err, tt.token)
			}
		})
	}
}

func TestBearerLookup(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer abc")
	t.Run("NilIsUnauthenticated", func(t *testing.T) {
		if _, err := auth.Bearer(nil).Authenticate(r); !errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrNobodyFound", func(t *testing.T) {
		who := auth.Bearer(func(context.Context, string) (chat.Identity, error) { return chat.Identity{}, nil })
		if _, err := who.Authenticate(r); err == nil || errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("got %v; want an error that is not ErrUnauthenticated", err)
		}
	})
}
