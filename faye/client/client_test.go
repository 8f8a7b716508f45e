package client_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleychat/parley/faye/client"
)

func TestHandler(t *testing.T) {
	handler := client.Handler()
	get := func(method, path, etag string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
		if etag != "" {
			r.Header.Set("If-None-Match", etag)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	for path, contentType := range map[string]string{
		"/client.js":         "text/javascript; charset=utf-8",
		"/faye/client.mjs":   "text/javascript; charset=utf-8",
		"/a/b/c/client.d.ts": "text/plain; charset=utf-8",
		"/client.d.mts":      "text/plain; charset=utf-8",
	} {
		t.Run("OK"+path, func(t *testing.T) {
			w := get(http.MethodGet, path, "")
			name := path[strings.LastIndex(path, "/")+1:]
			if w.Code != http.StatusOK || w.Body.String() != read(t, name) {
				t.Errorf("%d and %d bytes", w.Code, w.Body.Len())
			}
			if got := w.Header().Get("Content-Type"); got != contentType {
				t.Errorf("Content-Type %q, want %q", got, contentType)
			}
			if got := w.Header().Get("X-Content-Type-Options"); got != "nosniff" {
				t.Errorf("X-Content-Type-Options %q", got)
			}
			if head := get(http.MethodHead, path, ""); head.Code != http.StatusOK || head.Body.Len() != 0 {
				t.Errorf("HEAD: %d and %d bytes", head.Code, head.Body.Len())
			}
			if again := get(http.MethodGet, path, w.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
				t.Errorf("with the ETag: %d and %d bytes", again.Code, again.Body.Len())
			}
		})
	}
	for _, path := range []string{"/", "/client.go", "/src/core.mjs", "/../client.js.map", ""} {
		t.Run("NotFound"+path, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			r.URL.Path = path
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if want := http.StatusNotFound; w.Code != want {
				t.Errorf("%d, want %d", w.Code, want)
			}
		})
	}
	t.Run("MethodNotAllowed", func(t *testing.T) {
		w := get(http.MethodPost, "/client.js", "")
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%d, Allow %q", w.Code, w.Header().Get("Allow"))
		}
	})
}

func TestFiles(t *testing.T) {
	for _, name := range []string{"client.js", "client.mjs", "client.d.ts", "client.d.mts"} {
		content, err := client.Files.ReadFile(name)
		if err != nil || len(content) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(content), err)
		}
	}
}
