package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleychat/parley/storage/memory"
)

// shakeFrom shakes hands n times as a client of whom the proxy tells that it has the
// address, and returns the last answer.
func shakeFrom(t *testing.T, h http.Handler, address string, n int) (last string) {
	t.Helper()
	for ; n > 0; n -= messagesAtOnce {
		body := "[" + strings.Join(repeated(shakeHands, min(n, messagesAtOnce)), ",") + "]"
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/faye", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Forwarded-For", "203.0.113.9, "+address)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		last = w.Body.String()
	}
	return last
}

// TestProxyHeader: both commands hand it on, so that the clients of one proxy do not
// share one limit, and those who are not told of it warn of it once.
func TestProxyHeader(t *testing.T) {
	t.Parallel()
	nothing := func(string) (string, bool) { return "", false }
	commands := map[string]func(t *testing.T, args []string, log *slog.Logger) http.Handler{
		"Faye": func(t *testing.T, args []string, log *slog.Logger) http.Handler {
			c, err := parseFaye(args, nothing, &safeBuffer{})
			if err != nil {
				t.Fatal(err)
			}
			bus, err := c.bus(log)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = bus.Shutdown(context.Background()) })
			return c.routes(bus)
		},
		"Serve": func(t *testing.T, args []string, log *slog.Logger) http.Handler {
			c, err := serveConfig(append(args, "--db", "memory", "--jwt-key", strings.Repeat("k", 32)), nothing, &safeBuffer{})
			if err != nil {
				t.Fatal(err)
			}
			chats, h, err := assemble(c, memory.New(), nil, log)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = chats.shut(context.Background()) })
			return h
		},
	}
	for name, command := range commands {
		for told, refused := range map[bool]bool{true: false, false: true} {
			t.Run(fmt.Sprintf("%s/Told=%v", name, told), func(t *testing.T) {
				var args []string
				if told {
					args = []string{"--proxy-header", "X-Forwarded-For"}
				}
				out := &safeBuffer{}
				h := command(t, args, slog.New(slog.NewTextHandler(out, nil)))
				if got := shakeFrom(t, h, "192.0.2.1", maxPerAddress+1); !strings.Contains(got, "429:") {
					t.Errorf("one client has more than its share: %.200s", got)
				}
				if got := shakeFrom(t, h, "192.0.2.2", 1); strings.Contains(got, "429:") != refused {
					t.Errorf("another client: %.200s", got)
				}
				if got := strings.Count(out.String(), "level=WARN"); (got == 1) != refused || got > 1 {
					t.Errorf("%s", out)
				}
			})
		}
	}
}
