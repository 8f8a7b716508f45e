package main

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleychat/parley/faye"
)

func TestFayeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		env  map[string]string
		code int
		word string
	}{
		"ErrFlag":             {[]string{"--wings"}, nil, 2, "parley faye -h"},
		"ErrArgument":         {[]string{"now"}, nil, 2, "now"},
		"ErrMountRelative":    {[]string{"--mount", "faye"}, nil, 2, "--mount"},
		"ErrMountEmpty":       {[]string{"--mount", ""}, nil, 2, "--mount"},
		"ErrMountRoot":        {[]string{"--mount", "/"}, nil, 2, "--mount"},
		"ErrMountSlashAtEnd":  {[]string{"--mount", "/faye/"}, nil, 2, "--mount"},
		"ErrMountDots":        {[]string{"--mount", "/a/../b"}, nil, 2, "--mount"},
		"ErrMountSlashTwice":  {[]string{"--mount", "/a//b"}, nil, 2, "--mount"},
		"ErrMountURL":         {[]string{"--mount", "http://localhost/faye"}, nil, 2, "--mount"},
		"ErrGuard":            {[]string{"--secret", "meh", "--guard", "reading"}, nil, 2, "reading"},
		"ErrGuardAlone":       {[]string{"--guard", "all"}, nil, 2, "needs a --secret"},
		"ErrGuardOpen":        {[]string{"--guard", "subscribe", "--open"}, nil, 2, "needs a --secret"},
		"ErrOpenAndSecret":    {[]string{"--open", "--secret", "meh"}, nil, 2, "contradict"},
		"ErrOpenAndAll":       {[]string{"--open", "--secret", "meh", "--guard", "all"}, nil, 2, "contradict"},
		"ErrTimeoutNoNumber":  {[]string{"--timeout", "long"}, nil, 2, "-timeout"},
		"ErrTimeoutNegative":  {[]string{"--timeout", "-1s"}, nil, 1, "Timeout"},
		"ErrHistory":          {[]string{"--history", "-1"}, nil, 2, "--history"},
		"ErrOrigins":          {[]string{"--origins", "example.com"}, nil, 1, "example.com"},
		"ErrProxyHeader":      {[]string{"--proxy-header", "X-Forwarded-For:"}, nil, 1, "X-Forwarded-For:"},
		"ErrAddress":          {[]string{"--addr", "127.0.0.1:99999"}, nil, 1, "listen"},
		"ErrStatsAddress":     {[]string{"--addr", "127.0.0.1:0", "--stats", "127.0.0.1:99999"}, nil, 1, "listen"},
		"ErrEnvironment":      {nil, map[string]string{"PARLEY_TIMEOUT": "long"}, 2, "PARLEY_TIMEOUT"},
		"ErrEnvironmentGuard": {nil, map[string]string{"PARLEY_SECRET": "meh", "PARLEY_GUARD": "none"}, 2, "none"},
		"ErrEnvironmentOpen":  {[]string{"--open"}, map[string]string{"PARLEY_SECRET": "meh"}, 2, "contradict"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs safeBuffer
			env := func(name string) (string, bool) { v, ok := c.env[name]; return v, ok }
			code := run(t.Context(), append([]string{"faye"}, c.args...), env, &out, &errs)
			if code != c.code || !strings.Contains(errs.String(), c.word) || out.String() != "" {
				t.Errorf("%d %s %s, want %d and %q", code, out.String(), errs.String(), c.code, c.word)
			}
			if strings.Contains(errs.String(), "meh") {
				t.Errorf("the secret is shown: %s", errs.String())
			}
		})
	}
}

// TestServeRefusesRemotes: what serve is told about a Bayeux server elsewhere.
func TestServeRefusesRemotes(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		code int
		word string
	}{
		"ErrSecretAlone":  {[]string{"--faye-secret", "meh"}, 2, "--faye-url"},
		"ErrPrivateAlone": {[]string{"--faye-private"}, 2, "--faye-url"},
		"ErrScheme":       {[]string{"--faye-url", "ftp://localhost/faye"}, 1, "--faye-url"},
		"ErrNoURL":        {[]string{"--faye-url", "localhost"}, 1, "--faye-url"},
		"ErrNoHost":       {[]string{"--faye-url", "http:///faye"}, 1, "--faye-url"},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"serve", "--addr", "127.0.0.1:0", "--db", filepath.Join(t.TempDir(), "parley.db")}, c.args...)
			if code, out, errs := parley(args...); code != c.code || !strings.Contains(errs, c.word) || out != "" {
				t.Errorf("%d %s %s, want %d and %q", code, out, errs, c.code, c.word)
			}
		})
	}
}

func TestFayeHelp(t *testing.T) {
	for _, h := range []string{"-h", "--help"} {
		code, out, errs := parley("faye", h)
		if code != 0 || out != "" {
			t.Errorf("%s: %d %s", h, code, out)
		}
		for _, word := range []string{"-addr", "-mount", "-timeout", "-ping", "-secret", "-guard", "-open", "-origins", "-stats", "-proxy-header", "clients write there what they like", "-history",
			"-log-level", "-shutdown-timeout", "PARLEY_SECRET", "nobody may publish", "Invalid subscription auth token"} {
			if !strings.Contains(errs, word) {
				t.Errorf("the help does not explain %s", word)
			}
		}
	}
}

func TestFayeEnvironmentStandsInForFlags(t *testing.T) {
	env := func(name string) (string, bool) {
		v, ok := map[string]string{
			"PARLEY_ADDR": "127.0.0.1:1", "PARLEY_MOUNT": "/env", "PARLEY_SECRET": "meh", "PARLEY_GUARD": "all",
			"PARLEY_TIMEOUT": "7s", "PARLEY_PING": "-1s", "PARLEY_STATS": "127.0.0.1:2", "PARLEY_PROXY_HEADER": "X-Real-IP", "PARLEY_ORIGINS": "*", "PARLEY_HISTORY": "7",
		}[name]
		return v, ok
	}
	got, err := parseFaye([]string{"--mount", "/flag"}, env, &safeBuffer{})
	want := fayeConfig{addr: "127.0.0.1:1", mount: "/flag", secret: "meh", guard: "all", timeout: 7 * time.Second,
		ping: -time.Second, stats: "127.0.0.1:2", proxyHeader: "X-Real-IP", origins: "*", history: 7, shutdown: 10 * time.Second}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestFayeAnswersOk: as the old server did everywhere but at the mount, which its
// health check and its proxies rely on.
func TestFayeAnswersOk(t *testing.T) {
	for name, mount := range map[string]string{"Default": "/faye", "Deep": "/pub/sub", "Braces": "/{faye}", "Space": "/a b"} {
		t.Run(name, func(t *testing.T) {
			one := startBus(t, "--mount", mount).nobody()
			path := strings.NewReplacer(" ", "%20", "{", "%7B", "}", "%7D").Replace(mount)
			for _, other := range []string{"/", "/status", path + "x", path + "x/handshake", "/x" + path, path + ".jsx", "//status", "/status/../x", "/%2e%2e/"} {
				for _, method := range []string{"GET", "POST", "DELETE"} {
					res, body, err := one.do(method+" "+other, nil)
					if err != nil || res.StatusCode != 200 || body != "Ok" || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
						t.Errorf("%s %s: %v %v %q", method, other, res, err, body)
					}
				}
			}
			for _, below := range []string{path, path + "/", path + "/handshake", path + "/a/b"} {
				var got []struct{ Successful bool }
				one.must(200, "POST "+below, handshake, &got)
				if len(got) != 1 || !got[0].Successful {
					t.Errorf("%s: %+v", below, got)
				}
			}
		})
	}
}

var handshake = map[string]any{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": []string{"long-polling"}}

func TestFayeCounts(t *testing.T) {
	b := startBus(t, "--open")
	if got := b.counters(); got.Started.IsZero() || got.Taken.Before(got.Started) || got.Handshakes+got.Published != 0 {
		t.Errorf("at the start: %+v", got)
	}
	s := b.subscriber("/a", "/b")
	if err := s.client.Publish(t.Context(), "/a", 1); err != nil {
		t.Fatal(err)
	}
	s.next()
	if got := b.counters(); got.Sessions != 1 || got.Sockets != 1 || got.Subscriptions != 2 || got.Published != 1 || got.Delivered != 1 {
		t.Errorf("%+v", got)
	}
	t.Run("NotAtTheMount", func(t *testing.T) {
		res, body, err := b.nobody().do("GET /stats", nil)
		if err != nil || body != "Ok" {
			t.Errorf("%v %v %s", res, err, body)
		}
	})
	t.Run("AsJSON", func(t *testing.T) {
		res, body, err := b.stats.nobody().do("GET /", nil)
		if err != nil || res.Header.Get("Content-Type") != "application/json" || !json.Valid([]byte(body)) {
			t.Errorf("%v %v %s", res, err, body)
		}
	})
	t.Run("TheirAddressIsLogged", func(t *testing.T) {
		if !strings.Contains(b.stderr.String(), strings.TrimPrefix(b.stats.url, "http://")) {
			t.Errorf("%s", b.stderr)
		}
	})
}

// TestFayeStops: it answers the polls that it holds, closes its sockets, and ends
// within its patience, without an error.
func TestFayeStops(t *testing.T) {
	b := startBus(t, "--open")
	s := b.subscriber("/a")
	one := b.nobody()
	var shaken []struct{ ClientID string }
	one.must(200, "POST /faye", handshake, &shaken)
	connect := map[string]any{"channel": "/meta/connect", "clientId": shaken[0].ClientID, "connectionType": "long-polling"}
	one.must(200, "POST /faye", connect, nil) // the first is answered at once
	held := make(chan int, 1)
	go func() {
		res, _, err := one.do("POST /faye", connect)
		if err != nil {
			t.Error(err)
			held <- 0
			return
		}
		held <- res.StatusCode
	}()
	b.until("a held poll", func(got faye.Stats) bool { return got.Held == 1 })
	if err := b.stop(); err != nil {
		t.Errorf("%v\n%s", err, b.stderr)
	}
	if got := <-held; got != http.StatusOK {
		t.Errorf("the held poll was answered with %d", got)
	}
	s.becomes(faye.StateDisconnected)
	if lines := b.complaints(); len(lines) > 0 {
		t.Errorf("%q", lines)
	}
}

func TestFayeCompressesOnlyWhenAsked(t *testing.T) {
	for _, c := range []struct {
		args []string
		want bool
	}{{nil, false}, {[]string{"--compress"}, true}} {
		b := startBus(t, append(c.args, "--open")...)
		dialer := websocket.Dialer{EnableCompression: true}
		conn, res, err := dialer.Dial(strings.Replace(b.url, "http", "ws", 1)+"/faye", nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		_ = conn.Close()
		if got := strings.Contains(res.Header.Get("Sec-WebSocket-Extensions"), "permessage-deflate"); got != c.want {
			t.Errorf("%v: compression %v", c.args, got)
		}
	}
}
