package ui_test

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat/ui"
)

func get(t *testing.T, h http.Handler, method, target string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	var b strings.Builder
	if err := res.Write(&b); err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(b.String(), "\r\n\r\n")
	return after
}

// assets lists what is on disk, as the paths that requests use.
func assets(t *testing.T) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir("assets", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			list = append(list, "/"+filepath.ToSlash(name))
		}
		return err
	})
	if err != nil || len(list) == 0 {
		t.Fatalf("no assets found: %v", err)
	}
	return list
}

func TestPage(t *testing.T) {
	h := ui.Handler()

	t.Run("Headers", func(t *testing.T) {
		res := get(t, h, "GET", "/")
		if res.StatusCode != http.StatusOK {
			t.Fatalf("status %d", res.StatusCode)
		}
		for name, want := range map[string]string{
			"Content-Type":           "text/html; charset=utf-8",
			"Cache-Control":          "no-cache",
			"X-Content-Type-Options": "nosniff",
			"Referrer-Policy":        "same-origin",
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
				"img-src 'self' data: https:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; " +
				"require-trusted-types-for 'script'",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	})

	t.Run("HeadHasNoBody", func(t *testing.T) {
		res := get(t, h, "HEAD", "/")
		if res.StatusCode != http.StatusOK || res.ContentLength <= 0 {
			t.Errorf("status %d, length %d", res.StatusCode, res.ContentLength)
		}
	})
}

func TestAssets(t *testing.T) {
	h := ui.Handler()
	types := map[string]string{
		".js":   "text/javascript; charset=utf-8",
		".css":  "text/css; charset=utf-8",
		".json": "application/json",
		".svg":  "image/svg+xml",
	}
	for _, name := range assets(t) {
		res := get(t, h, "GET", name)
		want, err := os.ReadFile("." + name)
		if err != nil {
			t.Fatal(err)
		}
		if got := body(t, res); res.StatusCode != http.StatusOK || got != string(want) {
			t.Errorf("%s: status %d, %d bytes, want the file's %d", name, res.StatusCode, len(got), len(want))
		}
		if got, want := res.Header.Get("Content-Type"), types[filepath.Ext(name)]; got != want {
			t.Errorf("%s: type %q, want %q", name, got, want)
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: may be sniffed", name)
		}
		tag := res.Header.Get("ETag")
		again := get(t, h, "GET", name, "If-None-Match", tag)
		if tag == "" || again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: ETag %q again is status %d", name, tag, again.StatusCode)
		}
	}
}

// A file is sent compressed to whoever takes that, and is the same then.
func TestCompressed(t *testing.T) {
	h := ui.Handler()
	for _, name := range []string{"/", "/embed.js", "/assets/text/en.json"} {
		plain := get(t, h, "GET", name)
		res := get(t, h, "GET", name, "Accept-Encoding", "br, GZIP;q=0.5")
		unzipped, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := io.ReadAll(unzipped)
		if want := body(t, plain); err != nil || string(got) != want {
			t.Errorf("%s: %d bytes, %v, want %d", name, len(got), err, len(want))
		}
		if res.Header.Get("ETag") == plain.Header.Get("ETag") || res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: a cache takes both for one", name)
		}
	}
	for _, refusal := range []string{"", "br", "gzip;q=0", "gzip; q=0.0", "notgzip"} {
		if res := get(t, h, "GET", "/embed.js", "Accept-Encoding", refusal); res.Header.Get("Content-Encoding") != "" {
			t.Errorf("compressed for who accepts %q", refusal)
		}
	}
}

func TestRefusals(t *testing.T) {
	h := ui.Handler()
	for _, target := range []string{
		"/index.html", "/nothing", "/assets", "/assets/", "/assets/nothing.js", "/assets/core/", "/assets/../ui.go",
		"/ui.go", "/assets/%2e%2e/doc.go", "/assets/embed.js/", "//assets/embed.js", "/assets/embed.js%00",
	} {
		t.Run("ErrNotFound"+target, func(t *testing.T) {
			if res := get(t, h, "GET", target); res.StatusCode != http.StatusNotFound {
				t.Errorf("status %d", res.StatusCode)
			}
		})
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		t.Run("ErrMethod"+method, func(t *testing.T) {
			res := get(t, h, method, "/assets/embed.js")
			if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("status %d, Allow %q", res.StatusCode, res.Header.Get("Allow"))
			}
		})
	}
}

func TestMount(t *testing.T) {
	for _, prefix := range []string{"", "/chat", "/a/b/chat"} {
		h := http.StripPrefix(prefix, ui.Handler())
		for _, file := range []string{"/", "/embed.js", "/core.js", "/assets/embed.js"} {
			if res := get(t, h, "GET", prefix+file); res.StatusCode != http.StatusOK {
				t.Errorf("%s: status %d", prefix+file, res.StatusCode)
			}
		}
	}
}

func TestMissingSlash(t *testing.T) {
	for target, want := range map[string]string{
		"/chat":         "./chat/",
		"/a/b/chat?x=1": "./chat/?x=1",
		"/a:b":          "./a:b/",
		"/%2F%2Fevil":   "./%2F%2Fevil/",
	} {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.URL.Path = ""
			ui.Handler().ServeHTTP(w, r)
		})
		res := get(t, h, "GET", target)
		if got := res.Header.Get("Location"); res.StatusCode != http.StatusTemporaryRedirect || got != want {
			t.Errorf("%s: status %d to %q, want %q", target, res.StatusCode, got, want)
		}
	}
}
