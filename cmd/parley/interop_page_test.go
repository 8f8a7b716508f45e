package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// pages is a web site whose pages use a version of Faye's client. By the name of
// "localhost" it is another site than any server of these tests. By its address it also
// carries on what is for the server, which then is of the page's own origin.
type pages struct {
	*httptest.Server
	foreign string // its origin as another site
}

// startPages makes a site that is not yet served: a server has to know its origin first.
func startPages(t *testing.T) *pages {
	t.Helper()
	p := &pages{Server: httptest.NewUnstartedServer(nil)}
	t.Cleanup(p.Close)
	p.foreign = strings.Replace("http://"+p.Listener.Addr().String(), "127.0.0.1", "localhost", 1)
	return p
}

// serve begins to serve the version's bundle, for clients of the server.
func (p *pages) serve(t *testing.T, version, server string) {
	t.Helper()
	own := forward(t, server)
	own.ErrorLog = log.New(io.Discard, "", 0) // that the server is gone is meant
	mux := http.NewServeMux()
	mux.Handle("/faye", own)
	mux.Handle("/faye/", own)
	bundle := filepath.Join(nodePath(t), version, "client", "faye-browser-min.js")
	for _, file := range []string{"testdata/interop.html", "testdata/interop_page.mjs", "testdata/interop_faye.mjs", bundle} {
		mux.HandleFunc("GET /"+filepath.Base(file), func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(file, "js") {
				w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			}
			http.ServeFile(w, r, file)
		})
	}
	p.Config.Handler = mux
	p.Start()
}

// pageOf is how a page uses the client.
type pageOf struct {
	transport string
	// own: the server is of the page's own origin.
	own bool
	// app: the client takes itself to be in no browser, but in an app.
	app bool
}

func (p pageOf) String() string {
	switch {
	case p.own:
		return "a page of the server's origin"
	case p.app:
		return "an app"
	}
	return "a page of another origin"
}

// connectPage opens a window at a page until the test ends. It is ordered about like a
// client in Node.
func connectPage(t *testing.T, b *chromium, p *pages, server string, of pageOf) (*reader, *window) {
	t.Helper()
	w, r := b.blank(t), newReader(t, library{of.String(), of.transport})
	w.watched()
	out, in := io.Pipe()
	if err := chromedp.Listen(w.ctx, func(event any) {
		if e, ok := event.(*runtime.EventBindingCalled); ok {
			_, _ = io.WriteString(in, e.Payload) // at the end of the test nobody reads it
		}
	}); err != nil {
		t.Fatal(err)
	}
	tell(w, runtime.AddBinding, runtime.AddBindingParams{Name: "news"})
	r.orders = json.NewEncoder(script{w})
	go func() { defer close(r.ended); r.listen(out) }()
	t.Cleanup(func() {
		_ = out.Close()
		<-r.ended
	})
	origin := p.foreign
	if of.own {
		origin, server = p.URL, p.URL
	}
	retry := retry
	if of.transport == "eventsource" {
		// Here this is also the client's patience with a server that is merely slow, to
		// which it would say everything twice.
		retry = 3 * time.Second
	}
	settings := js(map[string]any{"url": server + "/faye", "transport": of.transport, "retry": retry.Milliseconds(), "app": of.app})
	w.perform(chromedp.Navigate(origin + "/interop.html#" + url.PathEscape(settings)))
	return r, w
}

// script gives orders to a page.
type script struct{ w *window }

func (s script) Write(order []byte) (int, error) {
	_, err := chromedp.Run(s.w.ctx, chromedp.Evaluate[bool]("obey("+string(order)+")"))
	return len(order), err
}
