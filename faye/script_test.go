package faye_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestScriptIsNotSentTwice asks again with the tag that came the first time.
func TestScriptIsNotSentTwice(t *testing.T) {
	s := newServer(t, nil)
	get := func(path, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	first := get("/faye/client.js", "")
	again := get("/faye.js", first.Header().Get("ETag"))
	if first.Code != http.StatusOK || again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Fatal(first.Code, again.Code, again.Body.Len())
	}
}
