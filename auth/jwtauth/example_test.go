package jwtauth_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

// A log-in sets a cookie, which authenticates what follows.
func Example() {
	key := jwtauth.Key{Secret: bytes.Repeat([]byte("k"), 32)} // in earnest: LoadOrCreateKey
	tokens, err := jwtauth.New([]jwtauth.Key{key}, nil)
	if err != nil {
		log.Fatal(err)
	}

	login := httptest.NewRecorder()
	err = tokens.SignIn(login, httptest.NewRequest("POST", "/login", nil), chat.Identity{
		Provider: "app", Subject: "7", Name: "Ann",
	})
	if err != nil {
		log.Fatal(err)
	}

	r := httptest.NewRequest("GET", "/", nil)
	for _, c := range login.Result().Cookies() {
		r.AddCookie(c)
	}
	id, err := tokens.Authenticate(r)
	fmt.Println(id.Provider, id.Subject, id.Name, err)
	// Output: app 7 Ann <nil>
}

// The page logs out with a POST, in a form or by script.
func ExampleAuth_LogoutHandler() {
	tokens, err := jwtauth.New([]jwtauth.Key{{Secret: bytes.Repeat([]byte("k"), 32)}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/auth/logout", tokens.LogoutHandler("/"))

	own := httptest.NewRequest("POST", "/auth/logout", nil)
	own.Header.Set("Sec-Fetch-Site", "same-origin")
	evil := httptest.NewRequest("POST", "/auth/logout", nil)
	evil.Header.Set("Sec-Fetch-Site", "cross-site")
	for _, r := range []*http.Request{own, evil} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(w.Code)
	}
	// Output:
	// 204
	// 403
}

// An application that issues tokens already says what its claims mean.
func ExampleOptions_identity() {
	tokens, err := jwtauth.New([]jwtauth.Key{{Secret: bytes.Repeat([]byte("k"), 32)}}, &jwtauth.Options{
		Cookie: "session",
		Identity: func(claims map[string]any) (chat.Identity, error) {
			uid, ok := claims["uid"].(json.Number)
			if !ok {
				return chat.Identity{}, chat.ErrUnauthenticated
			}
			name, _ := claims["full_name"].(string)
			return chat.Identity{Provider: "app", Subject: uid.String(), Name: name}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	_, err = tokens.Authenticate(httptest.NewRequest("GET", "/", nil))
	fmt.Println(errors.Is(err, chat.ErrUnauthenticated))
	// Output: true
}
