package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/parleychat/parley/auth"
	"github.com/parleychat/parley/chat"
)

// People come with the application's session, bots with a token.
func ExampleFirst() {
	sessions := chat.AuthenticatorFunc(func(r *http.Request) (chat.Identity, error) {
		if c, err := r.Cookie("session"); err == nil && c.Value == "s-1" {
			return chat.Identity{Provider: "app", Subject: "7", Name: "Ann"}, nil
		}
		return chat.Identity{}, chat.ErrUnauthenticated
	})
	bots := auth.Bearer(func(_ context.Context, token string) (chat.Identity, error) {
		if token == "t-1" {
			return chat.Identity{Provider: "bot", Subject: "deploy", Name: "Deploy bot"}, nil
		}
		return chat.Identity{}, chat.ErrUnauthenticated
	})
	who := auth.First(sessions, bots)

	person := httptest.NewRequest("GET", "/", nil)
	person.AddCookie(&http.Cookie{Name: "session", Value: "s-1"})
	bot := httptest.NewRequest("GET", "/", nil)
	bot.Header.Set("Authorization", "Bearer t-1")
	nobody := httptest.NewRequest("GET", "/", nil)

	for _, r := range []*http.Request{person, bot, nobody} {
		id, err := who.Authenticate(r)
		fmt.Printf("%q %v\n", id.Name, errors.Is(err, chat.ErrUnauthenticated))
	}
	// Output:
	// "Ann" false
	// "Deploy bot" false
	// "" true
}

// A lookup answers ErrNotFound for a token that it does not know.
func ExampleBearer() {
	tokens := map[string]string{"t-1": "deploy"}
	who := auth.Bearer(func(_ context.Context, token string) (chat.Identity, error) {
		name, ok := tokens[token]
		if !ok {
			return chat.Identity{}, chat.ErrNotFound
		}
		return chat.Identity{Provider: "bot", Subject: name}, nil
	})
	for _, token := range []string{"t-1", "t-2"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		id, err := who.Authenticate(r)
		fmt.Printf("%q %v\n", id.Subject, err)
	}
	// Output:
	// "deploy" <nil>
	// "" not logged in
}
