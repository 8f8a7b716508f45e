package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// bayeux sends one message to the realtime server and returns the reply.
func (one *person) bayeux(message map[string]any) (reply map[string]any) {
	one.p.t.Helper()
	var replies []map[string]any
	one.must(200, "POST /faye", []any{message}, &replies)
	if len(replies) != 1 {
		one.p.t.Fatalf("got %v", replies)
	}
	return replies[0]
}

// TestD9_LogOutEndsTheRealtimeSession at once, and on whichever device.
func TestD9_LogOutEndsTheRealtimeSession(t *testing.T) {
	p := start(t)
	ann, bob := p.guest("Ann"), p.guest("Bob")
	sessions := map[*person]any{}
	for _, one := range []*person{ann, bob} {
		reply := one.bayeux(map[string]any{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": []string{"long-polling"}})
		sessions[one] = reply["clientId"]
	}
	goesOn := func(one *person) bool {
		t.Helper()
		reply := one.bayeux(map[string]any{"channel": "/meta/connect", "clientId": sessions[one],
			"connectionType": "long-polling", "advice": json.RawMessage(`{"timeout":0}`)})
		return reply["successful"] == true
	}
	if !goesOn(ann) || !goesOn(bob) {
		t.Fatal("there is no session")
	}
	if res, _, err := ann.do("POST /auth/logout", nil); err != nil || res.StatusCode != 204 {
		t.Fatalf("log out: %v, %v", res, err)
	}
	if goesOn(ann) {
		t.Error("the session of who logged out goes on")
	}
	if !goesOn(bob) {
		t.Error("the session of somebody else ended")
	}
	if lines := p.errors(); len(lines) > 0 {
		t.Errorf("%q", lines)
	}
}

// TestSeedLogOut is the one route of the first version that the module itself does not
// serve: GET /auth/logout, for links of the same site only, and POST for everything else.
func TestSeedLogOut(t *testing.T) {
	const page, frame = "Sec-Fetch-Dest: document", "Sec-Fetch-Dest: iframe"
	const navigates, embeds = "Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: no-cors"
	p := start(t, "--after-login", "/bye", "--jwt-key", strings.Repeat("k", 32))
	for name, c := range map[string]struct {
		route   string
		headers []string
		status  int
	}{
		"Link":            {"GET /auth/logout", []string{"Sec-Fetch-Site: same-origin", navigates, page}, 302},
		"Address":         {"GET /auth/logout", []string{"Sec-Fetch-Site: none", navigates, page}, 302},
		"Post":            {"POST /auth/logout", []string{"Sec-Fetch-Site: same-origin"}, 204},
		"PostOfAForm":     {"POST /auth/logout", []string{"Sec-Fetch-Site: same-origin", navigates, page}, 303},
		"ErrForeignLink":  {"GET /auth/logout", []string{"Sec-Fetch-Site: cross-site", navigates, page}, 403},
		"ErrForeignImage": {"GET /auth/logout", []string{"Sec-Fetch-Site: cross-site", embeds, "Sec-Fetch-Dest: image"}, 403},
		"ErrOwnImage":     {"GET /auth/logout", []string{"Sec-Fetch-Site: same-origin", embeds, "Sec-Fetch-Dest: image"}, 403},
		"ErrFrame":        {"GET /auth/logout", []string{"Sec-Fetch-Site: same-origin", navigates, frame}, 403},
		"ErrNobodyKnows":  {"GET /auth/logout", nil, 403},
		"ErrForeignPost":  {"POST /auth/logout", []string{"Sec-Fetch-Site: cross-site"}, 403},
		"ErrMethod":       {"DELETE /auth/logout", []string{"Sec-Fetch-Site: same-origin"}, 405},
	} {
		t.Run(name, func(t *testing.T) {
			cookie := "Cookie: token=" + token(t, strings.Repeat("k", 32), time.Now())
			res := sent(t, p.url, c.route, "", append(c.headers, cookie)...)
			leads := c.status == 302 || c.status == 303
			if res.StatusCode != c.status || leads != (res.Header.Get("Location") == "/bye") {
				t.Errorf("got %s %v", res.Status, res.Header)
			}
			in := sent(t, p.url, "GET /api/v1/me", "", cookie).StatusCode
			if out := c.status < 400; out != (in == 401) || !out && in != 200 {
				t.Errorf("afterwards /me says %d", in)
			}
		})
	}
	if lines := p.errors(); len(lines) > 0 {
		t.Errorf("%q", lines)
	}
}
