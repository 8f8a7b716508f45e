package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// TestServeLimits: each flag limits what it says, behind a proxy too.
func TestServeLimits(t *testing.T) {
	p := start(t, "--limit-posts", "2/1h", "--limit-writes", "1/1h", "--limit-requests", "3/1h", "--limit-guests", "2/1h",
		"--proxy-header", "X-Forwarded-For")
	ann, bob := p.guest("Ann"), p.guest("Bob")
	t.Run("Guests", func(t *testing.T) {
		res, body, err := p.nobody().do("POST /auth/guest", map[string]string{"name": "Cleo"})
		if err != nil || res.StatusCode != 429 || !strings.Contains(body, `"success":false`) || res.Header.Get("Retry-After") == "" {
			t.Errorf("got %v, %s, %v", res, body, err)
		}
	})
	t.Run("Posts", func(t *testing.T) {
		post := map[string]string{"content": "hello"}
		ann.must(200, "POST /api/messages", post, nil)
		ann.must(200, "POST /api/messages", post, nil)
		ann.must(429, "POST /api/messages", post, nil)
		bob.must(200, "POST /api/messages", post, nil)
	})
	t.Run("Writes", func(t *testing.T) {
		ann.must(200, "PUT /api/messages/1", map[string]string{"content": "hello!"}, nil)
		ann.must(429, "PUT /api/messages/2", map[string]string{"content": "hello!"}, nil)
	})
	t.Run("Requests", func(t *testing.T) {
		for i, c := range []struct {
			from   string
			status int
		}{
			{"192.0.2.1", 200}, {"192.0.2.1", 200}, {"7.7.7.7, 192.0.2.1", 200}, {"8.8.8.8, 192.0.2.1", 429}, {"192.0.2.2", 200},
		} {
			if got := statusFrom(t, p.url+"/api/v1/meta", c.from); got != c.status {
				t.Errorf("number %d from %s got %d, want %d", i, c.from, got, c.status)
			}
		}
	})
	t.Run("ReadersWhoAreLoggedInAreFree", func(t *testing.T) {
		for range 10 {
			ann.must(200, "GET /api/messages", nil, nil)
		}
	})
}

func statusFrom(t *testing.T, url, forwardedFor string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Forwarded-For", forwardedFor)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// TestHelpTellsTheDefaultLimits that the module has.
func TestHelpTellsTheDefaultLimits(t *testing.T) {
	c, err := serveConfig(nil, func(string) (string, bool) { return "", false }, &safeBuffer{})
	if err != nil {
		t.Fatal(err)
	}
	someone := chat.AuthenticatorFunc(func(r *http.Request) (chat.Identity, error) {
		if r.Header.Get("Authorization") == "" {
			return chat.Identity{}, chat.ErrUnauthenticated
		}
		return chat.Identity{Provider: "test", Subject: "ann"}, nil
	})
	m, err := chat.New(memory.New(), someone, &chat.Options{Limits: c.limits})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Shutdown(t.Context()) }()
	_, _, help := parley("serve", "-h")
	for flag, ask := range map[string]struct {
		h           http.Handler
		route, auth string
	}{
		"limit-posts":    {m.Handler(), "POST /api/messages", "ann"},
		"limit-writes":   {m.Handler(), "PUT /api/messages/1", "ann"},
		"limit-reports":  {m.Handler(), "POST /api/v1/messages/1/report", "ann"},
		"limit-searches": {m.Handler(), "GET /api/v1/search", "ann"},
		"limit-requests": {m.Handler(), "GET /api/messages", ""},
		"limit-guests":   {m.LimitSignIn(http.NotFoundHandler()), "POST /auth/guest", ""},
	} {
		t.Run(flag, func(t *testing.T) {
			method, path, _ := strings.Cut(ask.route, " ")
			r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
			r.Header.Set("Authorization", ask.auth)
			rec := httptest.NewRecorder()
			ask.h.ServeHTTP(rec, r)
			policy := regexp.MustCompile(`;q=(\d+);w=(\d+)$`).FindStringSubmatch(rec.Header().Get("RateLimit-Policy"))
			told := regexp.MustCompile(`-` + flag + ` .*\n.*\(default: (\S+)\)`).FindStringSubmatch(help)
			if policy == nil || told == nil {
				t.Fatalf("got %v and %v", rec.Header(), told)
			}
			var rate, want chat.Rate
			if err := rate.UnmarshalText([]byte(told[1])); err != nil {
				t.Fatal(err)
			}
			if err := want.UnmarshalText([]byte(policy[1] + "/" + policy[2] + "s")); err != nil || rate != want {
				t.Errorf("the help says %v, the answer %v (%v)", rate, want, err)
			}
		})
	}
}
