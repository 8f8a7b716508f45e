package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/parleychat/parley/chat"
)

// everyPane: what opens about the room, its members and oneself fits into a window, a phone
// and a sidebar, and keeps nobody out.
func everyPane(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleOwner)
	m := r.hears(r.carol, "Averyveryverylongwordthatnobodywouldeverwritebutsomebodyalwayspastes, and a few more words after it")
	r.carol.must(201, "POST "+r.route("messages"), map[string]any{"text": "@" + r.handle() + " a call that goes on for so long that it does not fit into one line of a pane"}, nil)
	edited := r.hears(r.carol, "A word that was not meant, and Averyveryverylongwordthatnobodywouldeverwritebutsomebodyalwayspastes")
	r.carol.must(200, "PATCH /api/v1/messages/"+string(edited.ID), map[string]any{"text": "A better word"}, nil)
	r.bob.must(202, "POST /api/v1/messages/"+string(m.ID)+"/report", map[string]any{"reason": "It is far too long, and it says nothing."}, nil)
	r.bob.must(200, "PUT /api/v1/messages/"+string(m.ID)+"/pin", nil, nil)
	r.bob.must(200, "PUT "+r.route("mutes/"+r.carol.id), map[string]any{"reason": "noise"}, nil)
	gone := r.p.guest("Mallory")
	r.bob.must(201, "PUT "+r.route("members/"+gone.id), nil, nil)
	r.bob.must(200, "PUT "+r.route("bans/"+gone.id), map[string]any{"reason": "spam, again and again and again"}, nil)
	r.looksAt(append(r.panes(m), r.dialogs(m, edited)...)...)
}

// panes are what opens beside the messages.
func (r parlour) panes(m chat.Message) []scene {
	shut := func(w *window) { w.click(named("pane-close")); w.misses(named("pane")) }
	pane := func(name, sign string) scene {
		return scene{name: name, back: shut, open: func(w *window) {
			w.click(named("room-menu"))
			w.click(named("menu") + " " + named(name))
			w.sees(sign)
		}}
	}
	members := pane("members", named("member-actions"))
	members.main = true
	return []scene{
		members, pane("pins", named("unpin")), pane("mentions", named("jump")), pane("reports", named("resolve")), pane("audit", named("act")),
		{name: "no-bookmarks", back: shut, open: func(w *window) { r.held(w).chooses("bookmarks"); w.sees(".pane .rooms-note") }},
		{name: "bookmarks", back: func(w *window) { w.click(named("unbookmark")); w.misses(named("unbookmark")); shut(w) }, open: func(w *window) {
			w.takes(m.Seq, "bookmark")
			r.held(w).chooses("bookmarks")
			w.sees(named("unbookmark"))
		}},
		{name: "member-menu", back: func(w *window) { w.press(kb.Escape); w.misses(named("menu")); shut(w) }, open: func(w *window) {
			r.held(w).chooses("members")
			w.click(row(r.carol.id) + " " + named("member-actions"))
			w.sees(named("menu"))
		}},
		{name: "ban", back: func(w *window) { w.press(kb.Escape); w.misses(named("ask")); shut(w) }, open: func(w *window) {
			r.held(w).chooses("members")
			r.held(w).to(r.carol.id, "ban")
		}},
		{name: "resolve", back: func(w *window) { w.click(named("ask-no")); w.misses(named("ask")); shut(w) }, open: func(w *window) {
			r.held(w).chooses("reports")
			w.click(named("resolve"))
			w.sees(named("ask"))
		}},
	}
}

// dialogs are what opens over them.
func (r parlour) dialogs(m, edited chat.Message) []scene {
	escape := func(w *window) { w.press(kb.Escape); w.misses(".popup, dialog") }
	return []scene{
		{name: "room-menu", back: escape, open: func(w *window) { w.click(named("room-menu")); w.sees(named("menu")) }},
		{name: "help", back: escape, open: func(w *window) { r.held(w).chooses("help"); w.sees(named("help")) }},
		{name: "room-settings", back: escape, open: func(w *window) { r.held(w).chooses("room-settings"); w.sees(named("ask")) }},
		{name: "invite", back: escape, open: func(w *window) {
			r.held(w).chooses("invite")
			w.click(named("make-link"))
			w.sees(named("invite-link"))
		}},
		{name: "new-chat", back: escape, open: func(w *window) {
			eval[bool](w, `$('[data-testid=new-chat]').click() ?? true`) // on a phone it is behind the room
			w.sees(named("person"))
		}},
		{name: "revisions", back: escape, open: func(w *window) {
			w.click(rowOf(edited.Seq) + " button" + named("edited"))
			w.sees(named("revision"))
		}},
		{name: "report", back: escape, open: func(w *window) { w.takes(m.Seq, "report"); w.sees(named("report-reason")) }},
		{name: "settings", main: true, back: escape, open: func(w *window) {
			w.click(named("viewer"))
			w.click(named("menu") + " " + named("settings"))
			w.sees(named("settings") + "[open]")
		}},
	}
}

// held is the parlour in the hands of somebody else.
func (r parlour) held(w *window) parlour { return parlour{w, r.p, r.id, r.ann, r.bob, r.carol} }
