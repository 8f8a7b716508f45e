package main

import (
	"cmp"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// typing is what a window noticed while somebody wrote: times in milliseconds.
type typing struct {
	Keys          int
	P50, P95, Max float64 // from a key to the frame that shows it
	Long          int     // tasks of more than 50 ms
	Longest       float64
	Frames        int
	Dropped       int // frames that came later than half a frame too late
}

// smoothTyping: one goes on writing while 50 messages arrive each second, for PARLEY_TYPING
// or 2 s: nothing typed is lost, the cursor stays, each message comes, and the page does
// not grow. How fast that was, beside the same typing in the quiet, it tells; a busy machine
// may be slow.
func smoothTyping(t *testing.T, b *chromium) {
	lasts, err := time.ParseDuration(cmp.Or(os.Getenv("PARLEY_TYPING"), "2s"))
	if err != nil {
		t.Fatal(err)
	}
	p := start(t)
	carol := p.guest("Carol")
	for i := range 150 {
		carol.say(archiveText(i))
	}
	w := b.open(t, p.url)
	w.joins("Ann")
	w.click(named("composer"))
	w.noticesTyping()
	text := strings.Repeat("the quick brown fox ", int(lasts/(20*typingPace)))

	quiet := w.types(text)
	w.press(kb.Enter)
	w.misses(".pending")
	var crowd sync.WaitGroup
	said := 0
	crowd.Go(func() {
		every := time.NewTicker(time.Second / 50)
		defer every.Stop()
		for ; said < int(lasts*50/time.Second); said++ {
			<-every.C
			if res, _, err := carol.do("POST /api/v1/rooms/lobby/messages", map[string]string{"text": archiveText(said)}); err != nil || res.StatusCode != 201 {
				t.Errorf("message %d: %v", said, err)
				return
			}
		}
	})
	longest := w.traces()
	busy := w.types(text)
	crowd.Wait()
	t.Logf("quiet %+v", quiet)
	t.Logf("busy  %+v; p95 %.2f times that in the quiet; the longest task took the processor for %.1f ms", busy, busy.P95/quiet.P95, longest())

	if got := eval[string](w, `$('[data-testid=composer]').value`); got != text {
		t.Errorf("of what was typed there is %q", got)
	}
	if at := eval[int](w, `$('[data-testid=composer]').selectionStart`); at != len(text) {
		t.Errorf("the cursor is at %d of %d", at, len(text))
	}
	w.holdsFocus(named("composer"))
	w.endsWith(p.toldBy(carol), 50)
	if n, nodes := w.count(".message"), eval[int](w, `$('.scroller').getRootNode().querySelectorAll('*').length`); n > mostMessages || nodes > mostNodes {
		t.Errorf("the window holds %d messages and %d elements", n, nodes)
	}
}

// typingPace is how long somebody who writes fast waits between two keys.
const typingPace = 50 * time.Millisecond

// noticesTyping has the window measure from now on.
func (w *window) noticesTyping() {
	w.t.Helper()
	eval[bool](w, `(() => {
		const typing = window.typing = {keys: [], long: [], gaps: []};
		new PerformanceObserver((list) => typing.long.push(...list.getEntries().map(({duration}) => duration))).observe({entryTypes: ['longtask']});
		// A message is answered after the frame that follows: then the key is painted.
		const painted = new MessageChannel();
		let waiting = [];
		painted.port1.onmessage = () => { const now = performance.now(); typing.keys.push(...waiting.map((at) => now - at)); waiting = []; };
		addEventListener('keydown', ({timeStamp}) => requestAnimationFrame(() => { waiting.push(timeStamp); painted.port2.postMessage(0); }), true);
		let last = performance.now();
		const frame = (now) => { typing.gaps.push(now - last); last = now; requestAnimationFrame(frame); };
		requestAnimationFrame(frame);
		return true;
	})()`)
}

// types presses one key after the other in an even pace, and returns what the window noticed.
func (w *window) types(text string) typing {
	w.t.Helper()
	eval[bool](w, `(Object.values(typing).forEach((list) => list.splice(0)), true)`)
	every := time.NewTicker(typingPace)
	defer every.Stop()
	for _, key := range text {
		<-every.C
		w.press(string(key))
	}
	w.rests()
	return eval[typing](w, `(() => {
		const {keys, long, gaps} = typing, sorted = [...keys].sort((a, b) => a - b);
		const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
		return {Keys: keys.length, P50: at(0.5), P95: at(0.95), Max: sorted.at(-1), Long: long.length, Longest: Math.max(0, ...long),
			Frames: gaps.length, Dropped: gaps.filter((gap) => gap > 25).length};
	})()`)
}

// traces records what the browser does, until the returned function tells how many
// milliseconds of a processor its longest task took: that of a task that only had to wait
// for one does not count.
func (w *window) traces() (longest func() float64) {
	w.t.Helper()
	var most float64
	ended := make(chan struct{})
	if err := chromedp.Listen(w.ctx, func(event any) {
		switch e := event.(type) {
		case *tracing.EventDataCollected:
			for _, raw := range e.Value {
				var task struct {
					Name string  `json:"name"`
					CPU  float64 `json:"tdur"` // microseconds
				}
				if json.Unmarshal(raw, &task) == nil && strings.HasSuffix(task.Name, "RunTask") {
					most = max(most, task.CPU/1000)
				}
			}
		case *tracing.EventTracingComplete:
			close(ended)
		}
	}); err != nil {
		w.t.Fatal(err)
	}
	tell(w, tracing.Start, tracing.StartParams{TraceConfig: &tracing.TraceConfig{IncludedCategories: []string{"toplevel"}}})
	return func() float64 {
		tell(w, tracing.End, cdp.Empty{})
		<-ended
		return most
	}
}
