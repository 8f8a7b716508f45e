package main

import "testing"

// everyDoor: what one sees before there is anything to see fits, and keeps nobody out.
func everyDoor(t *testing.T, b *chromium) {
	nothing := func(*window) {}
	w := b.open(t, start(t).url)
	w.looksAt(scene{name: "log-in", main: true, back: nothing, open: func(w *window) { w.sees(named("login")) }})
	w.joins("Ann")
	w.looksAt(scene{name: "empty", back: nothing, open: func(w *window) { w.sees(".empty") }})
}

// asidePage is a host's page with a narrow room beside its own content.
const asidePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Order 42</title>
<script type="module" src="/chat/embed.js"></script>
<main>
<h1>Order 42</h1>
<p>Two chairs, one table.</p>
<parley-chat room="ref:order:42"></parley-chat>
</main>
</html>`

// embeddedFits: the element is at home in a host's page, however little room it has there.
func embeddedFits(t *testing.T, b *chromium) {
	w := b.open(t, embed(t, "/chat", asidePage).url, "who", "ann")
	eval[string](w, `$('parley-chat').style.width = 'min(320px, 100%)'`)
	w.says("Is it oak?")
	size := `getComputedStyle($('.body')).fontSize`
	until[bool](w, size+` === '15px'`)
	eval[bool](w, `$('parley-chat').style.setProperty('--parley-font-size', '20px') ?? true`)
	until[bool](w, size+` === '20px'`)
	eval[string](w, `$('parley-chat').style.removeProperty('--parley-font-size')`)
	seq := w.seqOf("Is it oak?")
	w.looksAt(
		scene{name: "embedded", main: true, back: func(*window) {}, open: func(w *window) { w.sees(rowOf(seq)) }},
		scene{name: "embedded-thread", back: func(w *window) { w.click(named("pane-close")) }, open: func(w *window) {
			w.takes(seq, "thread")
			w.sees(named("thread-composer"))
		}})
}
