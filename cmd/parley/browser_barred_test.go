package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/parleychat/parley/chat"
)

// barredWriter: who may not write sees why and until when instead of a failure, keeps what
// they wrote, and goes on when it ends, without a reload.
func barredWriter(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleMember)
	r.expectsFailures()
	field := named("composer")
	says := func(r parlour, begins string) {
		r.t.Helper()
		until[bool](r.window, fmt.Sprintf(`$(%s).disabled && $(%s).placeholder.startsWith(%s)`, js(field), js(field), js(begins)))
	}
	free := func(r parlour) {
		r.t.Helper()
		until[bool](r.window, fmt.Sprintf(`!$(%s).disabled && $(%s).placeholder === 'Message Parlour'`, js(field), js(field)))
	}
	sub := func(t *testing.T) parlour { return parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol} }

	t.Run("Muted", func(t *testing.T) {
		r := sub(t)
		r.write(field, "I was about to")
		r.bob.must(200, "PUT "+r.route("mutes/"+r.ann), map[string]any{"until": time.Now().Add(time.Hour)}, nil)
		says(r, "You are muted here until ")
		until[bool](r.window, `$('[data-testid=counter]').textContent.startsWith('You are muted here until ')`)
		r.visit(r.p.url + "#" + r.id)
		says(r, "You are muted here until ")
		r.holds("I was about to")
		r.bob.must(204, "DELETE "+r.route("mutes/"+r.ann), nil, nil)
		free(r)
		r.holds("I was about to")
		r.bob.must(200, "PUT "+r.route("mutes/"+r.ann), map[string]any{"until": time.Now().Add(time.Second)}, nil)
		says(r, "You are muted here until ")
		free(r)
		r.click(field)
		r.press(kb.Enter)
		r.seqOf("I was about to")
	})
	t.Run("ReadOnly", func(t *testing.T) {
		r := sub(t)
		r.bob.must(200, "PUT "+r.route("members/"+r.ann), map[string]any{"role": "read-only"}, nil)
		says(r, "You can only read here")
		r.bob.must(200, "PUT "+r.route("members/"+r.ann), map[string]any{"role": "member"}, nil)
		free(r)
	})
	t.Run("Archived", func(t *testing.T) {
		r := sub(t)
		r.bob.must(200, "PATCH "+strings.TrimSuffix(r.route(""), "/"), map[string]any{"archived": true}, nil)
		says(r, "This room is closed")
		r.bob.must(200, "PATCH "+strings.TrimSuffix(r.route(""), "/"), map[string]any{"archived": false}, nil)
		free(r)
	})
	t.Run("SlowMode", func(t *testing.T) {
		r := sub(t)
		r.bob.must(200, "PATCH "+strings.TrimSuffix(r.route(""), "/"), map[string]any{"slowModeMs": 2000}, nil)
		// What counts down moves the field while the mouse is on its way there.
		write := func(text string) {
			eval[bool](r.window, fmt.Sprintf(`$(%s).focus() ?? true`, js(field)))
			r.insert(text)
		}
		write("one")
		until[bool](r.window, `!$('[data-testid=send]').disabled`)
		r.press(kb.Enter)
		r.seqOf("one")
		until[bool](r.window, `/^Slow mode: you can send again in [12] seconds?$/.test($('[data-testid=counter] [aria-hidden]')?.textContent)`)
		write("two")
		r.press(kb.Enter)
		r.holds("two")
		until[bool](r.window, `$('[data-testid=counter]').textContent === '' && !$('[data-testid=send]').disabled`)
		r.press(kb.Enter)
		r.seqOf("two")
		r.bob.must(200, "PATCH "+strings.TrimSuffix(r.route(""), "/"), map[string]any{"slowModeMs": 0}, nil)
		until[bool](r.window, `$('[data-testid=counter]').textContent === ''`)
	})
	t.Run("Banned", func(t *testing.T) {
		r := sub(t)
		r.bob.must(200, "PUT "+r.route("bans/"+r.ann), map[string]any{}, nil)
		// What they are banned from does not exist for them: the server does not say why.
		says(r, "You may not read this room any more")
		r.reads(named("room-loading")+" p", "You may not read this room any more")
		r.misses(".message")
		r.bob.must(204, "DELETE "+r.route("bans/"+r.ann), nil, nil)
		r.bob.must(201, "PUT "+r.route("members/"+r.ann), map[string]any{"role": "member"}, nil)
		free(r)
		r.seqOf("two")
	})
}
