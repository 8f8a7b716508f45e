package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// everySize: a lively conversation fits into a window, a phone and a sidebar, in light
// and dark. The pictures are kept in the directory that PARLEY_SHOTS names.
func everySize(t *testing.T, b *chromium) {
	dir := cmp.Or(os.Getenv("PARLEY_SHOTS"), t.TempDir())
	p := start(t)
	w := b.open(t, p.url)
	w.joins("Ann Lovelace")
	converse(p, w)
	for _, look := range []struct {
		name          string
		width, height int64
		scheme        string
		phone         bool
	}{
		{"window-light", 1000, 700, "light", false},
		{"window-dark", 1000, 700, "dark", false},
		{"sidebar-light", 320, 700, "light", false},
		{"phone-light", 390, 844, "light", true},
		{"phone-dark", 390, 844, "dark", true},
	} {
		t.Run(look.name, func(t *testing.T) {
			w := w.in(t)
			tell(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}})
			w.size(look.width, look.height)
			if look.phone {
				w.touch()
			}
			w.offers(look.phone)
			until[bool](w, `document.documentElement.scrollWidth <= innerWidth && $('.scroller').scrollWidth <= innerWidth`)
			until[bool](w, `(([s]) => s.scrollHeight - s.scrollTop - s.clientHeight < 2)($$('.scroller'))`)
			picture, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
			if err != nil || len(picture) == 0 {
				t.Fatalf("got %d bytes, %v", len(picture), err)
			}
			if err := os.WriteFile(filepath.Join(dir, look.name+".png"), picture, 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// offers finds out whether each message has a button for its menu: only where a finger
// cannot hover over it.
func (w *window) offers(always bool) {
	w.t.Helper()
	until[bool](w, fmt.Sprintf(`$$('.message:not(.deleted) > .touch').every((more) =>
		more.checkVisibility({visibilityProperty: true}) === %t)`, always))
}

// converse fills the room with all that a conversation has.
func converse(p *process, w *window) {
	w.t.Helper()
	bob, chloe, dimitris := p.guest("Bob"), p.guest("Chloé Dubois"), p.guest("Δημήτρης")
	bob.say("Morning! Did the release go out last night?")
	chloe.say("It did, at 23:40. Notes are at https://example.com/releases/2024-11/notes.html (short ones).")
	chloe.say("Two things are left:\n  1. the banner on the phone\n  2. the old import")
	w.says("I take the banner.")
	typo := dimitris.say("Αναλαμβάνω την εισαγωγή")
	dimitris.must(200, "PATCH /api/v1/messages/"+string(typo.ID), map[string]string{"text": "Αναλαμβάνω την εισαγωγή, σήμερα κιόλας"}, nil)
	wrong := bob.say("wrong window, sorry")
	bob.must(200, "DELETE /api/v1/messages/"+string(wrong.ID), nil, nil)
	bob.say("Averyveryverylongwordthatnobodywouldeverwritebutsomebodyalwayspastes" + "andthenitgoesonandonandon.")
	p.guest("محمد").say("صباح الخير")
	w.says("Thanks, everybody. Lunch at one?")
	w.says("The usual place.")
	w.shows(p.toldBy(bob))
	w.write(named("composer"), "And bring")
}
