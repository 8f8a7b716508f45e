package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/parleychat/parley/faye"
)

// TestMain makes the test's binary the program itself when a comparison starts it.
func TestMain(m *testing.M) {
	if os.Getenv("FAYEBENCH_MAIN") == "1" {
		main()
	}
	os.Exit(m.Run())
}

func newBus(t *testing.T, policy faye.Policy) string {
	t.Helper()
	bus, err := faye.NewServer(&faye.Options{Policy: policy})
	if err != nil {
		t.Fatal(err)
	}
	return listen(t, bus, func() { _ = bus.Shutdown(t.Context()) })
}

func listen(t *testing.T, h http.Handler, end func()) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(func() { server.CloseClientConnections(); end(); server.Close() })
	return server.URL + "/faye"
}

// load runs the program and reads its JSON.
func loadJSON(t *testing.T, into any, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := bench(t.Context(), append(args, "--json"), &stdout, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, &stderr)
	}
	if err := json.Unmarshal(stdout.Bytes(), into); err != nil {
		t.Fatal(err)
	}
}

func TestRun(t *testing.T) {
	h := newHub()
	hub := listen(t, h, h.close)
	bus := newBus(t, faye.Open())
	tests := map[string][]string{
		"Window":        {"--url", bus, "--window", "4"},
		"Rate":          {"--url", bus, "--rate", "2000"},
		"Polling":       {"--url", bus, "--transport", "long-polling", "--window", "2"},
		"PollingAtRate": {"--url", bus, "--transport", "long-polling", "--rate", "500"},
		"Hub":           {"--url", hub, "--window", "4"},
		"Channels":      {"--url", bus, "--channels", "10", "--per-client", "3", "--publishers", "4", "--window", "3"},
		"Readers":       {"--url", bus, "--readers", "3", "--window", "8", "--payload", "3000"},
	}
	for name, args := range tests {
		t.Run(name, func(t *testing.T) {
			var got result
			loadJSON(t, &got, append([]string{"run", "--clients", "20", "--count", "50", "--duration", "1m", "--pid", strconv.Itoa(os.Getpid())}, args...)...)
			perPublication := 20
			if name == "Channels" {
				perPublication = 6
			}
			if got.Published != 50 || got.Deliveries != 50*perPublication || got.Lost+got.Duplicates+got.Reordered+got.Disconnects != 0 || got.Error != "" {
				t.Fatalf("%+v", got)
			}
			if got.Latency.Max <= 0 || got.Server == nil || got.Server.Resident <= 0 {
				t.Fatalf("%+v", got)
			}
		})
	}
}

func TestIdle(t *testing.T) {
	for _, transport := range []string{webSocket, longPolling} {
		t.Run(transport, func(t *testing.T) {
			var got idleness
			loadJSON(t, &got, "idle", "--url", newBus(t, faye.Open()), "--clients", "50", "--duration", "1ms",
				"--transport", transport, "--pid", strconv.Itoa(os.Getpid()))
			if got.Clients != 50 || got.Disconnects != 0 || got.Resident <= 0 {
				t.Fatalf("%+v", got)
			}
		})
	}
}

// A run against a server that does not play along ends, and says why.
func TestRunThatCannotBe(t *testing.T) {
	answers := func(status int, body string) string {
		return listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}), func() {})
	}
	closed := newBus(t, nil)
	tests := []struct {
		name, url, transport, want string
	}{
		{"ErrNoWebSocket", answers(200, "Ok"), webSocket, "no WebSocket"},
		{"ErrStatus", answers(503, "no"), longPolling, "status 503"},
		{"ErrNoBayeux", answers(200, `"successful"`), longPolling, "no Bayeux"},
		{"ErrHandshake", answers(200, `[{"channel":"/meta/handshake","successful":false,"error":"403::no"}]`), longPolling, "403::no"},
		{"ErrSubscribe", closed, webSocket, "/meta/subscribe"},
		{"ErrNobodyThere", "http://127.0.0.1:1/faye", webSocket, "refused"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := bench(t.Context(), []string{"run", "--url", test.url, "--transport", test.transport, "--clients", "3", "--count", "3"}, &stdout, &stderr)
			if code != 1 || !strings.Contains(stderr.String(), test.want) {
				t.Fatalf("exit %d: %s", code, &stderr)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	tests := map[string][]string{
		"ErrCommand":    {"walk"},
		"ErrArgument":   {"run", "fast"},
		"ErrFlag":       {"run", "--fast"},
		"ErrClients":    {"run", "--clients", "0"},
		"ErrBoth":       {"run", "--rate", "1", "--window", "1"},
		"ErrPayload":    {"run", "--payload", "10"},
		"ErrTransport":  {"run", "--transport", "pigeon"},
		"ErrDuration":   {"run", "--duration", "48h"},
		"ErrNoListener": {"run", "--channels", "9", "--clients", "3"},
		"ErrNoPid":      {"idle", "--url", "http://127.0.0.1:1/"},
		"ErrRounds":     {"compare", "--rounds", "0"},
		"ErrCompare":    {"compare", "--transport", "pigeon"},
	}
	for name, args := range tests {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if code := bench(t.Context(), args, &stdout, &stderr); code != 2 || stderr.Len() == 0 || stdout.Len() > 0 {
				t.Fatalf("exit %d: %s%s", code, &stdout, &stderr)
			}
		})
	}
	for _, args := range [][]string{{"help"}, {"run", "-h"}} {
		var stdout, stderr bytes.Buffer
		if code := bench(t.Context(), args, &stdout, &stderr); code != 0 || stdout.Len()+stderr.Len() == 0 {
			t.Fatalf("%v: exit %d", args, code)
		}
	}
}

func TestTarget(t *testing.T) {
	tests := []struct {
		name, url string
		anywhere  bool
		ok        bool
	}{
		{"OK", "http://127.0.0.1:8000/faye", false, true},
		{"OKSixth", "ws://[::1]:8000/faye", false, true},
		{"OKAnywhere", "https://192.0.2.1/faye", true, true},
		{"ErrOtherMachine", "http://192.0.2.1/faye", false, false},
		{"ErrEmpty", "", false, false},
		{"ErrScheme", "ftp://127.0.0.1/", false, false},
		{"ErrHost", "http:///faye", false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := newTarget(t.Context(), test.url, test.anywhere); (err == nil) != test.ok {
				t.Fatal(err)
			}
		})
	}
}

// TestCompare runs all servers that there are, each in its own process.
func TestCompare(t *testing.T) {
	t.Setenv("FAYEBENCH_MAIN", "1")
	modules := "../../.ci/node/node_modules"
	if _, err := contenders(modules); err != nil {
		if os.Getenv("PARLEY_E2E") == "1" {
			t.Fatal(err)
		}
		modules = ""
	}
	var stdout, stderr bytes.Buffer
	code := bench(t.Context(), []string{"compare", "--node-modules", modules, "--rounds", "1", "--clients", "100",
		"--warmup", "1ms", "--duration", "200ms", "--idle", "100", "--rest", "1ms"}, &stdout, &stderr)
	text := stdout.String()
	if code != 0 || strings.Count(text, "\n") < 16 || strings.Count(text, "parley") < 12 || strings.Count(text, " hub ") != 3 {
		t.Fatalf("exit %d: %s%s", code, &stdout, &stderr)
	}
}

func TestContenderThatDoesNotServe(t *testing.T) {
	t.Setenv("PATH", "")
	all, err := contenders("")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("FAYEBENCH_MAIN", "1")
	c := contender{"none", all[0].command}
	ctx := t.Context()
	s, err := c.start(ctx, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	s.stop()
	if _, err := usageOf(s.pid); !errors.Is(err, os.ErrNotExist) {
		t.Fatal("the server is still there")
	}
}
