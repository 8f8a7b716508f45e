package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// history: older messages come when one scrolls up, and what one reads stays where it is.
func history(t *testing.T, b *chromium) {
	const all = 130
	p := start(t)
	carol := p.guest("Carol")
	want := carol.saysMuch(all)
	w := b.open(t, p.url)
	w.shows(want[all-50:])
	if !eval[bool](w, `(([s]) => s.scrollHeight - s.scrollTop - s.clientHeight < 2)($$('.scroller'))`) {
		t.Error("the newest message is not in sight at first")
	}
	for _, from := range []int{all - 100, 0} {
		t.Run(fmt.Sprint("From", from), func(t *testing.T) {
			w := w.in(t)
			seq, before := w.scrollUp()
			w.shows(want[from:])
			after := w.top(seq)
			if math.Abs(after-before) > 3 {
				t.Errorf("what one reads moved from %.1f to %.1f", before, after)
			}
		})
	}
	t.Run("NewOnesDoNotDisturb", func(t *testing.T) {
		w := w.in(t)
		w.rests()
		eval[float64](w, `$('.scroller').scrollTop = 500`)
		w.rests()
		seq := eval[int64](w, firstVisibleJS)
		before := w.top(seq)
		carol.say("new")
		w.reads(named("newer"), "New message")
		if after := w.top(seq); math.Abs(after-before) > 3 {
			t.Errorf("what one reads moved from %.1f to %.1f", before, after)
		}
		w.click(named("newer"))
		until[bool](w, `(([s]) => s.scrollHeight - s.scrollTop - s.clientHeight < 2)($$('.scroller'))`)
		w.misses(named("newer"))
	})
}

// saysMuch posts so many messages, and returns them.
func (one *person) saysMuch(count int) []shown {
	one.p.t.Helper()
	for i := range count {
		one.say(fmt.Sprint("message ", i))
	}
	return one.p.toldBy(one)
}

// firstVisibleJS computes the seq of the first message that begins in sight.
const firstVisibleJS = `Number($$('.message[data-seq]').find((row) =>
	row.getBoundingClientRect().top >= $('.scroller').getBoundingClientRect().top).dataset.seq)`

// scrollUp scrolls near the top, and returns the first message in sight and where it is
// at that moment, before anything can load.
func (w *window) scrollUp() (seq int64, top float64) {
	w.t.Helper()
	w.rests()
	at := eval[[2]float64](w, fmt.Sprintf(`(() => {
		$('.scroller').scrollTop = 120;
		const seq = %s;
		return [seq, $('.message[data-seq="' + seq + '"]').getBoundingClientRect().top];
	})()`, firstVisibleJS))
	return int64(at[0]), at[1]
}

// rests waits until the page has laid out and painted what it shows: nobody scrolls
// sooner.
func (w *window) rests() {
	w.t.Helper()
	eval[float64](w, `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))`)
}

// top is where a message is in the window.
func (w *window) top(seq int64) float64 {
	w.t.Helper()
	return eval[float64](w, fmt.Sprintf(`$(%s).getBoundingClientRect().top`, js(rowOf(seq))))
}

// keyboard: everything without a mouse.
func keyboard(t *testing.T, b *chromium) {
	p := start(t)
	reader := p.nobody()
	w := b.open(t, p.url)
	w.joins("Ann")
	w.holdsFocus(named("composer"))

	t.Run("EnterSends", func(t *testing.T) {
		w := w.in(t)
		w.press("one" + kb.Enter)
		w.seqOf("one")
	})
	t.Run("ShiftEnterIsANewLine", func(t *testing.T) {
		w := w.in(t)
		w.press("two")
		w.press(kb.Enter, chromedp.ModifierShift)
		w.press("lines" + kb.Enter)
		w.seqOf("two\nlines")
	})
	t.Run("BlankIsNotSent", func(t *testing.T) {
		w := w.in(t)
		w.press("  ")
		w.press(kb.Enter)
		w.press("three" + kb.Enter)
		w.seqOf("three")
	})
	t.Run("EscapeCancelsAnEdit", func(t *testing.T) {
		w := w.in(t)
		w.press(kb.ArrowUp)
		w.holdsFocus(named("edit-input"))
		w.press(" not" + kb.Escape)
		w.misses(named("edit-input"))
		w.shows(p.toldBy(reader))
	})
	t.Run("EscapeAgainLeadsBack", func(t *testing.T) {
		w := w.in(t)
		w.press(kb.Escape)
		w.holdsFocus(named("composer"))
	})
	t.Run("ArrowUpEditsTheLastOfOnesOwn", func(t *testing.T) {
		p.guest("Carol").say("not Ann's")
		w := w.in(t)
		w.seqOf("not Ann's")
		w.press(kb.ArrowUp)
		w.holdsFocus(named("edit-input"))
		w.press("!" + kb.Enter)
		w.seqOf("three!")
	})
	t.Run("DeleteAsks", func(t *testing.T) {
		w := w.in(t)
		three := rowOf(w.seqOf("three!"))
		w.holdsFocus(three)
		w.press(kb.Delete)
		w.holdsFocus(named("ask-yes"))
		w.press(kb.Escape)
		w.holdsFocus(three)
		w.press(kb.Delete)
		w.holdsFocus(named("ask-yes"))
		w.press(kb.Enter)
		w.sees(three + ".deleted")
		w.holdsFocus(three)
	})
	t.Run("ArrowUpKeepsAText", func(t *testing.T) {
		w := w.in(t)
		w.press(kb.Escape)
		w.holdsFocus(named("composer"))
		w.press("x" + kb.ArrowUp + "y")
		w.misses(named("edit-input"))
		w.press(kb.Enter)
		w.misses(".pending")
	})
	w.shows(p.toldBy(reader))
}

// holdsFocus waits until keys go to the element.
func (w *window) holdsFocus(selector string) {
	w.t.Helper()
	until[bool](w, fmt.Sprintf(`focused()?.matches(%s)`, js(selector)))
}
