package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"slices"
	"strings"
	"testing"
)

// sent sends a request with a body and headers "Name: value" to the server at base.
func sent(t *testing.T, base, route, body string, headers ...string) *http.Response {
	t.Helper()
	method, path, _ := strings.Cut(route, " ")
	req, err := http.NewRequest(method, base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// callsOfAPage are what the page of somebody who is not logged in sends to the server.
var callsOfAPage = map[string]struct {
	route, body string
	status      int
}{
	"Bayeux":   {"POST /faye", `[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]`, 200},
	"GuestIn":  {"POST /auth/guest", `{"name":"Ann"}`, 200},
	"Out":      {"POST /auth/logout", "", 204},
	"OutByGet": {"GET /auth/logout", "", 302},
	"Post":     {"POST /api/v1/rooms/lobby/messages", `{"text":"x"}`, 401},
}

// TestPublicURLIsTrusted: behind a proxy that sends another Host, which is what most do,
// the server's own page looks like one of another site. The browser here is an old one,
// which sends no Sec-Fetch-Site.
func TestPublicURLIsTrusted(t *testing.T) {
	p := start(t, "--public-url", "https://Chat.example.com:443/")
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(mustURL(t, p.url)) // and Host with it
	}})
	defer proxy.Close()
	for name, c := range callsOfAPage {
		t.Run(name, func(t *testing.T) {
			own := sent(t, proxy.URL, c.route, c.body, "Content-Type: application/json", "Origin: https://chat.example.com")
			foreign := sent(t, proxy.URL, c.route, c.body, "Content-Type: application/json", "Origin: https://evil.example")
			if own.StatusCode != c.status {
				t.Errorf("the own page: %s", own.Status)
			}
			if foreign.StatusCode != 403 {
				t.Errorf("a foreign page: %s", foreign.Status)
			}
		})
	}
}

// TestOriginsMayLogInAndOut: the pages of a listed origin read the answers, which takes
// CORS, on every surface.
func TestOriginsMayLogInAndOut(t *testing.T) {
	const friend, stranger = "https://www.example.org", "https://evil.example"
	p := start(t, "--origins", friend)
	for _, path := range []string{"/auth/guest", "/auth/logout", "/auth/me", "/api/messages", "/faye"} {
		t.Run("Preflight"+path, func(t *testing.T) {
			for _, origin := range []string{friend, stranger} {
				res := sent(t, p.url, "OPTIONS "+path, "", "Origin: "+origin, "Sec-Fetch-Site: cross-site",
					"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type")
				h := res.Header
				may := h.Get("Access-Control-Allow-Origin") == origin && h.Get("Access-Control-Allow-Credentials") == "true" &&
					slices.Contains(strings.Split(h.Get("Access-Control-Allow-Methods"), ", "), "POST") &&
					strings.Contains(strings.ToLower(h.Get("Access-Control-Allow-Headers")), "content-type")
				if may != (origin == friend) || may && res.StatusCode >= 300 {
					t.Errorf("%s: %s %v", origin, res.Status, h)
				}
			}
		})
	}
	for _, name := range []string{"GuestIn", "Out"} {
		t.Run(name, func(t *testing.T) {
			c := callsOfAPage[name]
			for origin, want := range map[string]bool{friend: true, stranger: false} {
				res := sent(t, p.url, c.route, c.body, "Origin: "+origin, "Sec-Fetch-Site: cross-site", "Content-Type: application/json")
				if done, reads := res.StatusCode < 300, res.Header.Get("Access-Control-Allow-Origin") == origin; done != want || reads != want {
					t.Errorf("%s: %s %v", origin, res.Status, res.Header)
				}
			}
		})
	}
}
