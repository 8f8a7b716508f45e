package main

import (
	"encoding/json"
	"fmt"

	"github.com/chromedp/chromedp"
)

// patience is how long a person waits for something to show, in milliseconds; a busy
// machine may be slow.
const patience = 30_000

// named selects the element that the page gave this name for tests.
func named(name string) string { return fmt.Sprintf("[data-testid=%q]", name) }

// js writes a value as JavaScript does.
func js(value any) string {
	b, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// eval computes a JavaScript expression in the page.
func eval[T any](w *window, expression string) T {
	w.t.Helper()
	result, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v", expression, err)
	}
	return result
}

// until waits until the expression is truthy, and returns it.
func until[T any](w *window, expression string) T {
	w.t.Helper()
	value, ok := await[T](w, expression)
	if !ok {
		w.t.Fatalf("waited in vain for %s\nthe page says:\n%s\ncomplaints: %q", expression, w.text(), w.complained())
	}
	return value
}

// await is until for whom waiting in vain is not the end. It looks whenever the page
// changes, and often besides: layout and scrolling are no changes.
func await[T any](w *window, expression string) (value T, ok bool) {
	w.t.Helper()
	type answer struct {
		OK    bool `json:"ok"`
		Value T    `json:"value"`
	}
	got := eval[answer](w, fmt.Sprintf(`new Promise((resolve, reject) => {
		const end = (answer) => { watch.disconnect(); clearInterval(often); clearTimeout(late); resolve(answer); };
		const look = () => {
			try {
				const value = (%s);
				if (value) end({ok: true, value});
			} catch (error) { reject(error); }
		};
		const watch = new MutationObserver(look);
		const often = setInterval(look, 50);
		const late = setTimeout(() => end({ok: false}), %d);
		watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
		look();
	})`, expression, patience))
	return got.Value, got.OK
}

// text is what one can read in the page.
func (w *window) text() string {
	return eval[string](w, `$$('body, .page, .chat').map((element) => element.innerText).join('\n')`)
}

// sees waits until the element is there to be seen.
func (w *window) sees(selector string) {
	w.t.Helper()
	until[bool](w, fmt.Sprintf(`$(%s)?.checkVisibility({visibilityProperty: true})`, js(selector)))
}

// misses waits until no such element can be seen.
func (w *window) misses(selector string) {
	w.t.Helper()
	until[bool](w, fmt.Sprintf(`!$$(%s).some((element) => element.checkVisibility({visibilityProperty: true}))`, js(selector)))
}

// reads waits until the element shows exactly this text.
func (w *window) reads(selector, text string) {
	w.t.Helper()
	until[bool](w, fmt.Sprintf(`$(%s)?.innerText === %s`, js(selector), js(text)))
}

// count is how many such elements there are.
func (w *window) count(selector string) int {
	w.t.Helper()
	return eval[int](w, fmt.Sprintf(`$$(%s).length`, js(selector)))
}

// stays marks the page; stayed finds out whether it was loaded again since.
func (w *window) stays() {
	w.t.Helper()
	eval[bool](w, `window.stays = true`)
}

func (w *window) stayed() {
	w.t.Helper()
	if !eval[bool](w, `window.stays === true`) {
		w.t.Error("the page was loaded again")
	}
}
