package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// searching: what was said long ago is found by its words, which are marked, and a click
// leads to its place in the history; in other rooms too, and in threads.
func searching(t *testing.T, b *chromium) {
	p := start(t)
	bob := p.guest("Bob")
	old := bob.say("The <b>quick</b> red fox, and nothing else")
	for i := range 120 {
		bob.say(fmt.Sprint("filler ", i))
	}
	w := b.open(t, p.url)
	w.joins("Ann")
	w.meets(p, bob)
	w.click(named("composer"))
	w.press("f", chromedp.ModifierCtrl)
	w.sees(named("search"))
	w.insert("FOX")
	w.reads(named("search-status"), "1 message")
	if found := eval[string](w, `$$('.hit-text mark').map((mark) => mark.textContent).join() + '|' + $('.hit-text').textContent`); found != "fox|The <b>quick</b> red fox, and nothing else" {
		t.Errorf("it shows %q", found)
	}
	if w.count(rowOf(old.Seq)) != 0 {
		t.Error("the old message was in the list before anybody went there")
	}
	w.press(kb.ArrowDown)
	w.press(kb.Enter)
	w.sees(rowOf(old.Seq))
	until[bool](w, fmt.Sprintf(`focused() === $(%s)`, js(rowOf(old.Seq))))

	// Where there is little room it stood before the messages; else it stays, to go on from.
	w.misses(named("search"))
	w.size(1500, 800)
	w.click(named("search-open"))
	w.finds("green", "All tests are green!")
	w.click(named("hit"))
	w.reads(named("room-name"), "Release 2.0")
	w.seqOf("All tests are green!")
	w.sees(named("search"))
	w.click(named("search-all"))
	w.reads(named("search-status"), "1 message")
	w.finds("fox", "")
	w.reads(named("search-status"), "Nothing found.")
	w.expectsFailures()
	w.finds("has:nonsense", "")
	until[bool](w, `/has/.test($('[data-testid=search-status]').textContent)`)
	w.press(kb.Escape)
	w.misses(named("search"))
}

// finds looks for something else than before, and waits for the first of what is found.
func (w *window) finds(query, first string) {
	w.t.Helper()
	eval[bool](w, `$('[data-testid=search-field]').select() ?? true`)
	w.insert(query)
	if first != "" {
		until[bool](w, fmt.Sprintf(`$('.hit-text')?.textContent === %s`, js(first)))
	}
}

// switching: some letters of its name lead to a room.
func switching(t *testing.T, b *chromium) {
	p := start(t)
	w := b.open(t, p.url)
	w.joins("Ann")
	w.meets(p, p.guest("Bob"))
	w.click(named("composer"))
	w.press("k", chromedp.ModifierCtrl)
	w.sees(named("switcher"))
	until[bool](w, `$$('[data-testid=switcher-room]').length === 3`)
	w.insert("zzz")
	until[bool](w, `$('.switcher .rooms-note').textContent === 'No room is called that.'`)
	eval[bool](w, `$('[data-testid=switcher-field]').select() ?? true`)
	w.insert("PART")
	until[bool](w, `$$('[data-testid=switcher-room] .choice-label').map((label) => label.textContent).join() === 'Garden party'`)
	w.press(kb.Enter)
	w.misses(named("switcher"))
	w.reads(named("room-name"), "Garden party")
	until[bool](w, `focused().dataset.testid === 'composer'`)

	w.click(named("switcher-open"))
	until[bool](w, `$$('[data-testid=switcher-room][aria-selected=true]').length === 1`)
	w.press(kb.Escape)
	w.misses(named("switcher"))
	w.reads(named("room-name"), "Garden party")
}
