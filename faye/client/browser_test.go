package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/browsertest"
)

// TestInChromium is a page of another origin, under a strict policy, that uses
// the client by each transport: as the classic script and as the module.
func TestInChromium(t *testing.T) {
	browser := startChromium(t)
	for _, transport := range []string{"websocket", "eventsource", "cross-origin-long-polling"} {
		for _, kind := range []string{"script", "module"} {
			t.Run(transport+"/"+kind, func(t *testing.T) {
				t.Parallel()
				tellStory(t, browser, transport, kind)
			})
		}
	}
}

func tellStory(t *testing.T, browser *chromium, transport, kind string) {
	w := openPage(t, browser, transport, kind)

	var begun struct {
		Got  [][2]any
		Used []string
	}
	w.step("begin", &begun)
	want := [][2]any{{"/story/own", "mine"}}
	for i := range 20 {
		want = append(want, [2]any{"/story/twenty", float64(i)})
	}
	if diff := cmp.Diff(want, begun.Got); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{transport}, begun.Used); diff != "" {
		t.Errorf("transports (-want +got):\n%s", diff)
	}

	var refused []string
	w.step("refused", &refused)
	if diff := cmp.Diff([]string{
		"403:/secret:Forbidden channel",
		"405:/story/*:Invalid channel",
		"403:/secret:Forbidden channel",
		"403:/meta/connect:Forbidden channel",
	}, refused); diff != "" {
		t.Errorf("refusals (-want +got):\n%s", diff)
	}
	// Up to here nothing has failed that a console could tell of.
	for _, complaint := range w.complaints() {
		t.Errorf("the page complains: %s", complaint)
	}

	w.host.stop()
	var down bool
	w.step("down", &down)
	w.host.start()
	var back struct {
		Got    [][2]any
		Events []string
	}
	w.step("back", &back)
	if diff := cmp.Diff([][2]any{{"/story/back", "from the time between"}}, back.Got); diff != "" {
		t.Errorf("after the restart (-want +got):\n%s", diff)
	}
	if got := strings.Join(back.Events, " "); !strings.HasPrefix(got, "transport:up transport:down") || !strings.Contains(got, "down transport:up") {
		t.Errorf("events: %s", got)
	}

	var end struct {
		Heard, State int
		After        string
	}
	w.step("end", &end)
	if end.Heard != 0 || end.State != 4 || end.After != "null::The client has disconnected" {
		t.Errorf("after the end: %+v", end)
	}

	w = openPage(t, browser, transport, kind)
	var replayed struct {
		Got  []int
		Gaps []any
	}
	w.step("replay", &replayed)
	if diff := cmp.Diff([]int{1, 2, 3}, replayed.Got); diff != "" || len(replayed.Gaps) != 0 {
		t.Errorf("replay: gaps %v (-want +got):\n%s", replayed.Gaps, diff)
	}
}

// startChromium runs a browser until the test ends.
func startChromium(t *testing.T) *chromium {
	t.Helper()
	return &chromium{browsertest.Start(t)}
}

// chromium is a running browser.
type chromium struct{ ctx context.Context }

// window is a page of another site in the browser, and the server it uses.
type window struct {
	t    *testing.T
	ctx  context.Context
	host *host

	mu   sync.Mutex
	said []string
}

func openPage(t *testing.T, browser *chromium, transport, kind string) *window {
	t.Helper()
	w := &window{t: t}
	site := httptest.NewServer(http.HandlerFunc(w.servePage))
	t.Cleanup(site.Close)
	origin := strings.Replace(site.URL, "127.0.0.1", "localhost", 1)
	w.host = newHost(t, origin)

	ctx, end := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	w.ctx = ctx
	if err := chromedp.Listen(ctx, w.notice); err != nil {
		t.Fatal(err)
	}
	const violations = `addEventListener('securitypolicyviolation', (e) => console.error('policy violated:', e.violatedDirective, e.blockedURI))`
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: violations}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(origin)); err != nil {
		t.Fatal(err)
	}
	if name := evaluate[string](w, fmt.Sprintf("story.open(%q, %q, %q)", w.host.url(), transport, kind)); name != "Client" {
		t.Fatalf("the class is called %q", name)
	}
	return w
}

// servePage gives the page a policy that allows what the client needs and no more.
func (w *window) servePage(rw http.ResponseWriter, r *http.Request) {
	server := w.host.url()
	rw.Header().Set("Content-Security-Policy", fmt.Sprintf(
		"default-src 'none'; script-src 'self' %s; connect-src %s %s; require-trusted-types-for 'script'",
		server, server, strings.Replace(server, "http", "ws", 1)))
	switch r.URL.Path {
	case "/":
		var b bytes.Buffer
		if err := template.Must(template.ParseFiles("testdata/page.html")).Execute(&b, struct{ Server string }{server}); err != nil {
			w.t.Error(err)
		}
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = rw.Write(b.Bytes())
	case "/story.mjs":
		rw.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		http.ServeFile(rw, r, "testdata/story.mjs")
	case "/favicon.ico":
		rw.WriteHeader(http.StatusNoContent)
	default:
		http.NotFound(rw, r)
	}
}

// step lets the page do something and reads what it saw.
func (w *window) step(name string, into any) {
	w.t.Helper()
	text := evaluate[string](w, fmt.Sprintf("story.step(%q).then(JSON.stringify)", name))
	if err := json.Unmarshal([]byte(text), into); err != nil {
		w.t.Fatalf("%s: %v in %s", name, err, text)
	}
}

func evaluate[T any](w *window, expression string) T {
	w.t.Helper()
	result, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v; the page said: %q", expression, err, w.complaints())
	}
	return result
}

// notice keeps what the page complains about. It must not wait for the browser.
func (w *window) notice(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		w.complain("exception: " + e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			var words []string
			for _, arg := range e.Args {
				words = append(words, string(arg.Value))
			}
			w.complain("console: " + strings.Join(words, " "))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			w.complain(e.Entry.Text + " " + e.Entry.URL)
		}
	}
}

func (w *window) complain(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said = append(w.said, what)
}

func (w *window) complaints() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.said...)
}
