package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/parleychat/parley/chat"
)

// handle is what calls somebody after an "@".
func (one *person) handle() string {
	one.p.t.Helper()
	var me chat.User
	one.must(200, "GET /api/v1/me", nil, &me)
	return me.Handle
}

// handle is what calls Ann.
func (r parlour) handle() string {
	r.t.Helper()
	return eval[string](r.window, `fetch('api/v1/me').then((answer) => answer.json()).then((me) => me.handle)`)
}

// mentions: people are called by their handle and seen by their name; who is called sees so
// in the message, in the list of rooms and in a list of its own.
func mentions(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleMember)
	r.size(1500, 700)
	dora := r.p.guest("Dora")
	ann := r.handle()
	r.write(named("composer"), "@car")
	r.picks("Carol")
	r.reads(named("choice")+" .choice-note", "@"+r.carol.handle())
	r.press(kb.Enter)
	r.holds("@" + r.carol.handle() + " ")
	r.insert("tea?")
	r.press(kb.Enter)
	asked := rowOf(r.seqOf("@Carol tea?"))
	r.reads(asked+" .mention:not(.me)", "@Carol")
	told := r.hears(r.carol, "With **@"+ann+"**!")
	r.reads(rowOf(told.Seq)+" .mention.me", "@Ann")

	t.Run("ByTheHandle", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.write(named("composer"), "@"+r.bob.handle()[:10])
		r.picks("Bob")
		r.press(kb.Escape)
		eval[bool](r.window, `((field) => { field.value = ''; return field.dispatchEvent(new Event('input')); })($('[data-testid=composer]'))`)
	})
	t.Run("TheServerKnowsMore", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.bob.must(201, "POST /api/v1/rooms", map[string]any{"kind": "private", "name": "Garden", "members": []string{r.ann, dora.id}}, nil)
		r.write(named("composer"), "@dor")
		r.picks("Dora")
		r.press(kb.Tab)
		r.holds("@" + dora.handle() + " ")
		eval[bool](r.window, `((field) => { field.value = ''; return field.dispatchEvent(new Event('input')); })($('[data-testid=composer]'))`)
	})
	t.Run("CountedInTheListOfRooms", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		item := fmt.Sprintf("%s[data-id=%q]", named("room"), r.id)
		r.misses(item + " " + named("room-unread"))
		r.misses(item + " " + named("room-mentions"))
		r.click(named("room") + "[data-slug=lobby]")
		r.reads(named("room-name"), "Lobby")
		r.bob.must(201, "POST "+r.route("messages"), map[string]any{"text": "no call"}, nil)
		r.reads(item+" "+named("room-unread")+" [aria-hidden]", "1")
		r.misses(item + " " + named("room-mentions"))
		r.bob.must(201, "POST "+r.route("messages"), map[string]any{"text": "@" + ann + " once more"}, nil)
		r.reads(item+" "+named("room-mentions")+" [aria-hidden]", "@1")
		r.reads(item+" "+named("room-mentions")+" .sr-only", "1 mention of you")
		r.reads(item+" "+named("room-unread")+" [aria-hidden]", "2")
		r.visit(r.p.url)
		r.reads(item+" "+named("room-mentions")+" [aria-hidden]", "@1")
		r.reads(item+" .room-said", "Bob: @"+ann+" once more")
	})
	t.Run("ListedAndRead", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.chooses("mentions")
		until[bool](r.window, `$$('[data-testid=mentions] [data-testid=jump]').length === 2`)
		r.bob.must(201, "POST "+r.route("messages"), map[string]any{"text": "@" + ann + " and again"}, nil)
		until[bool](r.window, `$$('[data-testid=mentions] [data-testid=jump]').length === 3`)
		r.click(named("mentions") + " " + named("jump"))
		r.reads(named("room-name"), "Parlour")
		r.misses(named("room-mentions"))
	})
	t.Run("ReadInAThread", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.carol.must(201, "POST "+r.route("messages"), map[string]any{"text": "@" + ann + ", aside", "thread": told.ID}, nil)
		r.reads(named("room-mentions")+" [aria-hidden]", "@1")
		r.click(rowOf(told.Seq) + " " + named("replies"))
		r.sees(named("thread") + " .mention.me")
		r.misses(named("room-mentions"))
	})
	t.Run("LedToInTheThread", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.chooses("mentions")
		r.sees(named("mentions"))
		r.misses(named("thread"))
		r.click(named("mentions") + " .excerpt[title]")
		r.sees(named("thread") + " .mention.me")
		until[bool](r.window, `focused()?.dataset.testid === 'thread-composer'`)
	})
}
