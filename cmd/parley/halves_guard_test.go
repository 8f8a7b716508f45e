package main

import (
	"strings"
	"testing"
)

// everywhere are channels of all kinds that may be published to.
func everywhere() []string {
	return []string{"/messages", "/messages/1", "/rooms/x", "/anything", "/service/x"}
}

// TestHalvesNobodyPublishes: without --secret and --open, whatever one sends along.
func TestHalvesNobodyPublishes(t *testing.T) {
	needNode(t)
	t.Parallel()
	b := startBus(t)
	all := connectAll(t, b.process, nil)
	for _, sent := range []any{"", secret, nil, 0} {
		all = append(all, oldAPI(t, b, "websocket", sent, everywhere()...))
	}
	for _, r := range all {
		r.subscribeToAll()
		for _, channel := range everywhere() {
			r.refusedTo("publish", channel, 403, "Forbidden channel")
		}
	}
	b.quiet(all)
}

// TestHalvesSecret: who knows it publishes everywhere, and wildcards are for everybody.
func TestHalvesSecret(t *testing.T) {
	needNode(t)
	t.Parallel()
	b := startBus(t, "--secret", secret)
	all := connectAll(t, b.process, nil)
	wrong := []any{"meh", secret + " ", "", nil, 0, true, []string{secret}, map[string]string{"secret": secret}}
	all = append(all, oldAPI(t, b, "websocket", wrong[0], everywhere()...))
	for _, r := range all {
		r.subscribeToAll()
	}
	for _, sent := range wrong {
		for _, channel := range everywhere() {
			last := all[len(all)-1]
			last.must("secret", channel, sent)
			last.refusedTo("publish", channel, 403, "Forbidden channel")
		}
	}
	b.quiet(all)
	for _, transport := range []string{"websocket", "long-polling"} {
		api := oldAPI(t, b, transport, secret, everywhere()...)
		for _, channel := range everywhere() {
			api.must("publish", channel, map[string]any{"by": transport})
			for _, r := range all {
				if channel != "/service/x" { // which is nobody's to hear
					r.hears(channel, transport)
				}
			}
		}
	}
}

// TestHalvesGuard: --guard subscribe and all keep strangers from reading, in the words of
// the old server.
func TestHalvesGuard(t *testing.T) {
	needNode(t)
	t.Parallel()
	for name, args := range map[string][]string{
		"Subscribe":        {"--guard", "subscribe"},
		"SubscribeAndOpen": {"--guard", "subscribe", "--open"},
		"All":              {"--guard", "all"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBus(t, append(args, "--secret", secret)...)
			strangers := append(connectAll(t, b.process, nil), oldAPI(t, b, "websocket", "meh", "/meta/subscribe"))
			for _, r := range strangers {
				for _, channel := range []string{"/messages", "/**", "/rooms/*"} {
					r.refusedTo("subscribe", channel, 0, "Invalid subscription auth token")
				}
				if name == "SubscribeAndOpen" {
					r.must("publish", "/messages", map[string]any{"by": "a stranger"})
				} else {
					r.refusedTo("publish", "/messages", 403, "Forbidden channel")
				}
			}
			var friends []*reader
			for _, transport := range []string{"websocket", "long-polling"} {
				r := oldAPI(t, b, transport, secret, "/meta/subscribe", "/messages")
				r.subscribe("/messages")
				friends = append(friends, r)
			}
			for _, from := range friends {
				from.must("publish", "/messages", map[string]any{"by": "a friend"})
				for _, to := range friends {
					to.hears("/messages", "a friend")
				}
			}
			for _, r := range strangers {
				if len(r.raw) > 0 {
					t.Errorf("%s was sent %v", r.library, <-r.raw)
				}
			}
		})
	}
}

// TestHalvesOpen: with --open everybody publishes, and what they send along reaches
// nobody.
func TestHalvesOpen(t *testing.T) {
	needNode(t)
	t.Parallel()
	b := startBus(t, "--open")
	all := append(connectAll(t, b.process, nil), oldAPI(t, b, "websocket", secret, "/messages"))
	for _, r := range all {
		r.subscribe("/messages")
	}
	for _, from := range all {
		from.must("publish", "/messages", map[string]any{"by": from.library.String()})
		for _, to := range all {
			to.hears("/messages", from.library.String())
		}
	}
}

// subscribeToAll covers everywhere with wildcards. CometD's client hands what it does
// itself to a listener on /**, which would only be in the way.
func (r *reader) subscribeToAll() {
	r.t.Helper()
	if r.library.script == "cometd" {
		r.subscribe("/*", "/messages/*", "/rooms/**")
		return
	}
	r.subscribe("/**")
}

// refusedTo has the client try what the server must refuse.
func (r *reader) refusedTo(order, channel string, code int, text string) {
	r.t.Helper()
	_, refused := r.order(order, channel, map[string]any{"by": "a stranger"})
	if refused == nil || refused.Code != code || !strings.HasSuffix(refused.Message, text) {
		r.t.Errorf("%s: %s %s: %+v, want %d %s", r.library, order, channel, refused, code, text)
	}
	if order == "subscribe" {
		receive(r, r.replies, "the refusal")
	}
}

// hears is next, which must have been published to the channel.
func (r *reader) hears(channel, by string) {
	r.t.Helper()
	if got := r.next(); got.Channel != channel || got.Data["by"] != by {
		r.t.Errorf("%s was told %v, want %s on %s", r.library, got, by, channel)
	}
}

// quiet checks that nothing was published, and that nobody was sent anything.
func (b *bus) quiet(all []*reader) {
	b.t.Helper()
	if got := b.counters(); got.Published != 0 || got.Delivered != 0 {
		b.t.Errorf("%+v", got)
	}
	for _, r := range all {
		if len(r.raw) > 0 {
			b.t.Errorf("%s was sent %v", r.library, <-r.raw)
		}
	}
}
