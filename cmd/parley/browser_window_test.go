package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// window is a window of one person, with cookies of its own, as one test uses it.
type window struct {
	t *testing.T
	*tab
}

// in is the same window in the hands of a subtest.
func (w *window) in(t *testing.T) *window { return &window{t, w.tab} }

// tab is what the browser knows of a window.
type tab struct {
	ctx        context.Context
	mu         sync.Mutex
	complaints []string
	lenient    bool
}

// beforeLoad runs before anything of the page does. $ and $$ are querySelector and
// querySelectorAll that also look into the shadow roots of elements. A press that meets
// something else than what was aimed at goes astray: the page does not get it.
const beforeLoad = `
const $$ = (selector, root = document) => [
	...root.querySelectorAll(selector),
	...[...root.querySelectorAll('*')].flatMap((element) => element.shadowRoot ? $$(selector, element.shadowRoot) : []),
];
const $ = (selector) => $$(selector)[0] ?? null;
const focused = (root = document) => root.activeElement?.shadowRoot ? focused(root.activeElement.shadowRoot) : root.activeElement;
let aim = '', astray = false;
for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])
	addEventListener(type, (event) => {
		if (type === 'pointerdown' && aim) astray = !event.composedPath().includes($(aim));
		if (aim && astray) {
			event.preventDefault();
			event.stopImmediatePropagation();
		}
	}, true);
addEventListener('securitypolicyviolation', (event) =>
	console.error('policy violated:', event.violatedDirective, event.blockedURI, event.sample));`

// open opens a window at url and fails the test in the end if the window complained.
// The cookies, name and value in turn, are there from the start.
func (b *chromium) open(t *testing.T, url string, cookies ...string) *window {
	t.Helper()
	w := b.blank(t)
	w.watched()
	for pair := range slices.Chunk(cookies, 2) {
		tell(w, network.SetCookie, network.SetCookieParams{URL: url, Name: pair[0], Value: pair[1]})
	}
	w.visit(url)
	return w
}

// blank opens an empty window.
func (b *chromium) blank(t *testing.T) *window {
	t.Helper()
	return openTab(b.ctx, t, chromedp.WithNewBrowserContext())
}

// own opens a window with a page of the test's own.
func (b *chromium) own(t *testing.T, html string) *window {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, html)
	}))
	t.Cleanup(srv.Close)
	w := b.blank(t)
	w.perform(chromedp.Navigate(srv.URL))
	return w
}

// openTab opens an empty window in the browser of ctx.
func openTab(ctx context.Context, t *testing.T, options ...chromedp.ContextOption) *window {
	t.Helper()
	ctx, end := chromedp.NewContext(ctx, options...)
	t.Cleanup(end)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	w := &window{t, &tab{ctx: ctx}}
	if err := chromedp.Listen(ctx, w.notice); err != nil {
		t.Fatalf("open a window: %v", err)
	}
	tell(w, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: beforeLoad})
	w.size(1000, 700)
	return w
}

// watched fails the test in the end if the window complained.
func (w *window) watched() {
	w.t.Cleanup(func() {
		for _, complaint := range w.complained() {
			w.t.Errorf("the window complains: %s", complaint)
		}
	})
}

// tell gives the browser a command about the window.
func tell[P, R any](w *window, command cdp.Command[P, R], params P) R {
	w.t.Helper()
	result, err := chromedp.Call(w.ctx, command, params)
	if err != nil {
		w.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

// notice keeps what the window complains about. It must not wait for the browser.
func (w *tab) notice(event any) {
	switch e := event.(type) {
	case *page.EventJavascriptDialogOpening:
		w.complain("dialog: " + e.Message)
		// An open dialog holds everything up.
		go func() {
			_, _ = chromedp.Call(w.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
		}()
	case *runtime.EventExceptionThrown:
		w.complain("exception: " + e.ExceptionDetails.Text + " " + described(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			w.complain("console: " + described(e.Args...))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			w.complain(fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

func described(objects ...*runtime.RemoteObject) string {
	var words []string
	for _, o := range objects {
		if o != nil {
			words = append(words, string(o.Value)+o.Description)
		}
	}
	return strings.Join(words, " ")
}

func (w *tab) complain(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.lenient || !aboutTheNetwork(what) {
		w.complaints = append(w.complaints, what)
	}
}

// complained is what the window has complained about so far.
func (w *tab) complained() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.complaints)
}

// expectsFailures says that from now on requests fail on purpose: what the browser itself
// writes to the console about that is no complaint.
func (w *tab) expectsFailures() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lenient = true
}

// aboutTheNetwork tells the browser's own words about a request that failed from those
// of the page.
func aboutTheNetwork(complaint string) bool {
	return strings.HasPrefix(complaint, "network: Failed to load resource") ||
		strings.HasPrefix(complaint, "network: WebSocket connection to") ||
		strings.HasPrefix(complaint, "javascript: WebSocket connection to")
}
