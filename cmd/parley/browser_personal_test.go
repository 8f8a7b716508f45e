package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/parleychat/parley/chat"
)

func blockedCollapse(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleMember)
	m := r.hears(r.carol, "You again")
	text := rowOf(m.Seq) + " " + named("message-text")
	r.about(m, "block")
	r.press("\r")
	r.sees(rowOf(m.Seq) + " " + named("blocked-message"))
	r.misses(text)
	next := r.hears(r.carol, "And again")
	r.sees(rowOf(next.Seq) + " " + named("blocked-message"))
	if said := eval[string](r.window, `$('[data-testid=announcer]').textContent`); said != "Carol: You again" {
		t.Errorf("what was read out last is %q", said)
	}
	r.click(rowOf(m.Seq) + " " + named("show-blocked"))
	r.reads(text, "You again")

	t.Run("NoLonger", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.click(named("viewer"))
		r.click(named("menu") + " " + named("settings"))
		r.click(named("settings-unblock"))
		r.misses(named("settings-unblock"))
		r.press(kb.Escape)
		r.reads(rowOf(next.Seq)+" "+named("message-text"), "And again")
	})
}

func keptMessages(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleModerator)
	r.size(1500, 700)
	far := r.hears(r.bob, "The address is 5 Elm Street")
	for range 80 {
		r.carol.must(201, "POST "+r.route("messages"), map[string]any{"text": "so it is\nand so on"}, nil)
	}
	r.bob.must(200, "PUT /api/v1/messages/"+string(far.ID)+"/pin", nil, nil)
	r.chooses("pins")
	r.reads(named("pins")+" "+named("jump"), far.Text)
	r.click(named("pins") + " " + named("jump"))
	r.holdsFocus(rowOf(far.Seq))
	r.about(far, "bookmark")
	eval[bool](r.window, `$('[data-testid=unpin]').focus() ?? true`)
	r.press(kb.Enter)
	r.misses(named("unpin"))
	// The keys go on in the pane.
	r.press(kb.Escape)
	r.misses(named("pane"))

	t.Run("BookmarkInAnotherRoom", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.click(named("room") + "[data-slug=lobby]")
		r.reads(named("room-name"), "Lobby")
		r.chooses("bookmarks")
		r.reads(named("bookmarks")+" small", "Parlour")
		r.click(named("bookmarks") + " " + named("jump"))
		r.reads(named("room-name"), "Parlour")
		r.holdsFocus(rowOf(far.Seq))
	})
	t.Run("OnAPhoneThePaneMakesWay", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.size(390, 700)
		r.chooses("bookmarks")
		r.click(named("bookmarks") + " " + named("jump"))
		r.misses(named("pane"))
		r.sees(rowOf(far.Seq))
	})
}

func settingsHold(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleMember)
	open := func(r parlour) {
		r.t.Helper()
		r.click(named("viewer"))
		r.click(named("menu") + " " + named("settings"))
		r.sees(named("settings") + "[open]")
	}
	me := `fetch('api/v1/me').then((answer) => answer.json()).then((me) => JSON.stringify(me.preferences))`
	open(r)
	t.Run("Privacy", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.click(named("presence"))
		r.click(named("readReceipts"))
		eval[bool](r.window, `new Promise((resolve, reject) => { let left = 200; const ask = async () => {
			const now = await `+me+`;
			if (now === '{"presence":false,"readReceipts":false}') resolve(true); else if (--left) setTimeout(ask, 50); else reject(new Error(now));
		}; ask(); })`)
	})
	t.Run("NotifyLevel", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		eval[bool](r.window, `(([level, mute]) => { level.value = 'mentions'; mute.value = '3600s'; return mute.dispatchEvent(new Event('change')); })([$('[data-testid=notify-level]'), $('[data-testid=notify-mute]')])`)
		until[bool](r.window, `$('[data-testid=settings] small[role=status]').textContent.startsWith('until ')`)
		level := eval[string](r.window, `fetch('api/v1/rooms/`+r.id+`').then((answer) => answer.json()).then((room) => room.viewer.notify.level)`)
		if level != "mentions" {
			t.Errorf("the level is %q", level)
		}
	})
	t.Run("ThemeAndLanguageSurviveAReload", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		choose := func(name, value string) {
			eval[bool](r.window, `((field) => { field.value = `+js(value)+`; return field.dispatchEvent(new Event('change')); })($('[data-testid=`+name+`]'))`)
		}
		choose("theme", "dark")
		until[bool](r.window, `getComputedStyle($('parley-app')).colorScheme === 'dark'`)
		choose("language", "de")
		until[bool](r.window, `$('[data-testid=composer]')?.placeholder === 'Nachricht an Parlour'`)
		r.visit(r.p.url)
		until[bool](r.window, `$('[data-testid=composer]')?.placeholder === 'Nachricht an Lobby' && getComputedStyle($('parley-app')).colorScheme === 'dark'`)
		open(r)
		choose("language", "")
		until[bool](r.window, `$('[data-testid=composer]')?.placeholder === 'Message Lobby'`)
	})
}

func desktopNotifications(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleMember)
	// What the desktop would show, and what the person would answer.
	eval[bool](r.window, `(() => {
		window.shown = [];
		window.asked = 0;
		window.Notification = class {
			static permission = 'default';
			static async requestPermission() { window.asked++; return this.permission = 'granted'; }
			constructor(title, { body }) { window.shown.push(title + ': ' + body); }
			close() {}
		};
		let away = false;
		Object.defineProperty(document, 'hidden', { get: () => away });
		window.away = (now) => { away = now; document.dispatchEvent(new Event('visibilitychange')); return true; };
		return true;
	})()`)
	r.hears(r.carol, "unasked")
	if n := eval[int](r.window, `window.asked`); n != 0 {
		t.Error("it asked before anybody wanted it")
	}
	r.click(named("viewer"))
	r.click(named("menu") + " " + named("settings"))
	r.click(named("desktop"))
	until[bool](r.window, `window.asked === 1 && $('[data-testid=desktop]').checked`)
	r.press(kb.Escape)
	r.hears(r.carol, "in sight")
	eval[bool](r.window, `window.away(true)`)
	r.hears(r.carol, "out of sight")
	until[bool](r.window, `window.shown.length > 0`)
	eval[bool](r.window, `fetch('api/v1/rooms/`+r.id+`/notify', {method: 'PUT', headers: {'Content-Type': 'application/json'}, body: '{"level":"mentions"}'}).then((answer) => answer.ok)`)
	r.hears(r.carol, "not for you")
	r.hears(r.carol, "@Ann, not for you")
	r.hears(r.carol, "@"+r.handle()+", for you")
	until[bool](r.window, `window.shown.length > 1`)
	if got := eval[string](r.window, `window.shown.join()`); got != "Carol – Parlour: out of sight,Carol – Parlour: @"+r.handle()+", for you" {
		t.Errorf("the desktop showed %q", got)
	}
}

func keyboardHelp(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleMember)
	m := r.hears(r.carol, "hm")
	r.write(named("composer"), "what?")
	r.press("?")
	r.misses(named("help"))
	eval[bool](r.window, `$('`+rowOf(m.Seq)+`').focus() ?? true`)
	r.press("?")
	r.sees(named("help") + "[open]")
	r.press(kb.Escape)
	r.misses(named("help"))
	r.holdsFocus(rowOf(m.Seq))
}
