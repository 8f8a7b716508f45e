package faye_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// TestRealClients drives the clients that people use. It needs Node and their
// packages; PARLEY_E2E=1 makes it fail without them.
func TestRealClients(t *testing.T) {
	modules := nodeModules(t)
	for _, client := range []string{"faye", "cometd", "cometd_ext"} {
		for _, transport := range []string{"websocket", "polling"} {
			t.Run(client+"/"+transport, func(t *testing.T) {
				t.Parallel()
				host := newHost(t)
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
				defer cancel()
				script := filepath.Join("testdata", "npm", client+".js")
				node := exec.CommandContext(ctx, "node", script, host.URL, transport)
				node.Env = append(os.Environ(), "NODE_PATH="+modules, "http_proxy=", "HTTP_PROXY=")
				if out, err := node.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			})
		}
	}
}

func nodeModules(t *testing.T) string {
	t.Helper()
	modules := os.Getenv("NODE_PATH")
	if modules == "" {
		modules, _ = filepath.Abs("../.ci/node/node_modules")
	}
	_, noNode := exec.LookPath("node")
	_, noFaye := os.Stat(filepath.Join(modules, "faye"))
	if err := errors.Join(noNode, noFaye); err != nil {
		if os.Getenv("PARLEY_E2E") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return modules
}

// host is a program with a Bayeux server that the scripts can replace by a new
// one, as a restart does.
type host struct {
	t       *testing.T
	current atomic.Pointer[faye.Server]
}

func newHost(t *testing.T) *httptest.Server {
	h := &host{t: t}
	h.start()
	mux := http.NewServeMux()
	serve := func(w http.ResponseWriter, r *http.Request) { h.current.Load().ServeHTTP(w, r) }
	mux.HandleFunc("/faye", serve)
	mux.HandleFunc("/faye/", serve)
	mux.HandleFunc("POST /publish/", h.publish)
	mux.HandleFunc("POST /restart", h.restart)
	mux.HandleFunc("GET /stats", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(h.current.Load().Stats())
	})
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		_ = h.current.Load().Shutdown(context.Background())
		server.Close()
	})
	return server
}

func (h *host) start() {
	server := newServer(h.t, &faye.Options{Policy: readers{faye.Open()}})
	if err := server.Handle("/service/echo", echo); err != nil {
		h.t.Error(err)
	}
	h.current.Store(server)
}

func (h *host) restart(http.ResponseWriter, *http.Request) {
	old := h.current.Load()
	h.start()
	if err := old.Shutdown(context.Background()); err != nil {
		h.t.Error(err)
	}
}

func (h *host) publish(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if err == nil {
		err = h.current.Load().Publish(r.Context(), strings.TrimPrefix(r.URL.Path, "/publish"), data)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// readers is a policy of the kind that a chat has.
type readers struct{ faye.Policy }

func (readers) Subscribe(_ context.Context, _ *faye.Session, channel string) error {
	if strings.Contains(channel, "*") {
		return faye.ForbiddenChannel(channel)
	}
	return nil
}

func (readers) Publish(_ context.Context, _ *faye.Session, channel string, _ json.RawMessage) error {
	if channel == "/messages" {
		return faye.ForbiddenChannel(channel)
	}
	return nil
}
