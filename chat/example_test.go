package chat_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A host mounts the module below a path and says who sent a request.
func Example() {
	whoIs := chat.AuthenticatorFunc(func(r *http.Request) (chat.Identity, error) {
		name, _, ok := r.BasicAuth() // the host's own session
		if !ok {
			return chat.Identity{}, chat.ErrUnauthenticated
		}
		return chat.Identity{Provider: "app", Subject: name, Name: name}, nil
	})
	m, err := chat.New(memory.New(), whoIs, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(context.Background())

	mux := http.NewServeMux()
	mux.Handle("/chat/", http.StripPrefix("/chat", m.Handler()))
	server := httptest.NewServer(mux)
	defer server.Close()

	post, err := http.NewRequest("POST", server.URL+"/chat/api/v1/rooms/lobby/messages", strings.NewReader(`{"text":"hello"}`))
	if err != nil {
		log.Fatal(err)
	}
	post.SetBasicAuth("ann", "")
	res, err := http.DefaultClient.Do(post)
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	fmt.Println(res.Status)
	// Output: 201 Created
}

// The Publisher hears of every committed event, in order, with what it is about.
func ExamplePublisherFunc() {
	heard := make(chan string)
	tell := chat.PublisherFunc(func(_ context.Context, ev chat.Event) error {
		heard <- fmt.Sprintf("%d %s by %s: %q", ev.Rev, ev.Kind, ev.By.DisplayName, ev.Message.Text)
		return nil
	})
	nobody := chat.AuthenticatorFunc(func(*http.Request) (chat.Identity, error) {
		return chat.Identity{}, chat.ErrUnauthenticated
	})
	m, err := chat.New(memory.New(), nobody, &chat.Options{Publisher: tell})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(context.Background())

	ctx := context.Background()
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	msg, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: "hello"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-heard)
	if _, err := m.Edit(ctx, ann.ID, msg.ID, chat.Edit{Text: "hello, world"}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-heard)
	// Output:
	// 1 message.created by Ann: "hello"
	// 2 message.updated by Ann: "hello, world"
}

// The same client ID is the same message, so that a post whose answer was lost can be
// repeated without fear.
func ExampleModule_Post() {
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(context.Background())
	ctx := context.Background()
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	draft := chat.Draft{ClientID: "my-1", Text: "hello"}
	for range 2 {
		msg, created, err := m.Post(ctx, ann.ID, m.Lobby(), draft)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(msg.Seq, created)
	}
	// Output:
	// 1 true
	// 1 false
}

// Who was away reads the log from the last Rev it saw.
func ExampleModule_Events() {
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(context.Background())
	ctx := context.Background()
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{"seen", "missed", "missed too"} {
		if _, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: text}); err != nil {
			log.Fatal(err)
		}
	}
	events, head, err := m.Events(ctx, ann.ID, m.Lobby(), 1, 100)
	if err != nil {
		log.Fatal(err)
	}
	for _, ev := range events {
		fmt.Println(ev.Rev, "of", head, ev.Message.Text)
	}
	// Output:
	// 2 of 3 missed
	// 3 of 3 missed too
}

// Handler works below any path that is stripped before it.
func ExampleModule_Handler() {
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(func(*http.Request) (chat.Identity, error) {
		return chat.Identity{}, chat.ErrUnauthenticated
	}), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(context.Background())
	mux := http.NewServeMux()
	mux.Handle("/team/chat/", http.StripPrefix("/team/chat", m.Handler()))

	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest("GET", "/team/chat/auth/me", nil))
	body, err := io.ReadAll(rec.Result().Body)
	fmt.Println(string(body), err)
	// Output: {"data":null,"error":null,"success":true}
	//  <nil>
}
