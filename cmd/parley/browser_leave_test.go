package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// whoGoes: who logs out leaves nothing of their own for who comes next.
func whoGoes(t *testing.T, b *chromium) {
	p := start(t)
	w := b.open(t, p.url)
	w.size(1500, 700)
	w.joins("Ann")
	w.says("what about tea?")
	// A host's page may have more than the one element.
	eval[bool](w, `document.body.append(Object.assign(document.createElement('parley-composer'), { id: 'other' })) ?? true`)
	w.sees("#other")
	other := `document.querySelector('#other').shadowRoot.querySelector('textarea')`
	until[bool](w, other+`?.disabled === false`)
	eval[bool](w, `((field) => { field.value = 'a third thought'; return field.dispatchEvent(new InputEvent('input')); })(`+other+`)`)
	w.draft("half a thought")
	w.menuOf(w.seqOf("what about tea?"))
	w.click(named("menu") + " " + named("thread"))
	w.write(named("thread-composer"), "another half")
	w.goes()
	w.misses(named("thread"))
	for _, field := range []string{`$('[data-testid=composer]')`, other} {
		if left := eval[string](w, field+`.value`); left != "" {
			t.Errorf("%q is left in %s", left, field)
		}
	}
	w.joins("Bob")
	w.menuOf(w.seqOf("what about tea?"))
	w.click(named("menu") + " " + named("thread"))
	w.sees(named("thread-composer"))
	if left := eval[string](w, `$('[data-testid=thread-composer]').value`); left != "" {
		t.Errorf("Bob goes on with %q", left)
	}
	w.press(kb.Escape)
	w.misses(named("thread"))
}
