package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// host is a program with a Bayeux server that can be taken away and brought back
// at the same address.
type host struct {
	t    *testing.T
	page string // the origin of the page that uses it
	addr string

	mu       sync.Mutex
	bayeux   *faye.Server
	web      *http.Server
	sessions []string
}

func newHost(t *testing.T, page string) *host {
	h := &host{t: t, page: page, addr: "127.0.0.1:0"}
	h.start()
	t.Cleanup(h.stop)
	return h
}

func (h *host) url() string { return "http://" + h.addr }

func (h *host) start() {
	h.t.Helper()
	var lc net.ListenConfig
	listener, err := lc.Listen(h.t.Context(), "tcp", h.addr)
	if err != nil {
		h.t.Fatal(err)
	}
	h.addr = listener.Addr().String()
	bayeux, err := faye.NewServer(&faye.Options{
		Policy:   guarded{faye.Open()},
		Origins:  []string{h.page},
		Timeout:  2 * time.Second,
		History:  &faye.History{},
		Listener: &faye.Listener{OnHandshake: h.noteSession},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/faye", bayeux)
	mux.Handle("/faye/", bayeux)
	mux.HandleFunc("POST /twenty", h.order(h.twenty))
	mux.HandleFunc("POST /publish/", h.order(h.publish))
	mux.HandleFunc("POST /forget", h.order(h.forget))
	web := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	h.mu.Lock()
	h.bayeux, h.web, h.sessions = bayeux, web, nil
	h.mu.Unlock()
	go func() {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			h.t.Errorf("serve: %v", err)
		}
	}()
}

// stop ends the server as a crash does: nobody is told where to go.
func (h *host) stop() {
	h.mu.Lock()
	web, bayeux := h.web, h.bayeux
	h.mu.Unlock()
	_ = web.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = bayeux.Shutdown(ctx)
}

func (h *host) noteSession(s *faye.Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sessions = append(h.sessions, s.ID())
}

// order makes a handler of what the page asks the program to do.
func (h *host) order(do func(r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", h.page)
		if err := do(r); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			h.t.Errorf("%s: %v", r.URL.Path, err)
		}
	}
}

func (h *host) twenty(r *http.Request) error {
	for i := range 20 {
		if err := h.bayeux.Publish(r.Context(), "/story/twenty", json.RawMessage(fmt.Sprint(i))); err != nil {
			return err
		}
	}
	return nil
}

func (h *host) publish(r *http.Request) error {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	return h.bayeux.Publish(r.Context(), strings.TrimPrefix(r.URL.Path, "/publish"), data)
}

// forget ends all sessions and publishes before anybody can be back.
func (h *host) forget(r *http.Request) error {
	h.mu.Lock()
	sessions := h.sessions
	h.mu.Unlock()
	for _, id := range sessions {
		h.bayeux.Disconnect(id)
	}
	return errors.Join(
		h.bayeux.Publish(r.Context(), "/kept", json.RawMessage(`2`)),
		h.bayeux.Publish(r.Context(), "/kept", json.RawMessage(`3`)))
}

// guarded refuses one channel.
type guarded struct{ faye.Policy }

func (guarded) Subscribe(_ context.Context, _ *faye.Session, channel string) error {
	return secret(channel)
}

func (guarded) Publish(_ context.Context, _ *faye.Session, channel string, _ json.RawMessage) error {
	return secret(channel)
}

func secret(channel string) error {
	if channel == "/secret" {
		return faye.ForbiddenChannel(channel)
	}
	return nil
}
