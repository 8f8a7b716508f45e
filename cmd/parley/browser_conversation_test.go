package main

import (
	"fmt"

	"github.com/parleychat/parley/chat"
)

// converse fills the room with all that a conversation has, and returns the seq of the
// message that most was said about.
func converse(p *process, w *window) (lunch int64) {
	w.t.Helper()
	bob, chloe, dimitris := p.guest("Bob"), p.guest("Chloé Dubois"), p.guest("Δημήτρης")
	w.click(named("join"))
	w.misses(named("join"))
	bob.say("Morning! Did the release go out last night?")
	chloe.say("It did, at 23:40. Notes are at https://example.com/releases/2024-11/notes.html (short ones).")
	chloe.say("Two things are left:\n  1. the banner on the phone\n  2. the old import")
	w.chooses(map[string][]byte{"banner.png": painted(640, 320), "A list of everything that is left to do before the release.txt": []byte("nothing")})
	until[bool](w, `$$('[data-testid=upload][data-state=done]').length === 2`)
	w.says("I take the banner.")
	typo := dimitris.say("Αναλαμβάνω την εισαγωγή")
	dimitris.must(200, "PATCH /api/v1/messages/"+string(typo.ID), map[string]string{"text": "Αναλαμβάνω την εισαγωγή, σήμερα κιόλας"}, nil)
	wrong := bob.say("wrong window, sorry")
	bob.must(200, "DELETE /api/v1/messages/"+string(wrong.ID), nil, nil)
	bob.say("Averyveryverylongwordthatnobodywouldeverwritebutsomebodyalwayspastes" + "andthenitgoesonandonandon.")
	p.guest("محمد").say("صباح الخير")
	w.says("Thanks, everybody. Lunch at one?")
	chloe.say("Yes! And this is what broke the build:\n\n```go\nif err := tx.Commit(); err != nil {\n\treturn err\n}\n```")
	lunch = w.seqOf("Thanks, everybody. Lunch at one?")
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
	w.sends("Something rude")
	w.sees(".pending[data-state=failed]")
	w.misses(named("room") + "[data-slug=lobby] " + named("room-unread"))
	// What comes while one is in another room is new when one is back.
	w.click(named("room") + "[data-slug=\"\"]")
	w.misses(rowOf(lunch))
	for _, text := range []string{"The table is ours, at one.", "See you there!"} {
		chloe.must(201, "POST /api/v1/rooms/lobby/messages", chat.Draft{Text: text}, nil)
	}
	w.reads(named("room")+"[data-slug=lobby] "+named("room-unread")+" [aria-hidden]", "2")
	w.click(named("room") + "[data-slug=lobby]")
	w.sees(named("unread-line"))
	w.write(named("composer"), "And bring")
	return lunch
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
