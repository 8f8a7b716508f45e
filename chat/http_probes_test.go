package chat_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestProbes(t *testing.T) {
	down := false
	store := &failing{Storage: newWorld(t).store, room: func() error {
		if down {
			return errDown
		}
		return nil
	}}
	w := worldOver(t, store)
	for _, state := range []struct {
		down   bool
		status int
	}{{false, 200}, {true, 503}} {
		down = state.down
		if res := w.ask("GET /readyz", ""); res.StatusCode != state.status {
			t.Errorf("down %v: %s", down, res.Status)
		}
		if res := w.ask("GET /healthz", ""); res.StatusCode != http.StatusOK {
			t.Errorf("alive all the same: %s", res.Status)
		}
	}
	for _, path := range []string{"/status", "/healthz", "/readyz"} {
		t.Run("ErrMethodOf"+path, func(t *testing.T) {
			for _, method := range []string{"POST", "PUT", "DELETE"} {
				if res := w.ask(method+" "+path, ""); res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
					t.Errorf("%s: %s %v", method, res.Status, res.Header)
				}
			}
		})
		t.Run("NobodySniffs"+path, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD", "POST"} {
				res := w.ask(method+" "+path, "")
				if res.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
					t.Errorf("%s: %v", method, res.Header)
				}
			}
		})
	}
	t.Run("AnOutageIsNotNotFound", func(t *testing.T) {
		res := w.ask("GET /api/v1/rooms/lobby/messages", "")
		if res.StatusCode != http.StatusInternalServerError || strings.Contains(res.body, "cable") {
			t.Errorf("%s %s", res.Status, res.body)
		}
		if lines := w.log.all(); len(lines) == 0 || !strings.Contains(lines[len(lines)-1], "cable") {
			t.Errorf("operators see %q", lines)
		}
	})
}
