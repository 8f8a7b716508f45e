package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"
)

// completion: names and emoji complete themselves by keys and by the mouse, tell screen
// readers so, and leave who writes on alone.
func completion(t *testing.T, b *chromium) {
	p := start(t)
	grace, graham := p.guest("Grace Hopper"), p.guest("Graham")
	grace.say("hello")
	graham.say("hello")
	at := "@" + grace.handle()
	w := b.open(t, p.url)
	w.joins("Ann")
	w.seqOf("hello")
	w.write(named("composer"), "Ask @gra")
	w.picks("Graham", "Grace Hopper")
	if got := eval[string](w, fmt.Sprintf(`((field) => [field.role, field.getAttribute('aria-controls') === field.getRootNode().querySelector('.choices').id, field.getRootNode().getElementById(field.getAttribute('aria-activedescendant')).querySelector('.choice-label').textContent].join())($(%s))`, js(named("composer")))); got != ",true,Graham" {
		t.Errorf("the field says %q", got)
	}
	until[bool](w, `$$('[role=status]').some((status) => status.textContent === '2 suggestions. Arrow keys choose, Enter takes one.')`)
	w.press(kb.ArrowDown)
	w.press(kb.Enter)
	w.holds("Ask " + at + " ")
	w.misses(named("choices"))

	w.insert("about :rocke")
	w.picks("rocket launch ship")
	w.press(kb.Tab)
	w.holds("Ask " + at + " about 🚀 ")
	w.insert("and @gra")
	w.picks("Graham", "Grace Hopper")
	w.press(kb.Escape)
	w.misses(named("choices"))
	w.insert("c")
	w.misses(named("choices"))
	w.press(kb.Enter)
	w.seqOf("Ask @Grace Hopper about 🚀 and @grac")

	// A word of an input method is not written yet, and its Enter is not ours.
	w.click(named("composer"))
	w.insert("@gra")
	w.picks("Graham", "Grace Hopper")
	w.click(named("choice") + ":last-child")
	w.holds(at + " ")
	if focus := eval[string](w, `focused().dataset.testid`); focus != "composer" {
		t.Errorf("the focus is at %q", focus)
	}
	tell(w, input.ImeSetComposition, input.ImeSetCompositionParams{Text: ":rocke", SelectionStart: 6, SelectionEnd: 6})
	w.holds(at + " :rocke")
	w.misses(named("choices"))
	w.insert(":rocket")
	w.picks("rocket launch ship")
}

// picks waits until these completions are there to choose from.
func (w *window) picks(labels ...string) {
	w.t.Helper()
	until[bool](w, fmt.Sprintf(`$('[data-testid=choices]')?.checkVisibility() && JSON.stringify($$('.choice-label').map((label) => label.textContent).sort()) === JSON.stringify(%s.sort())`, js(labels)))
}

// holds waits until the composer has the text.
func (w *window) holds(text string) {
	w.t.Helper()
	until[bool](w, fmt.Sprintf(`$('[data-testid=composer]').value === %s`, js(text)))
}
