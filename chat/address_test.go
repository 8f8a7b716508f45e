package chat_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// TestWhoCountsAsOne: two requests of people who are not logged in, where one is allowed.
func TestWhoCountsAsOne(t *testing.T) {
	type from struct {
		peer string
		told []string // X-Forwarded-For
	}
	const proxy = "10.0.0.1:9"
	for name, c := range map[string]struct {
		header string
		a, b   from
		one    bool
	}{
		"OneHost":                 {"", from{"192.0.2.1:1", nil}, from{"192.0.2.1:2", nil}, true},
		"TwoHosts":                {"", from{"192.0.2.1:1", nil}, from{"192.0.2.2:1", nil}, false},
		"OneNetworkOfIPv6":        {"", from{"[2001:db8:0:1::1]:1", nil}, from{"[2001:db8:0:1:f::2]:1", nil}, true},
		"TwoNetworksOfIPv6":       {"", from{"[2001:db8:0:1::1]:1", nil}, from{"[2001:db8:0:2::1]:1", nil}, false},
		"IPv4InIPv6":              {"", from{"[::ffff:192.0.2.1]:1", nil}, from{"192.0.2.1:1", nil}, true},
		"TwoHostsIPv4InIPv6":      {"", from{"[::ffff:192.0.2.1]:1", nil}, from{"[::ffff:192.0.2.2]:1", nil}, false},
		"TwoZones":                {"", from{"[fe80::1%eth0]:1", nil}, from{"[fe80::1%eth1]:1", nil}, true},
		"WithoutAnAddress":        {"", from{"@", nil}, from{"", nil}, true},
		"ForgedWithoutAProxy":     {"", from{"192.0.2.1:1", []string{"1.1.1.1"}}, from{"192.0.2.1:1", []string{"2.2.2.2"}}, true},
		"ForgedBeforeAProxy":      {"X-Forwarded-For", from{proxy, []string{"1.1.1.1, 192.0.2.1"}}, from{proxy, []string{"2.2.2.2,192.0.2.1"}}, true},
		"ForgedInAnotherLine":     {"X-Forwarded-For", from{proxy, []string{"1.1.1.1", "192.0.2.1"}}, from{proxy, []string{"2.2.2.2", "192.0.2.1"}}, true},
		"ForgedToBeAnother":       {"X-Forwarded-For", from{proxy, []string{"192.0.2.1"}}, from{proxy, []string{"192.0.2.1, 192.0.2.2"}}, false},
		"TwoHostsBehindAProxy":    {"X-Forwarded-For", from{proxy, []string{"192.0.2.1"}}, from{proxy, []string{"192.0.2.2"}}, false},
		"OneHostBehindTwoProxies": {"X-Forwarded-For", from{proxy, []string{"192.0.2.1"}}, from{"10.0.0.2:9", []string{"192.0.2.1"}}, true},
		"TwoPortsBehindAProxy":    {"X-Forwarded-For", from{proxy, []string{"192.0.2.1:1"}}, from{proxy, []string{"192.0.2.1:2"}}, true},
		"OneNetworkBehindAProxy":  {"X-Forwarded-For", from{proxy, []string{"[2001:db8::1]:1"}}, from{proxy, []string{"[2001:db8::2]"}}, true},
		"NothingIsTold":           {"X-Forwarded-For", from{proxy, nil}, from{proxy, []string{""}}, true},
		"NonsenseIsTold":          {"X-Forwarded-For", from{proxy, []string{"unknown"}}, from{proxy, []string{"1.1.1.1, _hidden"}}, true},
		"NonsenseIsToldElsewhere": {"X-Forwarded-For", from{proxy, []string{"unknown"}}, from{"10.0.0.2:9", []string{"unknown"}}, false},
		"TwoHostsByAUnixSocket":   {"X-Forwarded-For", from{"@", []string{"192.0.2.1"}}, from{"@", []string{"192.0.2.2"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, limitedTo(chat.Limits{Requests: chat.Rate{Count: 1, Per: time.Hour}, ProxyHeader: c.header}))
			ask := func(f from) int {
				r := httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/meta", nil)
				r.RemoteAddr, r.Header["X-Forwarded-For"] = f.peer, f.told
				rec := httptest.NewRecorder()
				w.Handler().ServeHTTP(rec, r)
				return rec.Code
			}
			if got := ask(c.a); got != 200 {
				t.Fatalf("the first got %d", got)
			}
			if got := ask(c.b); (got == 429) != c.one {
				t.Errorf("the second got %d", got)
			}
		})
	}
}
