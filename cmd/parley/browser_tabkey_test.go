package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// stop is where the Tab key stops.
type stop struct {
	// Name is what the element is called for tests, or else its class.
	Name string
	// Wrong is what a person would miss there: to see where they are.
	Wrong string
}

// stopJS is the stop that has the focus; null: none has.
const stopJS = `((at) => {
	if (!at || at === document.body) return null;
	const style = getComputedStyle(at.closest('.writing') ?? at);
	const box = at.getBoundingClientRect();
	const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
	const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
	return {Name: at.dataset.testid ?? at.className, Wrong: !ring ? 'nothing shows the focus' : !seen ? 'it is out of sight' : ''};
})(focused())`

// keysAlone opens a window whose keyboard is its own, whatever others do.
func keysAlone(t *testing.T, b *chromium, url string) *window {
	t.Helper()
	w := b.open(t, url)
	tell(w, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	w.joins("Ann")
	return w
}

// tabs presses Tab until it is back where it was or the page ends, and returns the stops.
func (w *window) tabs(most int, modifiers ...chromedp.Modifier) (names []string) {
	w.t.Helper()
	for range most {
		w.press(kb.Tab, modifiers...)
		at := eval[*stop](w, stopJS)
		if at == nil || slices.Contains(names, at.Name) && at.Name == names[0] {
			return names
		}
		if at.Wrong != "" {
			w.t.Errorf("at %s %s", at.Name, at.Wrong)
		}
		names = append(names, at.Name)
	}
	w.t.Errorf("after %d stops there is no end: %q", most, names)
	return names
}

// tabbing: the Tab key comes to all that there is, shows where it is and gets caught nowhere,
// in both directions; what is many is one stop.
func tabbing(t *testing.T, b *chromium) {
	p := start(t)
	w := keysAlone(t, b, p.url)
	bob := p.guest("Bob")
	for i := range 5 {
		bob.say(fmt.Sprint("message ", i))
	}
	w.seqOf("message 4")
	w.meets(p, bob)
	for name, modifiers := range map[string][]chromedp.Modifier{"Forwards": nil, "Backwards": {chromedp.ModifierShift}} {
		t.Run(name, func(t *testing.T) {
			w := w.in(t)
			w.write(named("composer"), "x")
			var got []string
			// Once more for what is on the other side of the page's end.
			for range 3 {
				names := w.tabs(60, modifiers...)
				if n := len(slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name != "message" })); n > 1 {
					t.Errorf("the messages are %d stops", n)
				}
				got = append(got, names...)
			}
			for _, want := range []string{"composer", "attach", "emoji", "send", "search-open", "members-open", "room-menu", "viewer", "room", "switcher-open", "message"} {
				if !slices.Contains(got, want) {
					t.Errorf("%s is not among %q", want, got)
				}
			}
		})
	}
	t.Run("EmojiAreTwoStops", func(t *testing.T) {
		w := w.in(t)
		w.click(named("emoji"))
		until[bool](w, `$$('[data-emoji]').length > 100`)
		w.press(kb.Tab + kb.Tab)
		until[bool](w, `focused().closest('.emoji-grid') !== null`)
		w.press(kb.ArrowRight + kb.Tab)
		w.misses(named("emoji-picker"))
		w.holdsFocus(named("send"))
	})
	t.Run("AMenuIsNone", func(t *testing.T) {
		w := w.in(t)
		w.click(named("room-menu"))
		w.sees(named("menu"))
		w.press(kb.End)
		w.holdsFocus(named("help"))
		w.press(kb.Home)
		w.holdsFocus(named("members"))
		w.press(kb.Tab)
		w.misses(named("menu"))
		w.holdsFocus(named("viewer"))
	})
	t.Run("ADialogKeepsIt", func(t *testing.T) {
		w := w.in(t)
		w.click(named("viewer"))
		w.click(named("menu") + " " + named("settings"))
		w.sees(named("settings") + "[open]")
		for range 12 {
			w.press(kb.Tab)
			if !eval[bool](w, `[null, document.body].includes(focused()) || focused().closest('dialog') !== null`) {
				t.Errorf("the focus is at %s", eval[string](w, `focused().outerHTML`))
			}
		}
		w.press(kb.Escape)
		w.misses(named("settings"))
		w.holdsFocus(named("viewer"))
	})
}

// focusComesBack: what opens by a key closes by Esc, the topmost first, and the focus is
// then where it was before.
func focusComesBack(t *testing.T, b *chromium) {
	p := start(t)
	w := keysAlone(t, b, p.url)
	bob := p.guest("Bob")
	m := bob.say("Lunch?")
	message := rowOf(m.Seq)
	w.sees(message)
	w.meets(p, bob)
	for _, way := range []struct{ name, from, keys, opens string }{
		{"Account", named("viewer"), kb.Enter, named("menu")},
		{"RoomMenu", named("room-menu"), " ", named("menu")},
		{"Members", named("members-open"), kb.Enter, named("pane") + "[aria-label=Members]"},
		{"Pins", named("room-menu"), " " + kb.ArrowDown + kb.Enter, named("pane") + "[aria-label='Pinned messages']"},
		{"Help", message, "?", named("help")},
		{"Search", named("search-open"), kb.Enter, named("search")},
		{"Switcher", named("switcher-open"), kb.Enter, named("switcher")},
		{"Emoji", named("emoji"), kb.Enter, named("emoji-picker")},
		{"Reaction", message, "+", named("emoji-picker")},
		{"Thread", message, "t", named("pane") + "[aria-label=Thread]"},
	} {
		t.Run(way.name, func(t *testing.T) {
			w := w.in(t)
			eval[bool](w, fmt.Sprintf(`$(%s).focus() ?? true`, js(way.from)))
			for _, key := range way.keys {
				w.press(string(key))
				w.rests()
			}
			w.sees(way.opens)
			until[bool](w, fmt.Sprintf(`focused().closest('.popup, dialog, .pane') !== null && !focused().matches(%s)`, js(way.from)))
			w.press(kb.Escape)
			w.misses(way.opens)
			w.holdsFocus(way.from)
		})
	}
	t.Run("TheTopmostFirst", func(t *testing.T) {
		w := w.in(t)
		w.size(1300, 700)
		w.click(named("members-open"))
		w.sees(named("pane"))
		w.click(named("viewer"))
		w.sees(named("menu"))
		w.press(kb.Escape)
		w.misses(named("menu"))
		w.sees(named("pane"))
	})
}
