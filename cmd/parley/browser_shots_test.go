package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// everySize: a lively conversation fits into a window, a phone and a sidebar, in light and
// dark, and keeps nobody out.
func everySize(t *testing.T, b *chromium) {
	p, w, lunch := livelyRoom(t, b)
	w.looksAt(conversation(p, lunch)...)
}

// everythingOver is the same for what opens over the messages and beside them.
func everythingOver(t *testing.T, b *chromium) {
	_, w, lunch := livelyRoom(t, b)
	w.looksAt(over(lunch)...)
}

// livelyRoom opens a window on a conversation, and returns the message that most was said
// about.
func livelyRoom(t *testing.T, b *chromium) (p *process, w *window, lunch int64) {
	t.Helper()
	p = start(t)
	w = b.blank(t)
	w.watched()
	w.expectsFailures()
	w.visit(proxy(t, p.url, polite, nil))
	// Several windows of one browser have the keyboard in turn, but for this.
	tell(w, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	w.joins("Ann Lovelace")
	return p, w, converse(p, w)
}

// polite refuses what is rude, as a filter of the host's would.
func polite(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/messages") {
		return false
	}
	text, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(strings.NewReader(string(text)))
	if err != nil || !strings.Contains(string(text), "rude") {
		return false
	}
	http.Error(w, `{"title":"Not allowed here","status":422}`, http.StatusUnprocessableEntity)
	return true
}

// conversation has what is seen among the messages and where one writes.
func conversation(p *process, lunch int64) []scene {
	nothing := func(*window) {}
	escape := func(w *window) { w.press(kb.Escape) }
	return []scene{
		{name: "lively", main: true, back: nothing, open: func(w *window) {
			w.offers(w.hasFingers())
			w.latest()
		}},
		{name: "hovered", back: nothing, open: func(w *window) { w.hover(rowOf(lunch) + " .body") }},
		// A list to go on from, and nothing else: it has no main part.
		{name: "rooms", except: []string{"landmark-one-main", "page-has-heading-one"}, open: func(w *window) {
			if w.narrow() {
				w.click(named("back"))
			}
		}, back: func(w *window) { w.click(named("room") + "[data-slug=lobby]") }},
		{name: "reply", back: func(w *window) { w.click(named("reply-cancel")) }, open: func(w *window) {
			w.takes(lunch, "reply")
			w.sees(named("reply-context"))
			w.latest()
		}},
		{name: "edit", open: func(w *window) { w.takes(lunch, "edit"); w.sees(named("edit-input")) }, back: func(w *window) { w.click(named("edit-cancel")) }},
		{name: "confirm", back: func(w *window) { w.click(named("ask-no")) }, open: func(w *window) {
			eval[bool](w, fmt.Sprintf(`$(%s).focus() ?? true`, js(rowOf(lunch))))
			w.press(kb.Delete)
			w.sees(named("ask-yes"))
		}},
		{name: "uploads", back: func(w *window) {
			w.click(named("upload-remove"))
			w.click(named("upload-remove"))
			w.misses(named("upload"))
		}, open: func(w *window) {
			w.chooses(map[string][]byte{"a rather long name of a picture of the sea.png": painted(300, 200), "empty.txt": {}})
			w.sees(named("upload") + "[data-state=failed]")
			w.sees(named("upload") + "[data-state=done]")
		}},
		{name: "dying", back: func(w *window) {
			// Else it is deleted while there is no network, of which one is told over what comes next.
			eval[bool](w, `$('[data-testid=undo]')?.click() ?? true`)
			w.misses(named("undo"))
			w.draft("And bring")
		}, open: func(w *window) {
			w.draft("")
			w.sends("Delete this one")
			w.takes(w.seqOf("Delete this one"), "delete")
			w.sees(named("undo"))
		}},
		{name: "long", open: func(w *window) { w.draft(strings.Repeat("Too much. ", 2000)); w.sees(".counter.problem") }, back: func(w *window) { w.draft("And bring") }},
		{name: "emoji-completion", back: escape, open: func(w *window) { w.draft(":so"); w.sees(named("choices")) }},
		{name: "names-completion", back: func(w *window) { w.press(kb.Escape); w.draft("And bring") }, open: func(w *window) { w.draft("Ask @"); w.insert("c"); w.sees(named("choices")) }},
		{name: "offline", open: func(w *window) {
			p.kill()
			w.sees(named("banner") + "[data-state=offline]")
			w.draft("")
			w.sends("Written without a network")
			w.sees(".pending[data-state=waiting]")
			w.latest()
		}, back: func(w *window) {
			w.click(".pending[data-state=waiting] " + named("discard"))
			p.restart()
			w.misses(named("banner"))
			w.draft("And bring")
		}},
	}
}

// over has what opens over and beside the messages.
func over(lunch int64) []scene {
	escape := func(w *window) { w.press(kb.Escape); w.misses(".popup, dialog") }
	shut := func(w *window) { w.click(named("pane-close")); w.misses(named("pane")) }
	return []scene{
		{name: "message-menu", main: true, back: escape, open: func(w *window) { w.menuOf(lunch) }},
		{name: "emoji", back: escape, open: func(w *window) {
			w.click(named("emoji"))
			until[bool](w, `$$('[data-emoji]').length > 100`)
		}},
		{name: "reaction", back: escape, open: func(w *window) { w.takes(lunch, "react"); w.sees(named("emoji-picker")) }},
		{name: "account", back: escape, open: func(w *window) { w.click(named("viewer")); w.sees(named("menu")) }},
		{name: "switcher", back: escape, open: func(w *window) {
			w.press("k", chromedp.ModifierCtrl)
			until[bool](w, `$$('[data-testid=switcher-room]').length === 3`)
		}},
		{name: "lightbox", back: func(w *window) { escape(w); w.latest() }, open: func(w *window) {
			w.click(named("picture"))
			until[bool](w, `$('[data-testid=lightbox-image]')?.naturalWidth === 640`)
		}},
		{name: "thread", main: true, back: shut, open: func(w *window) {
			w.click(rowOf(lunch) + " " + named("replies"))
			until[bool](w, `$$('[data-testid=thread] .message').length === 4`)
		}},
		{name: "search", main: true, back: shut, open: func(w *window) {
			w.click(named("search-open"))
			w.finds("the", "")
			until[bool](w, `$$('[data-testid=hit]').length > 3`)
		}},
		{name: "search-nothing", back: shut, open: func(w *window) {
			w.click(named("search-open"))
			w.finds("zebra", "")
			w.reads(named("search-status"), "Nothing found.")
		}},
	}
}

// hasFingers tells whether the window has fingers instead of a mouse, and narrow whether the
// rooms and the one in sight have to share it.
func (w *window) hasFingers() bool { return eval[bool](w, `matchMedia('(hover: none)').matches`) }
func (w *window) narrow() bool     { return eval[bool](w, `innerWidth < 700`) }

// menuOf opens the menu of a message. What comes and goes around it may move it away from
// under the mouse, as happens to people.
func (w *window) menuOf(seq int64) {
	w.t.Helper()
	for range 5 {
		more := rowOf(seq) + " " + named("more")
		if !w.hasFingers() {
			more = rowOf(seq) + " " + named("more-actions")
			w.hover(rowOf(seq) + " .body")
			w.rests()
		}
		if w.count(more) == 0 {
			continue // something else came under the mouse
		}
		w.click(more)
		if w.rests(); w.count(named("menu")) > 0 {
			break
		}
	}
	w.sees(named("menu"))
}

// takes chooses a deed from the menu of a message.
func (w *window) takes(seq int64, name string) {
	w.t.Helper()
	w.menuOf(seq)
	w.click(named("menu") + " " + named(name))
}

// draft has exactly this in the composer, as if it had been written.
func (w *window) draft(text string) {
	w.t.Helper()
	w.click(named("composer"))
	eval[bool](w, `$('[data-testid=composer]').select() ?? true`)
	if text == "" {
		w.press(kb.Backspace)
	} else {
		w.insert(text)
	}
}

// latest looks at the newest message, with the mouse elsewhere.
func (w *window) latest() {
	w.t.Helper()
	w.perform(chromedp.MouseEvent("mouseMoved", 1, 1))
	until[bool](w, `(([s]) => { s.scrollTop = s.scrollHeight; return s.scrollHeight - s.scrollTop - s.clientHeight < 2; })($$('.scroller'))`)
}

// offers finds out whether each message has a button for its menu: only where a finger
// cannot hover over it.
func (w *window) offers(always bool) {
	w.t.Helper()
	until[bool](w, fmt.Sprintf(`$$('.message:not(.deleted) > .touch').every((more) =>
		more.checkVisibility({visibilityProperty: true}) === %t)`, always))
}
