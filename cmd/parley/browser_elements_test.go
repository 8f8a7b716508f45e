package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// orderPage is a host's page: fifteen lines with a room in them.
const orderPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Order 42</title>
<script type="module" src="/chat/embed.js"></script>
</head>
<body>
<h1>Order 42</h1>
<p>Two chairs, one table.</p>
<h2>Talk about it</h2>
<parley-chat room="ref:order:42"></parley-chat>
<p>Ask us anything.</p>
</body>
</html>`

// embedded: a room works in a host's own page, with the host's own users, under the host's
// strict policy.
func embedded(t *testing.T, b *chromium) {
	e := embed(t, "/chat", orderPage)
	ann, bob := b.open(t, e.url, "who", "ann"), b.open(t, e.url, "who", "bob")
	for _, w := range []*window{ann, bob} {
		w.reads(named("room-name"), "About order:42")
	}
	ann.says("Is it oak?")
	seq := bob.seqOf("Is it oak?")
	bob.says("It is.")
	ann.seqOf("It is.")
	t.Run("Quote", func(t *testing.T) {
		ann, bob := ann.in(t), bob.in(t)
		bob.hover(rowOf(seq))
		bob.click(rowOf(seq) + " " + named("reply"))
		bob.reads(named("reply-context")+" bdi", "Is it oak?")
		bob.says("From the forest here.")
		ann.reads(rowOf(ann.seqOf("From the forest here."))+" .quoted-text", "Is it oak?")
	})
	t.Run("Reaction", func(t *testing.T) {
		ann, bob := ann.in(t), bob.in(t)
		bob.hover(rowOf(seq))
		bob.click(rowOf(seq) + " " + named("react"))
		bob.click(named("emoji-picker") + " [data-emoji='👍']")
		ann.reads(rowOf(seq)+" "+named("reaction")+" .count", "1")
		ann.click(rowOf(seq) + " " + named("reaction"))
		bob.reads(rowOf(seq)+" "+named("reaction")+" .count", "2")
		ann.click(rowOf(seq) + " " + named("reaction") + "[aria-pressed=true]")
		bob.reads(rowOf(seq)+" "+named("reaction")+" .count", "1")
	})
	t.Run("Thread", func(t *testing.T) {
		ann, bob := ann.in(t), bob.in(t)
		bob.hover(rowOf(seq))
		bob.click(rowOf(seq) + " " + named("thread"))
		bob.write(named("thread-composer"), "Aside: how heavy is it?")
		bob.press("\r")
		ann.reads(rowOf(seq)+" "+named("replies"), "1 reply")
		ann.click(rowOf(seq) + " " + named("replies"))
		until[bool](ann, `$$('[data-testid=thread] .body').some((body) => body.textContent === 'Aside: how heavy is it?')`)
		if n := eval[int](ann, `$$('.stage .body').filter((body) => body.textContent.startsWith('Aside')).length`); n != 0 {
			t.Error("what is said in a thread stands in the main flow")
		}
		bob.click(named("pane-close"))
		bob.misses(named("thread"))
	})
	t.Run("Typing", func(t *testing.T) {
		ann, bob := ann.in(t), bob.in(t)
		bob.write(named("composer"), "Let me")
		ann.reads(named("typing"), "bob is typing …")
		bob.press("\r")
		ann.reads(named("typing"), "")
	})
}

// manyPage has every element there is.
const manyPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><title>Many</title>
<script type="module" src="/chat/embed.js"></script>
<div id="here"><parley-rooms for="one"></parley-rooms><parley-chat id="one"></parley-chat></div>
<div id="there"><parley-chat id="two" room="ref:order:7"></parley-chat><parley-composer id="write" room="ref:order:7"></parley-composer></div>
</html>`

// elementsShare: elements on one page share a connection, show what their attributes say, and
// leave nothing behind.
func elementsShare(t *testing.T, b *chromium) {
	e := embed(t, "/chat", manyPage)
	w := b.open(t, e.url, "who", "ann")
	inside := func(id, selector string) string {
		return fmt.Sprintf(`document.getElementById(%s)?.shadowRoot?.querySelector(%s)`, js(id), js(selector))
	}
	shows := func(w *window, id, room string) {
		w.t.Helper()
		until[bool](w, inside(id, "h1")+`?.textContent === `+js(room)+` && `+inside(id, "[data-phase=current]")+` !== null`)
	}
	shows(w, "one", "Lobby")
	shows(w, "two", "About order:7")
	e.holds(t, 1)

	t.Run("WriteElsewhere", func(t *testing.T) {
		w := w.in(t)
		eval[bool](w, `document.getElementById('write').focus() ?? true`)
		w.press("from the composer\r")
		until[bool](w, inside("two", ".body")+`?.textContent === 'from the composer'`)
		if eval[bool](w, inside("one", ".body")+` != null`) {
			t.Error("it went to another room too")
		}
	})
	t.Run("MovedElementsGoOn", func(t *testing.T) {
		w := w.in(t)
		eval[bool](w, `document.getElementById('here').append(document.getElementById('two')) ?? true`)
		shows(w, "two", "About order:7")
		eval[bool](w, `document.getElementById('write').focus() ?? true`)
		w.press("after the move\r")
		until[bool](w, `[...document.getElementById('two').shadowRoot.querySelectorAll('.body')].some((body) => body.textContent === 'after the move')`)
		e.holds(t, 1)
		if n := e.bus.Stats().Handshakes; n != 1 {
			t.Errorf("%d sessions were opened", n)
		}
	})
	t.Run("AnotherRoom", func(t *testing.T) {
		w := w.in(t)
		eval[string](w, `document.getElementById('one').room = 'ref:order:7'`)
		shows(w, "one", "About order:7")
		until[bool](w, `document.getElementById('one').shadowRoot.querySelectorAll('.message').length === 2`)
	})
	t.Run("ChosenInTheList", func(t *testing.T) {
		w := w.in(t)
		w.click(named("room") + "[data-slug=lobby]")
		shows(w, "one", "Lobby")
	})
	t.Run("German", func(t *testing.T) {
		w := w.in(t)
		eval[string](w, `document.getElementById('one').lang = 'de'`)
		until[bool](w, inside("one", "textarea")+`?.placeholder === 'Nachricht an Lobby'`)
	})
	t.Run("NothingIsLeft", func(t *testing.T) {
		w := w.in(t)
		eval[bool](w, `document.body.replaceChildren() ?? true`)
		e.holds(t, 0)
		eval[bool](w, `document.body.append(Object.assign(document.createElement('parley-chat'), {id: 'three'})) ?? true`)
		shows(w, "three", "Lobby")
		e.holds(t, 1)
	})
}

// roomsAreKept: the list of rooms tells what is unread, also in the room that is not in sight.
func roomsAreKept(t *testing.T, b *chromium) {
	p := start(t)
	carol := p.guest("Carol")
	carol.say("in the lobby")
	w := b.open(t, p.url)
	w.joins("Ann")
	me := eval[string](w, `fetch('api/v1/me').then((answer) => answer.json()).then((me) => me.id)`)
	var room struct{ ID string }
	carol.must(201, "POST /api/v1/rooms", map[string]any{"kind": "private", "name": "Tea", "members": []string{me}}, &room)
	tea := named("room") + "[data-id='" + room.ID + "']"
	w.sees(tea)
	for i := range 3 {
		carol.must(201, "POST /api/v1/rooms/"+room.ID+"/messages", map[string]any{"text": fmt.Sprint("tea ", i)}, nil)
	}
	w.reads(tea+" "+named("room-unread")+" [aria-hidden]", "3")
	w.reads(tea+" .room-said", "Carol: tea 2")

	t.Run("Opened", func(t *testing.T) {
		w := w.in(t)
		w.click(tea)
		w.seqOf("tea 2")
		w.sees(named("unread-line"))
		w.misses(named("room-unread"))
		until[bool](w, `document.title === 'Tea'`)
	})
	t.Run("PressedWhileOthersWrite", func(t *testing.T) {
		w := w.in(t)
		x, y := w.hover(named("room") + "[data-slug=lobby]")
		left := func(p *input.DispatchMouseEventParams) { p.Button, p.ClickCount = input.MouseButtonLeft, 1 }
		w.perform(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x, y, left))
		carol.must(201, "POST /api/v1/rooms/"+room.ID+"/messages", map[string]any{"text": "tea 3"}, nil)
		w.reads(tea+" .room-said", "Carol: tea 3")
		w.perform(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, x, y, left))
		w.reads(named("room-name"), "Lobby")
		w.click(tea)
		w.seqOf("tea 3")
		w.misses(named("room-unread"))
	})
	t.Run("Back", func(t *testing.T) {
		w := w.in(t)
		w.write(named("composer"), "half a thought")
		w.click(named("room") + "[data-slug=lobby]")
		w.seqOf("in the lobby")
		w.perform(chromedp.NavigateBack())
		w.seqOf("tea 0")
		w.misses(named("unread-line"))
	})
	t.Run("Phone", func(t *testing.T) {
		w := w.in(t)
		w.size(390, 700)
		w.misses(tea)
		w.click(named("back"))
		w.sees(tea)
		w.misses(named("composer"))
		w.click(tea)
		w.sees(named("composer"))
		w.misses(tea)
		w.holdsFocus(named("composer"))
	})
	t.Run("FarBehind", func(t *testing.T) {
		w := w.in(t)
		w.size(1000, 700)
		var far struct{ ID string }
		carol.must(201, "POST /api/v1/rooms", map[string]any{"kind": "private", "name": "Far", "members": []string{me}}, &far)
		for i := range 70 {
			carol.must(201, "POST /api/v1/rooms/"+far.ID+"/messages", map[string]any{"text": fmt.Sprint("far ", i)}, nil)
		}
		w.reads(named("room")+"[data-id='"+far.ID+"'] "+named("room-unread")+" [aria-hidden]", "70")
		w.click(named("room") + "[data-id='" + far.ID + "']")
		w.reads(named("jump-unread"), "70 unread messages")
		w.click(named("jump-unread"))
		w.sees(named("unread-line"))
		w.holdsFocus(rowOf(w.seqOf("far 0")))
		w.misses(named("unread-bar"))
	})
	t.Run("FingersGetNoKeys", func(t *testing.T) {
		w := w.in(t)
		w.touch()
		w.click(tea)
		w.seqOf("tea 3")
		until[bool](w, fmt.Sprintf(`!$(%s).disabled`, js(named("composer"))))
		w.rests()
		if eval[bool](w, fmt.Sprintf(`focused() === $(%s)`, js(named("composer")))) {
			t.Error("half of a phone would be keys now")
		}
	})
}
