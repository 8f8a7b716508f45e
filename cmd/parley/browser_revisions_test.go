package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/parleychat/parley/chat"
)

// earlierVersions: who may know what a message said before learns it by the mark of an
// edited message, by the mouse and the keyboard, and from its menu.
func earlierVersions(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleMember)
	r.says("Tea at foor")
	own, theirs := rowOf(r.seqOf("Tea at foor")), r.hears(r.carol, "Cofee")
	r.carol.must(200, "PATCH /api/v1/messages/"+string(theirs.ID), map[string]any{"text": "Coffee"}, nil)
	mark := named("edited")
	r.sees(rowOf(theirs.Seq) + " " + mark)
	r.misses(rowOf(theirs.Seq) + " button" + mark)
	for _, text := range []string{"Tea at four", "Tea at **five**"} {
		r.hover(own)
		r.click(own + " " + named("edit"))
		eval[bool](r.window, `$('[data-testid=edit-input]').select() ?? true`)
		r.insert(text)
		r.press(kb.Enter)
		r.misses(named("edit-input"))
	}
	r.seqOf("Tea at five")
	said := `$$('[data-testid=revision] .body').map((body) => body.textContent).join('|')`
	r.click(own + " " + mark)
	until[bool](r.window, said+` === 'Tea at **five**|Tea at four|Tea at foor'`)
	until[bool](r.window, `$$('[data-testid=revision] .hint').map((hint) => hint.textContent.split(' ')[0]).join() === 'As,until,until'`)
	r.press(kb.Escape)
	r.misses(named("revisions"))
	r.holdsFocus(own + " " + mark)
	r.press(kb.Enter)
	until[bool](r.window, said+` === 'Tea at **five**|Tea at four|Tea at foor'`)
	r.press(kb.Escape)

	t.Run("ForThoseWhoKeepOrder", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.bob.must(200, "PUT "+r.route("members/"+r.ann), map[string]any{"role": "moderator"}, nil)
		r.sees(rowOf(theirs.Seq) + " button" + mark)
		r.about(theirs, "revisions")
		until[bool](r.window, said+` === 'Coffee|Cofee'`)
	})
}
