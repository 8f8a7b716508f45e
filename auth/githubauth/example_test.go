package githubauth_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/parleychat/parley/auth/githubauth"
	"github.com/parleychat/parley/chat"
)

func Example() {
	github, err := githubauth.New("client-id", "client-secret",
		func(http.ResponseWriter, *http.Request, chat.Identity) error {
			return nil // in earnest: chat.Module.SignIn, then jwtauth's SignIn
		},
		&githubauth.Options{PublicURL: "https://chat.example.com"})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/auth/github", github.Login())
	mux.Handle("/auth/github/callback", github.Callback())

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/auth/github?next=/rooms/7", nil))
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(w.Code, to.Host)
	fmt.Println(to.Query().Get("redirect_uri"))
	fmt.Println(to.Query().Get("code_challenge_method"))
	// Output:
	// 302 github.com
	// https://chat.example.com/auth/github/callback
	// S256
}
