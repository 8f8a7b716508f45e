package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// hostile are texts that must stay texts.
var hostile = []string{
	`<script>alert(1)</script>`,
	`<img src=x onerror=alert(1)>`,
	`javascript:alert(1)`,
	`"><svg onload=alert(1)>`,
	`</textarea></title></template><script>window.canary=1</script>`,
	`{{constructor.constructor('alert(1)')()}}`,
	`http://example.com/"onmouseover="alert(1)`,
	`https://example.com/<script>alert(1)</script>`,
	`[click](javascript:alert(1)) JaVaScRiPt:alert(1) data:text/html,<script>alert(1)</script>`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`,
}

// hostileText: nothing that somebody says, calls themselves or puts into a URL runs,
// or becomes anything but text.
func hostileText(t *testing.T, b *chromium) {
	p := start(t)
	carol := p.guest("Carol")
	carol.say("harmless, see https://example.com/")
	bob := b.open(t, p.url+"/?q=<script>alert(1)</script>#<img src=x onerror=alert(1)>")
	plain := elements(bob)

	t.Run("Content", func(t *testing.T) {
		ann, bob := b.open(t, p.url), bob.in(t)
		ann.joins("Ann")
		for _, text := range hostile {
			ann.says(text)
			carol.say(text)
		}
		bob.shows(p.toldBy(carol))
		ann.shows(p.toldBy(carol))
		inert(ann)
	})
	t.Run("Edit", func(t *testing.T) {
		m := carol.say("to be changed")
		carol.must(200, "PATCH /api/v1/messages/"+string(m.ID), map[string]string{"text": hostile[0] + hostile[1]}, nil)
		bob.in(t).shows(p.toldBy(carol))
	})
	t.Run("Name", func(t *testing.T) {
		w := b.open(t, p.url)
		for _, name := range hostile[:3] {
			w.joins(name)
			w.says("my name is as hostile as I am")
			w.reads(named("viewer")+" .name", name)
			bob.in(t).shows(p.toldBy(carol))
			inert(w)
			w.goes()
		}
	})
	t.Run("URLOfAUser", func(t *testing.T) {
		w := b.open(t, evilProfiles(t, p.url))
		w.shows(p.toldBy(carol))
		w.click(".message.head .name")
		inert(w)
	})
	t.Run("Reloaded", func(t *testing.T) {
		bob := bob.in(t)
		bob.visit(p.url + "/?q=javascript:alert(1)")
		bob.shows(p.toldBy(carol))
	})
	inert(bob)
	if got := elements(bob); !slices.Equal(got, plain) {
		t.Errorf("hostile text made elements: %v, harmless text %v", got, plain)
	}
}

// elements are the kinds of elements in the messages.
func elements(w *window) []string {
	w.t.Helper()
	kinds := eval[[]string](w, `[...new Set($$('.message:not(.own) *').map((element) => element.tagName))]`)
	slices.Sort(kinds)
	return kinds
}

// inert finds out that nothing ran and that nothing is there that could.
func inert(w *window) {
	w.t.Helper()
	if eval[bool](w, `'canary' in window`) {
		w.t.Error("a text ran")
	}
	if found := eval[[]string](w, `$$('body script, img, svg:not(.icon), iframe, object, embed, style, [onerror], [onload], [onmouseover], [style*=url]').map((element) => element.outerHTML)`); len(found) > 0 {
		w.t.Errorf("a text became %q", found)
	}
	for _, link := range eval[[]string](w, `$$('.chat a').map((a) => a.protocol + ' ' + a.rel)`) {
		if !strings.HasPrefix(link, "http") || !strings.Contains(link, "noopener") {
			w.t.Errorf("a link leads to %q", link)
		}
	}
}

// evilProfiles is the server as if it let bad URLs of users through.
func evilProfiles(t *testing.T, target string) string {
	return proxy(t, target, nil, func(res *http.Response) error {
		if !strings.Contains(res.Request.URL.Path, "/api/v1/") {
			return nil
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		body = bytes.ReplaceAll(body, []byte(`"profileUrl":""`), []byte(`"profileUrl":"javascript:alert(1)"`))
		body = bytes.ReplaceAll(body, []byte(`"avatarUrl":""`), []byte(`"avatarUrl":"http://example.invalid/\" onerror=\"alert(1)"`))
		res.Body = io.NopCloser(bytes.NewReader(body))
		res.Header.Set("Content-Length", strconv.Itoa(len(body)))
		return nil
	})
}
