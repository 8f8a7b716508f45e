package faye

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// FuzzCallback asks a server with any query. What it answers is a script that does no
// more than to call a function with an array, or no script at all.
func FuzzCallback(f *testing.F) {
	handshake := url.QueryEscape(`[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["callback-polling"]}]`)
	for _, name := range []string{"", "cb", "a.b", "a..b", "1a", "$_.x9", "alert(1)", "a%0Ab", ".", "%C3%A4"} {
		f.Add("message=" + handshake + "&jsonp=" + name)
	}
	for _, body := range bodies {
		f.Add("message=" + url.QueryEscape(body) + "&message=" + body)
	}
	f.Add("message=" + url.QueryEscape("{\"channel\":\"/a\u2028\",\"id\":\"\u2029\"}"))
	f.Add("message=%zz&jsonp=a;b&jsonp=c")
	srv, err := NewServer(&Options{Policy: Open(), MaxSessions: 10})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = srv.Shutdown(f.Context()) })
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/faye", nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		if w.Code == http.StatusBadRequest {
			return
		}
		if kind := w.Header().Get("Content-Type"); w.Code != http.StatusOK || kind != "text/javascript; charset=utf-8" {
			t.Fatalf("%d %s", w.Code, kind)
		}
		checkScript(t, r.URL.Query().Get("jsonp"), w.Body.String())
	})
}

// checkScript reads a script apart.
func checkScript(t *testing.T, name, text string) {
	t.Helper()
	if name == "" {
		name = "jsonpcallback"
	}
	if !regexp.MustCompile(`^[A-Za-z_$][A-Za-z_$0-9]*(\.[A-Za-z_$][A-Za-z_$0-9]*)*$`).MatchString(name) {
		t.Fatalf("%q is called, which is no name", name)
	}
	array, begins := strings.CutPrefix(text, "/**/"+name+"(")
	array, ends := strings.CutSuffix(array, ");")
	var messages []map[string]any
	if err := json.Unmarshal([]byte(array), &messages); err != nil || !begins || !ends {
		t.Fatalf("%s: %v", text, err)
	}
	if strings.ContainsAny(array, "\u2028\u2029") {
		t.Fatalf("%q ends its strings early in old browsers", text)
	}
}
