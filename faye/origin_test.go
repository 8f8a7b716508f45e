package faye_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleychat/parley/faye"
)

// TestOriginHint: that the pages of another site are refused is told once, with what to do if
// they are the operator's own.
func TestOriginHint(t *testing.T) {
	for name, c := range map[string]struct {
		origins []string
		method  string
		status  int
		told    int
	}{
		"ErrOrigin":    {nil, "POST", http.StatusForbidden, 1},
		"ErrPreflight": {nil, "OPTIONS", http.StatusForbidden, 1},
		"Listed":       {[]string{"https://www.example.com"}, "OPTIONS", http.StatusOK, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			s := newServer(t, &faye.Options{Origins: c.origins, Logger: slog.New(slog.NewTextHandler(&out, nil))})
			for range 3 {
				r := httptest.NewRequestWithContext(t.Context(), c.method, "http://127.0.0.1:8090/faye", http.NoBody)
				r.Header.Set("Origin", "https://www.example.com")
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code != c.status {
					t.Errorf("got %d", w.Code)
				}
			}
			_ = s.Shutdown(context.Background())
			log := out.String()
			if strings.Count(log, "Options.Origins") != c.told || strings.Count(log, "origin=https://www.example.com") != c.told ||
				strings.Count(log, "host=127.0.0.1:8090") != c.told {
				t.Errorf("logged %s", log)
			}
		})
	}
}
