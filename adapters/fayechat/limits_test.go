package fayechat_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// TestProxyHeader: what the module is told of the proxy, the Bayeux server knows too,
// unless it is told something else.
func TestProxyHeader(t *testing.T) {
	for name, c := range map[string]struct {
		forFaye string
		refused bool // the second of two people behind the proxy, where one may come
	}{
		"OfTheModule": {"", false},
		"OfItsOwn":    {"X-Real-IP", true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, &fayechat.Options{
				Chat: &chat.Options{Limits: chat.Limits{ProxyHeader: "X-Forwarded-For"}},
				Faye: &faye.Options{MaxSessionsPerAddress: 1, ProxyHeader: c.forFaye},
			})
			for i, address := range []string{"192.0.2.1", "192.0.2.2"} {
				r := httptest.NewRequestWithContext(t.Context(), "POST", "/faye",
					strings.NewReader(`{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}`))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("X-Forwarded-For", address)
				rec := httptest.NewRecorder()
				w.Handler().ServeHTTP(rec, r)
				if refused := strings.Contains(rec.Body.String(), "429:"); refused != (c.refused && i == 1) {
					t.Errorf("number %d: %d %s", i, rec.Code, rec.Body)
				}
			}
		})
	}
}
