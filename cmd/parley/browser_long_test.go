package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/parleychat/parley/chat"
)

// How much a window may hold, however long the history is: 200 messages have some 14
// elements each, and there is the rest of the page.
const (
	mostMessages = 200
	mostNodes    = 4_000
)

// tenThousand: one reads ten thousand messages of all heights from the newest to the oldest
// and back, by all means that there are, and what one reads never moves when a page comes.
// With PARLEY_LONG all of them go by, else half of the way up, and the beginning of the way back.
func tenThousand(t *testing.T, b *chromium) {
	const all = 10_000
	p := archived(t, all)
	w := b.open(t, p.url+"/#"+archiveSlug)
	w.sees(rowOf(all))
	w.rests()
	tell(w, performance.Enable, performance.EnableParams{})
	small := w.heap()
	w.watchesPlace()

	t.Run("Wheel", func(t *testing.T) {
		w := w.in(t)
		w.leafs(2, func() { w.wheel(1500) })
	})
	t.Run("Keys", func(t *testing.T) {
		w := w.in(t)
		eval[bool](w, fmt.Sprintf(`$('.message[data-seq="' + %s + '"]').focus({preventScroll: true}) ?? true`, firstVisibleJS))
		w.leafs(4, func() { w.press(kb.PageUp) }) // the row with the focus leaves on the way
	})
	t.Run("Scrollbar", func(t *testing.T) {
		w := w.in(t)
		w.leafs(2, w.drags())
		w.perform(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, 0, 0))
	})
	t.Run("WhatGrowsLate", func(t *testing.T) {
		w.in(t).keepsWhile(`$('.message').style.paddingBottom = '300px'`)
		w.in(t).keepsWhile(`$('.message').style.paddingBottom = ''`)
		// The banner comes, or goes, when that was made up for by scrolling that nobody has been told of.
		for _, comes := range []bool{true, false} {
			w.in(t).keepsWhile(fmt.Sprintf(`$('.message').style.paddingBottom = '%spx';
				await new Promise((grown) => new ResizeObserver((_, watch) => {
					$('[data-testid=banner]').hidden = %t;
					grown(watch.disconnect());
				}).observe(s))`, map[bool]string{true: "200", false: "0"}[comes], !comes))
		}
	})
	t.Run("AnotherWidth", func(t *testing.T) {
		w := w.in(t)
		w.keepsWhile(`$('.scroller').style.marginRight = '300px'`)
		w.keepsWhile(`$('.scroller').style.marginRight = ''`)
	})
	up, back := int64(all/2), int64(500)
	if os.Getenv("PARLEY_LONG") != "" {
		up, back = 1, all
	}
	t.Run("ToTheOldest", func(t *testing.T) {
		w := w.in(t)
		w.travels(`s.scrollTop = 150`, firstSeqJS, up)
		w.goesTo(1)
	})
	t.Run("AndBack", func(t *testing.T) {
		w.in(t).travels(`s.scrollTop = s.scrollHeight - s.clientHeight - 150`, lastSeqJS, back)
	})
	t.Run("NothingIsLeftBehind", func(t *testing.T) {
		w := w.in(t)
		large := w.heap()
		t.Logf("before all of it the window uses %+v, after it %+v", small, large)
		if large.JSHeapUsedSize > small.JSHeapUsedSize+8<<20 || large.Nodes > 3*mostNodes {
			t.Error("that is too much")
		}
	})
	t.Run("Jumps", func(t *testing.T) { w.in(t).jumps(p) })
}

// goesTo shows a message of the archive by its address.
func (w *window) goesTo(seq int) {
	w.t.Helper()
	eval[string](w, fmt.Sprintf(`location.hash = '%s/%s'`, archiveSlug, archiveID("message", seq-1)))
	w.sees(rowOf(int64(seq)))
}

// jumps goes from the newest message to the first unread one, several pages back, and from
// there, having read on, to the newest.
func (w *window) jumps(p *process) {
	w.t.Helper()
	w.joins("Ann")
	w.click(named("join"))
	w.misses(named("join"))
	w.goesTo(2) // who looks at the newest reads what comes
	carol := p.guest("Carol")
	var said [300]chat.Message
	for i := range said {
		carol.must(201, "POST /api/v1/rooms/"+archiveSlug+"/messages", chat.Draft{Text: archiveText(i)}, &said[i])
	}
	eval[bool](w, fmt.Sprintf(`(history.replaceState(null, '', '#%s'), true)`, archiveSlug))
	w.reloads()
	w.click(named("jump-unread"))
	w.holdsFocus(rowOf(said[0].Seq))
	w.sees(named("unread-line"))
	w.watchesPlace()
	// Also who is at the end of what is there before more has come stays where they are.
	w.leafs(2, func() { eval[bool](w, `(([s]) => (s.scrollTop = s.scrollHeight, look(), true))($$('.scroller'))`) })
	w.leafs(2, func() { w.wheel(-1500) })
	w.click(named("newer"))
	w.sees(rowOf(said[len(said)-1].Seq))
	until[bool](w, `(([s]) => s.scrollHeight - s.scrollTop - s.clientHeight < 2)($$('.scroller'))`)
	w.misses(named("newer"))
}

// keepsWhile does something to the page in the middle of the history, and fails if what one
// reads has moved two frames later.
func (w *window) keepsWhile(deed string) {
	w.t.Helper()
	moved := eval[float64](w, fmt.Sprintf(`(async ([s]) => {
		const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		s.scrollTop = s.scrollHeight / 2;
		await frames();
		const {top} = s.getBoundingClientRect();
		const row = $$('.message').find((row) => row.getBoundingClientRect().top >= top);
		const before = row.getBoundingClientRect().top;
		%s;
		await frames();
		return Math.abs(row.getBoundingClientRect().top - before);
	})($$('.scroller'))`, deed))
	if moved > 1 {
		w.t.Errorf("what one reads has moved by %.1f pixels with %s", moved, deed)
	}
}

// place is what a window noticed of its reader's place.
type place struct {
	Pages    int     // that came
	Worst    float64 // how far what one reads has moved then, in pixels
	Messages int     // the most there were
	Nodes    int     // the most there were
}

// watchesPlace has the window notice, whenever rows come or go, how far that moved the first
// message in sight since the last frame: between two frames nobody scrolls.
func (w *window) watchesPlace() {
	w.t.Helper()
	eval[bool](w, `(() => {
		const [scroller] = $$('.scroller'), root = scroller.getRootNode(), list = scroller.querySelector('ol');
		const place = window.place = {Pages: 0, Worst: 0, Messages: 0, Nodes: 0};
		const seen = () => {
			const box = scroller.getBoundingClientRect();
			for (const row of list.querySelectorAll('.message')) {
				const {top} = row.getBoundingClientRect();
				if (top >= box.top) return {row, top};
			}
		};
		let last = null;
		const look = window.look = () => { last = seen(); };
		const frame = () => { look(); requestAnimationFrame(frame); };
		frame();
		new MutationObserver(() => {
			place.Messages = Math.max(place.Messages, list.querySelectorAll('.message').length);
			place.Nodes = Math.max(place.Nodes, root.querySelectorAll('*').length);
			if (!last?.row.isConnected) return;
			const moved = Math.abs(last.row.getBoundingClientRect().top - last.top);
			place.Pages++;
			place.Worst = Math.max(place.Worst, moved);
		}).observe(list, {childList: true});
		return true;
	})()`)
}

// keptPlace fails if what one read has moved, or the window held too much.
func (w *window) keptPlace() place {
	w.t.Helper()
	got := eval[place](w, `window.place`)
	if got.Worst > 1 {
		w.t.Fatalf("what one reads has moved by %.1f pixels", got.Worst)
	}
	if got.Messages > mostMessages || got.Nodes > mostNodes {
		w.t.Errorf("the window held %d messages and %d elements", got.Messages, got.Nodes)
	}
	return got
}

// leafs turns pages by the deed until so many have come.
func (w *window) leafs(pages int, deed func()) {
	w.t.Helper()
	for range 400 {
		if w.keptPlace().Pages >= pages {
			break
		}
		deed()
		w.rests()
	}
	if got := w.keptPlace(); got.Pages < pages {
		w.t.Fatalf("only %d pages came", got.Pages)
	}
	eval[int](w, `window.place.Pages = 0`)
}

// wheel turns the wheel of the mouse until so many pixels have gone by.
func (w *window) wheel(by float64) {
	w.t.Helper()
	tell(w, input.SynthesizeScrollGesture, input.SynthesizeScrollGestureParams{X: 500, Y: 350, YDistance: by, Speed: 8000, GestureSourceType: input.GestureSourceTypeMouse})
}

// drags takes the thumb of the scrollbar; each further call moves it up a bit.
func (w *window) drags() func() {
	w.t.Helper()
	at := eval[[2]float64](w, `(([s]) => {
		const {right, top, height} = s.getBoundingClientRect();
		return [right - (s.offsetWidth - s.clientWidth) / 2, top + height * (s.scrollTop + s.clientHeight / 2) / s.scrollHeight];
	})($$('.scroller'))`)
	x, y := at[0], at[1]
	held := func(p *input.DispatchMouseEventParams) {
		p.Button, p.Buttons, p.ClickCount = input.MouseButtonLeft, 1, 1
	}
	w.perform(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
	w.perform(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x, y, held))
	return func() {
		y -= 12
		w.perform(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y, held))
	}
}

// travels scrolls on and on until the window holds the message, which edge comes nearer to.
func (w *window) travels(scroll, edge string, seq int64) {
	w.t.Helper()
	ended := eval[bool](w, fmt.Sprintf(`(async ([s]) => {
		const at = %s;
		const frame = () => new Promise(requestAnimationFrame);
		for (const late = performance.now() + 120000; performance.now() < late; await frame()) {
			if ((%s - %d) * (%d - at) >= 0) return true;
			%s;
			look();
		}
		return false;
	})($$('.scroller'))`, edge, edge, seq, seq, scroll))
	if !ended {
		w.t.Fatalf("message %d is still not there, but %d", seq, eval[int64](w, edge))
	}
	w.t.Logf("the window noticed %+v", w.keptPlace())
}

// heap is what the window uses, without what nobody uses any more.
func (w *window) heap() (used struct{ JSHeapUsedSize, Nodes float64 }) {
	w.t.Helper()
	tell(w, heapprofiler.CollectGarbage, cdp.Empty{})
	for _, m := range tell(w, performance.GetMetrics, cdp.Empty{}).Metrics {
		switch m.Name {
		case "JSHeapUsedSize":
			used.JSHeapUsedSize = m.Value
		case "Nodes":
			used.Nodes = m.Value
		}
	}
	return used
}
