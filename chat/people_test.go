package chat_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

func TestSignIn(t *testing.T) {
	monday := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	id := func(change func(*chat.Identity)) chat.Identity {
		i := chat.Identity{Provider: "app", Subject: "7", Name: "Ann", AvatarURL: "https://a.example/1.png", ProfileURL: "https://a.example/ann"}
		change(&i)
		return i
	}
	t.Run("RefreshesTheProfile", func(t *testing.T) {
		w := newWorld(t)
		first, err := w.SignIn(t.Context(), id(func(*chat.Identity) {}))
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.SignIn(t.Context(), id(func(i *chat.Identity) { i.Name, i.AvatarURL = "Ann B.", "" }))
		if err != nil || got.ID != first.ID || got.DisplayName != "Ann B." || got.AvatarURL != first.AvatarURL {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("AnOldTokenDoesNotBringAnOldNameBack", func(t *testing.T) {
		w := newWorld(t)
		if _, err := w.SignIn(t.Context(), id(func(i *chat.Identity) { i.Name, i.AsOf = "New", monday.Add(time.Hour) })); err != nil {
			t.Fatal(err)
		}
		got, err := w.SignIn(t.Context(), id(func(i *chat.Identity) { i.Name, i.AsOf = "Old", monday }))
		if err != nil || got.DisplayName != "New" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("DropsWhatCouldRun", func(t *testing.T) {
		w := newWorld(t)
		got, err := w.SignIn(t.Context(), id(func(i *chat.Identity) {
			i.Name = "<script>\x00alert(1)\u202e</script>\xff"
			i.AvatarURL, i.ProfileURL = "data:text/html,x", "JavaScript:alert(1)"
		}))
		if err != nil || got.AvatarURL != "" || got.ProfileURL != "" || got.DisplayName != "<script>alert(1)</script>\uFFFD" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("CutsALongName", func(t *testing.T) {
		w := newWorld(t)
		got, err := w.SignIn(t.Context(), id(func(i *chat.Identity) { i.Name = strings.Repeat("ü", 1000) }))
		if err != nil || len([]rune(got.DisplayName)) != 100 {
			t.Errorf("%d characters, %v", len([]rune(got.DisplayName)), err)
		}
	})
	t.Run("ReKeysAnImportedUser", func(t *testing.T) {
		w := newWorld(t)
		old, err := w.SignIn(t.Context(), id(func(i *chat.Identity) { i.Subject = "login:ann" }))
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.SignIn(t.Context(), id(func(i *chat.Identity) { i.Formerly = []string{"login:ann"} }))
		if err != nil || got.ID != old.ID || got.Subject != "7" {
			t.Fatalf("got %+v, %v", got, err)
		}
		other, err := w.SignIn(t.Context(), id(func(i *chat.Identity) { i.Subject, i.Formerly = "8", []string{"login:ann"} }))
		if err != nil || other.ID == old.ID {
			t.Errorf("the old name can be claimed again: %+v, %v", other, err)
		}
	})
	t.Run("ConcurrentFirstLogInsMakeOneUser", func(t *testing.T) {
		w := newWorld(t)
		ids := make([]chat.UserID, 50)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() { ids[i] = w.user("ann").ID })
		}
		wg.Wait()
		for _, one := range ids {
			if one != ids[0] {
				t.Fatalf("two users: %s and %s", one, ids[0])
			}
		}
	})
	for name, bad := range map[string]chat.Identity{
		"ErrNoProvider":  {Subject: "1"},
		"ErrNoSubject":   {Provider: "app"},
		"ErrSubjectNUL":  {Provider: "app", Subject: "a\x00"},
		"ErrSubjectHuge": {Provider: "app", Subject: strings.Repeat("x", 256)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if u, err := w.SignIn(t.Context(), bad); err == nil || errors.Is(err, chat.ErrUnauthenticated) {
				t.Errorf("got %+v, %v", u, err)
			}
		})
	}
	t.Run("AnOutageIsNotALogOut", func(t *testing.T) {
		w := worldOver(t, &failing{Storage: memory.New(), subject: func() error { return errDown }})
		res := w.ask("GET /auth/me", "", "X-User: ann")
		if res.StatusCode != 503 {
			t.Errorf("%s %s", res.Status, res.body)
		}
	})
}

func TestNewRefuses(t *testing.T) {
	store := memory.New()
	for name, c := range map[string]struct {
		store chat.Storage
		authn chat.Authenticator
		opts  *chat.Options
		word  string
	}{
		"ErrStorageRequired":       {nil, byHeader, nil, "Storage"},
		"ErrAuthenticatorRequired": {store, nil, nil, "Authenticator"},
		"ErrMaxText":               {store, byHeader, &chat.Options{MaxText: -1}, "MaxText"},
		"ErrOrigins":               {store, byHeader, &chat.Options{Origins: []string{"www.example.com"}}, "Origins"},
		"ErrOriginPath":            {store, byHeader, &chat.Options{Origins: []string{"https://www.example.com/"}}, "Origins"},
		"ErrLoginKind":             {store, byHeader, &chat.Options{Logins: []chat.Login{{Kind: "magic", URL: "x"}}}, "Logins"},
		"ErrLoginURL":              {store, byHeader, &chat.Options{Logins: []chat.Login{{Kind: "link", URL: "javascript:alert(1)"}}}, "Logins"},
		"ErrSchema":                {oldSchema{store}, byHeader, nil, "call Migrate"},
		"ErrStorageDown":           {&failing{Storage: closedStore(t)}, byHeader, nil, "lobby"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := chat.New(c.store, c.authn, c.opts)
			if err == nil || m != nil || !strings.Contains(err.Error(), c.word) {
				t.Errorf("got %v, want an error about %s", err, c.word)
			}
		})
	}
}

func closedStore(t *testing.T) chat.Storage {
	t.Helper()
	s := memory.New()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

// oldSchema is a store whose schema is of another version.
type oldSchema struct{ chat.Storage }

func (oldSchema) CheckSchema(context.Context) error { return errors.New("schema 1 of 2: call Migrate") }
