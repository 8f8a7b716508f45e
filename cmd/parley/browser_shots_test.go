package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/parleychat/parley/chat"
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
		{"window-light", 1100, 760, "light", false},
		{"window-dark", 1100, 760, "dark", false},
		{"wide-light", 1600, 900, "light", false},
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
	chloe.say("Yes! And this is what broke the build:\n\n```go\nif err := tx.Commit(); err != nil {\n\treturn err\n}\n```")
	lunch := w.seqOf("Thanks, everybody. Lunch at one?")
	w.meets(p, bob, chloe)
	for _, one := range []*person{bob, dimitris} {
		one.must(200, "PUT /api/v1/messages/"+w.idOf(lunch)+"/reactions/🎉", nil, nil)
	}
	bob.must(200, "PUT /api/v1/messages/"+w.idOf(lunch)+"/reactions/👍", nil, nil)
	bob.must(201, "POST /api/v1/rooms/lobby/messages", chat.Draft{Text: "The usual place?", ReplyTo: chat.MessageID(w.idOf(lunch))}, nil)
	for _, text := range []string{"I book a table.", "For six.", "Done."} {
		chloe.must(201, "POST /api/v1/rooms/lobby/messages", chat.Draft{Text: text, Thread: chat.MessageID(w.idOf(lunch))}, nil)
	}
	w.reads(rowOf(lunch)+" "+named("replies"), "3 replies")
	w.seqOf("The usual place?")
	w.write(named("composer"), "And bring")
}

// idOf is the ID of the message with the seq.
func (w *window) idOf(seq int64) string {
	w.t.Helper()
	return eval[string](w, fmt.Sprintf(`$(%s).dataset.id`, js(rowOf(seq))))
}

// meets has other rooms than the lobby, in which others are too.
func (w *window) meets(p *process, others ...*person) {
	w.t.Helper()
	me := eval[string](w, `fetch('api/v1/me').then((answer) => answer.json()).then((me) => me.id)`)
	for i, name := range []string{"Order 42", "Garden party", "Release 2.0"} {
		one := others[i%len(others)]
		var room struct{ ID string }
		one.must(201, "POST /api/v1/rooms", map[string]any{"kind": "private", "name": name, "members": []string{me}}, &room)
		for _, text := range []string{"Is the oak table still there?", "The weather will be fine.", "All tests are green!"}[:i+1] {
			one.must(201, "POST /api/v1/rooms/"+room.ID+"/messages", map[string]any{"text": text}, nil)
		}
	}
	until[bool](w, `$$('[data-testid=room-unread]').length === 3`)
}
