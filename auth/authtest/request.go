package authtest

import (
	"context"
	"net/http"
	"net/http/httptest"

	"github.com/parleychat/parley/chat"
)

// request is a plain request to some page, without credentials.
func request(ctx context.Context) *http.Request {
	return httptest.NewRequestWithContext(ctx, http.MethodGet, "http://chat.example/api/v1/me", nil)
}

// person is somebody with an ordinary profile.
func person(subject string) chat.Identity {
	return chat.Identity{
		Provider:  "test",
		Subject:   subject,
		Name:      "Ann",
		AvatarURL: "https://example.com/ann.png",
	}
}
