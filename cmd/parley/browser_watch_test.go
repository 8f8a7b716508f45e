package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// complaintsAreNoticed: a page that does everything wrong is caught at all of it, or
// the silence of the others would prove nothing.
func complaintsAreNoticed(t *testing.T, b *chromium) {
	bad := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'")
			_, _ = io.WriteString(w, `<title>bad</title><script src="bad.js"></script><p onclick="alert(1)">`)
		case "/bad.js":
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = io.WriteString(w, `
				alert('hello');
				console.error('sorry');
				const style = document.createElement('style');
				style.textContent = 'p { color: red }';
				document.head.append(style);
				Promise.reject(new Error('nobody catches me'));
				document.documentElement.dataset.done = 'yes';
				document.querySelector('head').innerHTML = '<b>';`)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(bad.Close)
	w := b.blank(t)
	w.perform(chromedp.Navigate(bad.URL))
	until[bool](w, `document.documentElement.dataset.done === 'yes'`)
	all := strings.Join(w.complained(), "\n")
	for name, word := range map[string]string{
		"Dialog":       "dialog: hello",
		"Console":      "sorry",
		"Style":        `policy violated:" "style-src-elem`,
		"Rejection":    "nobody catches me",
		"Exception":    "TrustedHTML",
		"TrustedTypes": `policy violated:" "require-trusted-types-for`,
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(all, word) {
				t.Errorf("%q is not among the complaints:\n%s", word, all)
			}
		})
	}
}

// jumpyPage has a button that changes places with its neighbour when it is first hovered.
const jumpyPage = `<!doctype html>
<title>jumpy</title>
<ul><li><button id="meant">meant</button></li><li><button id="other">other</button></li></ul>
<script>
const [meant, other] = document.querySelectorAll('button');
meant.addEventListener('mouseover', () => meant.parentNode.parentNode.append(meant.parentNode), {once: true});
let heard = '';
for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click']) addEventListener(type, (event) => { heard += event.target.id + ' '; });
</script>`

// clicksKeepToTheirAim: what moves under the mouse is not pressed by mistake.
func clicksKeepToTheirAim(t *testing.T, b *chromium) {
	w := b.own(t, jumpyPage)
	w.click("#meant")
	if heard := eval[string](w, `heard`); heard != "meant meant meant meant " {
		t.Errorf("the page heard %q", heard)
	}
	if eval[string](w, `focused().id`) != "meant" {
		t.Error("something else has the cursor")
	}
}
