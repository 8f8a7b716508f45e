package main

import (
	"fmt"
	"math"
	"testing"
)

// longHistory: one reads a long history from its end to its beginning and back, never loses
// one's place, and the page never holds more than a part of it.
func longHistory(t *testing.T, b *chromium) {
	const all = 420
	p := start(t)
	carol := p.guest("Carol")
	want := carol.saysMuch(all)
	w := b.open(t, p.url)
	w.sees(rowOf(want[all-1].Seq))
	w.rests()
	t.Run("Up", func(t *testing.T) {
		w.in(t).readsTo(want[0].Seq, `s.scrollTop = 150`, firstSeqJS)
	})
	t.Run("Down", func(t *testing.T) {
		w.in(t).readsTo(want[all-1].Seq, `s.scrollTop = s.scrollHeight - s.clientHeight - 150`, lastSeqJS)
	})
	t.Run("JumpToTheLatest", func(t *testing.T) {
		w := w.in(t)
		w.readsTo(want[0].Seq, `s.scrollTop = 150`, firstSeqJS)
		late := carol.say("at the end")
		w.reads(named("newer"), "New message") // though the page does not hold it
		w.click(named("newer"))
		w.sees(rowOf(late.Seq))
		until[bool](w, `(([s]) => s.scrollHeight - s.scrollTop - s.clientHeight < 2)($$('.scroller'))`)
		w.misses(named("newer"))
	})
}

// The seqs of the first and of the last message that the page holds.
const (
	firstSeqJS = `Number($$('.message[data-seq]')[0].dataset.seq)`
	lastSeqJS  = `Number($$('.message[data-seq]').at(-1).dataset.seq)`
)

// readsTo scrolls on and on until the page holds the message at that end of it, and fails
// if what one reads moves, or the page holds too much.
func (w *window) readsTo(seq int64, scroll, edge string) {
	w.t.Helper()
	const most = 250
	for range 40 {
		at := eval[[3]float64](w, fmt.Sprintf(`(([s]) => {
			%s;
			const seq = %s;
			return [seq, $('.message[data-seq="' + seq + '"]').getBoundingClientRect().top, %s];
		})($$('.scroller'))`, scroll, firstVisibleJS, edge))
		if int64(at[2]) == seq {
			return
		}
		until[bool](w, fmt.Sprintf(`%s !== %d`, edge, int64(at[2])))
		w.rests()
		if after := w.top(int64(at[0])); math.Abs(after-at[1]) > 3 {
			w.t.Fatalf("message %d, which one reads, moved from %.1f to %.1f", int64(at[0]), at[1], after)
		}
		if n := w.count(".message"); n > most {
			w.t.Fatalf("the page holds %d messages", n)
		}
	}
	w.t.Fatalf("message %d is still not there", seq)
}
