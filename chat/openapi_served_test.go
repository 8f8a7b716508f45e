package chat_test

import (
	"net/http"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestOpenAPIServed(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) { o.LoginToRead = true })
	var meta struct{ OpenAPI string }
	w.ask("GET /api/v1/meta", "").into(t, &meta)
	first := w.ask("GET /"+meta.OpenAPI, "")
	t.Run("WhereMetaSays", func(t *testing.T) {
		if first.StatusCode != http.StatusOK || first.body != string(chat.Contract()) || first.Header.Get("Content-Type") != "application/yaml" {
			t.Errorf("%s %v", first.Status, first.Header)
		}
	})
	t.Run("KeptButNotUnasked", func(t *testing.T) {
		if got := first.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("Cache-Control: %s", got)
		}
		for _, tags := range []string{first.Header.Get("ETag"), `"other", W/` + first.Header.Get("ETag")} {
			if again := w.ask("GET /"+meta.OpenAPI, "", "If-None-Match: "+tags); again.StatusCode != http.StatusNotModified || again.body != "" {
				t.Errorf("%s: %s", tags, again.Status)
			}
		}
	})
	t.Run("AnotherOneIsSent", func(t *testing.T) {
		if again := w.ask("GET /"+meta.OpenAPI, "", `If-None-Match: "other"`); again.StatusCode != http.StatusOK || again.body != first.body {
			t.Errorf("%s", again.Status)
		}
	})
}
