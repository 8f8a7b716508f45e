package guestauth_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/parleychat/parley/auth/guestauth"
	"github.com/parleychat/parley/chat"
)

func Example() {
	guests, err := guestauth.New(func(w http.ResponseWriter, _ *http.Request, id chat.Identity) (chat.User, error) {
		// In earnest: chat.Module.SignIn remembers the user, jwtauth sets the cookie.
		http.SetCookie(w, &http.Cookie{Name: "token", Value: "…", HttpOnly: true})
		return chat.User{ID: "0190", DisplayName: id.Name}, nil
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/auth/guest", strings.NewReader(`{"name":"Ann"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	guests.ServeHTTP(w, r)
	fmt.Print(w.Body)
	// Output: {"data":{"id":"0190","displayName":"Ann","profileUrl":"","avatarUrl":""},"error":null,"success":true}
}
