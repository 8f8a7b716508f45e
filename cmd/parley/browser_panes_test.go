package main

import (
	"cmp"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/parleychat/parley/chat"
)

// everyPane: what opens beside and over the messages fits into a window, a phone and a
// sidebar. The pictures are kept in the directory that PARLEY_SHOTS names.
func everyPane(t *testing.T, b *chromium) {
	dir := cmp.Or(os.Getenv("PARLEY_SHOTS"), t.TempDir())
	r := newParlour(t, b, chat.RoleOwner)
	m := r.hears(r.carol, "Averyveryverylongwordthatnobodywouldeverwritebutsomebodyalwayspastes, and a few more words after it")
	r.carol.must(201, "POST "+r.route("messages"), map[string]any{"text": "@" + r.handle() + " a call that goes on for so long that it does not fit into one line of a pane"}, nil)
	edited := r.hears(r.carol, "A word that was not meant, and Averyveryverylongwordthatnobodywouldeverwritebutsomebodyalwayspastes")
	r.carol.must(200, "PATCH /api/v1/messages/"+string(edited.ID), map[string]any{"text": "A better word"}, nil)
	r.bob.must(202, "POST /api/v1/messages/"+string(m.ID)+"/report", map[string]any{"reason": "It is far too long, and it says nothing."}, nil)
	r.bob.must(200, "PUT /api/v1/messages/"+string(m.ID)+"/pin", nil, nil)
	r.bob.must(200, "PUT "+r.route("mutes/"+r.carol.id), map[string]any{"reason": "noise"}, nil)
	shows := map[string]func(r parlour){
		"members":  func(r parlour) { r.chooses("members"); r.sees(named("member")) },
		"pins":     func(r parlour) { r.chooses("pins"); r.sees(named("jump")) },
		"mentions": func(r parlour) { r.chooses("mentions"); r.sees(named("jump")) },
		"revisions": func(r parlour) {
			r.click(rowOf(edited.Seq) + " button" + named("edited"))
			r.sees(named("revision"))
		},
		"reports": func(r parlour) { r.chooses("reports"); r.sees(named("report")) },
		"audit":   func(r parlour) { r.chooses("audit"); r.sees(named("act")) },
		"menu":    func(r parlour) { r.click(named("room-menu")); r.sees(named("menu")) },
		"help":    func(r parlour) { r.chooses("help"); r.sees(named("help")) },
		"room":    func(r parlour) { r.chooses("room-settings"); r.sees(named("ask")) },
		"settings": func(r parlour) {
			r.click(named("viewer"))
			r.click(named("menu") + " " + named("settings"))
			r.sees(named("settings") + "[open]")
		},
	}
	for _, look := range []struct {
		name          string
		width, height int64
		scheme        string
	}{{"window-light", 1500, 800, "light"}, {"window-dark", 1500, 800, "dark"}, {"phone-dark", 390, 844, "dark"}, {"sidebar-light", 320, 600, "light"}} {
		r.size(look.width, look.height)
		tell(r.window, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}})
		for name, show := range shows {
			t.Run(name+"-"+look.name, func(t *testing.T) {
				r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
				show(r)
				until[bool](r.window, `$$('.pane, .dialog, .popup').filter((part) => part.checkVisibility()).every((part) => {
					const box = part.getBoundingClientRect();
					return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight && [part, ...part.querySelectorAll('.pane-list, .dialog-body')].every((each) => each.scrollWidth <= each.clientWidth);
				})`)
				picture, err := chromedp.Run(r.ctx, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, name+"-"+look.name+".png"), picture, 0o644); err != nil {
					t.Fatal(err)
				}
				if r.count(".pane:not([hidden])") > 0 {
					r.click(named("pane-close"))
				} else {
					r.press(kb.Escape)
				}
				r.misses(".dialog, .popup, .pane")
			})
		}
	}
}
