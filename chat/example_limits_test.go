package chat_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// Each user may post twice at once here, and then once in 30 seconds.
func ExampleLimits() {
	noon := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	ann := chat.AuthenticatorFunc(func(*http.Request) (chat.Identity, error) {
		return chat.Identity{Provider: "app", Subject: "7", Name: "Ann"}, nil
	})
	m, err := chat.New(memory.New(), ann, &chat.Options{Limits: chat.Limits{
		Posts:    chat.Rate{Count: 2, Per: time.Minute},
		Requests: chat.Rate{Count: -1}, // readers are welcome to all of it
	}, Now: func() time.Time { return noon }}) // for the example; leave it to the clock
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(context.Background())
	for range 3 {
		r := httptest.NewRequest("POST", "/api/v1/rooms/lobby/messages", strings.NewReader(`{"text":"Hello"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, r)
		fmt.Printf("%d %s %q\n", w.Code, w.Header().Get("RateLimit"), w.Header().Get("Retry-After"))
	}
	// Output:
	// 201 "posts";r=1;t=30 ""
	// 201 "posts";r=0;t=60 ""
	// 429 "posts";r=0;t=60 "30"
}
