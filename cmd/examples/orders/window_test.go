package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/parleychat/parley/internal/browsertest"
)

// watching runs before the page does: what violates the policy is told, and inside and says
// look into the element.
const watching = `
addEventListener('securitypolicyviolation', (event) => console.error('policy violated:', event.violatedDirective, event.blockedURI));
const inside = (selector) => document.querySelector('parley-chat')?.shadowRoot?.querySelector(selector);
const says = (text) => [...document.querySelector('parley-chat')?.shadowRoot?.querySelectorAll('.body') ?? []].some((body) => body.textContent === text);`

// window is a window of somebody who uses the shop, with cookies of its own.
type window struct {
	t   *testing.T
	ctx context.Context
	mu  sync.Mutex
	// What the page itself, or the browser about it, called an error.
	errors []string
}

// open logs somebody in and goes to a page. That nothing violated the policy until the end, or
// failed otherwise, is part of every test.
func open(browser context.Context, t *testing.T, url, who, path string) *window {
	t.Helper()
	w := blank(browser, t)
	w.visit(url + "/login")
	w.until(fmt.Sprintf(`(document.forms[0].name.value = document.forms[0].password.value = %q)`, who))
	w.until(`(document.forms[0].requestSubmit(), true)`)
	w.until(`location.pathname === '/' && document.readyState === 'complete'`)
	w.visit(url + path)
	t.Cleanup(func() {
		for _, each := range w.noticed() {
			t.Errorf("in the window of %s: %s", who, each)
		}
	})
	return w
}

// blank is an empty window.
func blank(browser context.Context, t *testing.T) *window {
	t.Helper()
	ctx, end := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(stop)
	w := &window{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, w.notice); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watching}); err != nil {
		t.Fatal(err)
	}
	return w
}

// notice keeps errors. It must not wait for the browser.
func (w *window) notice(event any) {
	words := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		words = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			words += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.ConsoleAPICalledTypeError {
			return
		}
		for _, o := range e.Args {
			words += string(o.Value) + o.Description + " "
		}
	default:
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.errors = append(w.errors, words)
}

func (w *window) noticed() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.errors)
}

func (w *window) visit(url string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Navigate(url)); err != nil {
		w.t.Fatal(err)
	}
}

func eval[T any](w *window, expression string) T {
	w.t.Helper()
	got, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// until waits until the page says so.
func (w *window) until(expression string) {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		got, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`Boolean(%s)`, expression)))
		if err == nil && got { // an error: the page is about to be another one
			return
		}
		if time.Now().After(end) {
			w.t.Fatalf("waited in vain for %s: %v\n%s", expression, err, eval[string](w, `document.body.innerText + (inside('.chat')?.innerText ?? '')`))
		}
	}
}

// writes types a message into the element and sends it.
func (w *window) writes(text string) {
	w.t.Helper()
	w.until(`inside('textarea') && !inside('textarea').disabled`)
	w.until(`(inside('textarea').focus(), true)`)
	if err := chromedp.Do(w.ctx, chromedp.KeyEvent(text+"\r")); err != nil {
		w.t.Fatal(err)
	}
}

// sees waits until the element shows a message.
func (w *window) sees(text string) {
	w.t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		w.t.Fatal(err)
	}
	w.until(fmt.Sprintf(`says(%s)`, quoted))
}

// TestPlainPage: two people talk in the page of their order, a third is not let in, and
// nothing of it needs more than the policy gives.
func TestPlainPage(t *testing.T) {
	browser := browsertest.Start(t)
	url := serve(t, nil)
	ann, sam := open(browser, t, url, "ann", "/orders/42"), open(browser, t, url, "sam", "/orders/42")
	ann.writes("Is it oak?")
	sam.sees("Is it oak?")
	sam.writes("It is.")
	ann.sees("It is.")
	eve := open(browser, t, url, "eve", "/orders/43")
	eve.until(`inside('h1')?.textContent === 'Order 43'`)
	if got := eval[int](eve, `fetch('/chat/api/v1/rooms/ref:order:42').then((answer) => answer.status)`); got != 404 {
		t.Errorf("Eve gets %d of somebody else's order", got)
	}
	eve.until(`(document.querySelector('parley-chat').room = 'ref:order:42', true)`)
	eve.until(`inside('[data-testid=room-loading]')?.textContent.startsWith('There is no such room')`)
}

// TestViolationsAreNoticed: or the silence of the others would prove nothing.
func TestViolationsAreNoticed(t *testing.T) {
	browser := browsertest.Start(t)
	w := blank(browser, t)
	w.visit(serve(t, nil) + "/login")
	w.until(`(document.body.setAttribute('style', 'color: red'), true)`)
	w.until(`getComputedStyle(document.body).color !== 'rgb(255, 0, 0)'`)
	if got := w.noticed(); len(got) != 1 || !strings.Contains(got[0], "style-src-attr") {
		t.Errorf("noticed %q", got)
	}
}
