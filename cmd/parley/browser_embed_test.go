package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/storage/memory"
)

// strict is the policy of a careful host.
const strict = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src 'self' data: blob:; require-trusted-types-for 'script'"

// embedder is somebody's web application whose own page has elements in it.
type embedder struct {
	url string
	bus *faye.Server
}

// embed serves the page at / and the chat below the mount. Its users are in a cookie; an
// order has a room of its own.
func embed(t *testing.T, mount, page string, more ...func(*chat.Options)) embedder {
	t.Helper()
	opts := &chat.Options{
		OpenRef: func(_ context.Context, _ chat.User, ref string) (chat.RoomDraft, error) {
			return chat.RoomDraft{Kind: chat.Public, Name: "About " + ref}, nil
		},
	}
	for _, set := range more {
		set(opts)
	}
	node, err := fayechat.New(memory.New(), chat.AuthenticatorFunc(func(r *http.Request) (chat.Identity, error) {
		who, err := r.Cookie("who")
		if err != nil {
			return chat.Identity{}, chat.ErrUnauthenticated
		}
		return chat.Identity{Provider: "host", Subject: who.Value, Name: who.Value}, nil
	}), &fayechat.Options{Chat: opts})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(mount+"/", http.StripPrefix(mount, node.Handler()))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", strict)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, page)
	})
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	srv := httptest.NewServer(mux)
	t.Cleanup(func() {
		srv.CloseClientConnections()
		ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
		defer stop()
		if err := node.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		srv.Close()
	})
	return embedder{srv.URL, node.Server}
}

// holds waits until the server has so many sessions.
func (e embedder) holds(t *testing.T, sessions int) {
	t.Helper()
	// A window knows how to wait; this one looks from outside.
	for end := time.Now().Add(patience * time.Millisecond); e.bus.Stats().Sessions != sessions; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the server has %d sessions, want %d", e.bus.Stats().Sessions, sessions)
		}
	}
}
