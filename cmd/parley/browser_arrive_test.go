package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// manyArrive: more messages come than a window holds, while somebody reads further up, or
// changes a message.
func manyArrive(t *testing.T, b *chromium) {
	const more = 260
	p := start(t)
	carol := p.guest("Carol")
	for i := range 60 {
		carol.say(archiveText(i))
	}
	w := b.open(t, p.url)
	w.joins("Ann")
	w.says("of Ann's own")

	t.Run("WhoReadsKeepsTheirPlace", func(t *testing.T) {
		w := w.in(t)
		w.leavesTheEnd()
		w.watchesPlace()
		for i := range more {
			carol.say(fmt.Sprint("further ", i))
		}
		// All are counted, also those that the window does not keep.
		w.reads(named("newer"), fmt.Sprint(more, " new messages"))
		w.keptPlace()
		w.click(named("newer"))
		w.seqOf(fmt.Sprint("further ", more-1))
		until[bool](w, `(([s]) => s.scrollHeight - s.scrollTop - s.clientHeight < 2)($$('.scroller'))`)
		w.endsWith(p.toldBy(carol), 50)
	})
	t.Run("WhatIsWrittenFarUpWaits", func(t *testing.T) {
		w := w.in(t)
		// Until the newest ones have left the window.
		w.travels(`s.scrollTop = 150`, lastSeqJS, eval[int64](w, lastSeqJS)-1)
		w.expectsFailures()
		p.kill()
		w.sees(named("banner") + "[data-state=offline]")
		w.watchesPlace()
		w.sends("from far up")
		w.reads(named("toast")+" span", "Not sent yet: The server cannot be reached. Trying again by itself.")
		w.keptPlace()
		p.restart()
		w.misses(named("banner"))
		w.click(named("newer"))
		w.seqOf("from far up")
	})
	t.Run("WhoEditsLosesNothing", func(t *testing.T) {
		w := w.in(t)
		w.says("to be changed")
		w.press(kb.ArrowUp)
		w.holdsFocus(named("edit-input"))
		w.insert(" in a moment")
		for i := range more {
			carol.say(fmt.Sprint("besides ", i))
		}
		w.seqOf(fmt.Sprint("besides ", more-1))
		w.holdsFocus(named("edit-input"))
		w.press(kb.Enter)
		// By then it may be further up than the window reaches.
		w.misses(named("edit-input"))
		if list := p.toldBy(carol); !slices.ContainsFunc(list, func(m shown) bool { return m.Text == "to be changed in a moment" }) {
			t.Error("the server does not have what was written")
		}
	})
}

// leavesTheEnd scrolls up by a window or so.
func (w *window) leavesTheEnd() {
	w.t.Helper()
	eval[bool](w, `(([s]) => { s.scrollTop -= 1.2 * s.clientHeight; return true; })($$('.scroller'))`)
	w.rests()
}
