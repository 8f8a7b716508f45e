package main

import (
	"fmt"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// visit goes to a URL and waits for the chat there.
func (w *window) visit(url string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Navigate(url)); err != nil {
		w.t.Fatalf("visit %s: %v", url, err)
	}
	w.sees(named("app") + "[data-phase=current]")
}

// reloads loads the page again, or what the browser shows in its place, and waits until the
// old one has gone. What is asked of it just then fails.
func (w *window) reloads() {
	w.t.Helper()
	eval[bool](w, `window.old = true`)
	tell(w, page.Reload, page.ReloadParams{})
	for gone := false; !gone && w.ctx.Err() == nil; {
		gone, _ = chromedp.Run(w.ctx, chromedp.Evaluate[bool](`window.old !== true`))
	}
}

// hover moves the mouse to the middle of the element, once it stands still there and
// nothing covers it.
func (w *window) hover(selector string) (x, y float64) {
	w.t.Helper()
	at := until[[]float64](w, fmt.Sprintf(`(() => {
		const element = $(%s);
		if (!element || element.disabled) return null;
		element.scrollIntoView({block: 'nearest', behavior: 'instant'});
		const box = element.getBoundingClientRect();
		const at = [box.x + box.width / 2, box.y + box.height / 2];
		return element.contains(element.getRootNode().elementFromPoint(...at)) ? at : null;
	})()`, js(selector)))
	w.perform(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	return at[0], at[1]
}

// click presses the left button over the element. What comes under the mouse between the
// look and the press never hears of it (see beforeLoad), and the click is made again.
func (w *window) click(selector string) {
	w.t.Helper()
	for astray := true; astray; astray = eval[bool](w, `(aim = '', astray)`) {
		eval[bool](w, fmt.Sprintf(`!(aim = %s)`, js(selector)))
		x, y := w.hover(selector)
		w.perform(chromedp.MouseClickXY(x, y))
	}
}

// write clicks into a field and writes there.
func (w *window) write(selector, text string) {
	w.t.Helper()
	w.click(selector)
	until[bool](w, fmt.Sprintf(`focused() === $(%s)`, js(selector)))
	w.insert(text)
}

// insert writes where the cursor is.
func (w *window) insert(text string) {
	w.t.Helper()
	tell(w, input.InsertText, input.InsertTextParams{Text: text})
}

// press presses one key after the other, each with the modifiers.
func (w *window) press(keys string, modifiers ...chromedp.Modifier) {
	w.t.Helper()
	for _, key := range keys {
		events := kb.Encode(key)
		down, up := events[0], events[len(events)-1]
		// Sent on its own, the character would come even if the page wants no part of it.
		down.Text = events[len(events)/2].Text
		for _, event := range []*input.DispatchKeyEventParams{down, up} {
			chromedp.KeyModifiers(modifiers...)(event)
			tell(w, input.DispatchKeyEvent, *event)
		}
	}
}

func (w *window) perform(action chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, action); err != nil {
		w.t.Fatal(err)
	}
}

// size gives the window another size.
func (w *window) size(width, height int64) {
	w.t.Helper()
	tell(w, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// touch gives the window fingers instead of a mouse, for good.
func (w *window) touch() {
	w.t.Helper()
	tell(w, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
}

// joins logs in as a guest.
func (w *window) joins(name string) {
	w.t.Helper()
	w.write(named("guest-name"), name)
	w.click(named("guest-login"))
	w.sees(named("viewer"))
}

// goes logs out. What is on its way then is refused.
func (w *window) goes() {
	w.t.Helper()
	w.expectsFailures()
	w.click(named("viewer"))
	w.click(named("logout"))
	w.sees(named("login"))
}

// sends writes a message and presses Enter.
func (w *window) sends(text string) {
	w.t.Helper()
	w.write(named("composer"), text)
	w.press(kb.Enter)
	until[bool](w, fmt.Sprintf(`$(%s).value === ''`, js(named("composer"))))
}

// says sends a message and waits until the server has it.
func (w *window) says(text string) {
	w.t.Helper()
	w.sends(text)
	w.misses(".pending")
}
