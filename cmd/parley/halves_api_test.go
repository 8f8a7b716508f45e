package main

import (
	"reflect"
	"strings"
	"testing"
)

// oldAPI is the publishing half of the old app: the npm client with permessage-deflate,
// and an extension that sends the secret with what goes to these channels.
func oldAPI(t *testing.T, b *bus, transport string, sent any, channels ...string) *reader {
	t.Helper()
	r := connect(t, b.process, nil, library{"halves_api", transport})
	receive(r, r.ready, "the client to start")
	for _, channel := range channels {
		r.must("secret", channel, sent)
	}
	return r
}

// must has the client do what is not refused.
func (r *reader) must(order, channel string, data any) {
	r.t.Helper()
	if _, refused := r.order(order, channel, data); refused != nil {
		r.t.Fatalf("%s: %s %s: %+v", r.library, order, channel, refused)
	}
}

// TestHalvesOldAPI: our server in the place of the old one. What the old API publishes
// reaches every client, itself too, and the secret none: next sees to that. Its offer of
// permessage-deflate is declined unless the server compresses.
func TestHalvesOldAPI(t *testing.T) {
	needNode(t)
	t.Parallel()
	for name, test := range map[string]struct {
		transport string
		args      []string
		deflated  bool
	}{
		"websocket":          {"websocket", nil, false},
		"websocket deflated": {"websocket", []string{"--compress"}, true},
		"long-polling":       {"long-polling", []string{"--compress"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBus(t, append(test.args, "--secret", secret)...)
			all, api := connectAll(t, b.process, nil), oldAPI(t, b, test.transport, secret, "/messages")
			all = append(all, api)
			for _, r := range all {
				r.subscribe("/messages")
			}
			for _, ev := range oldEvents() {
				api.must("publish", "/messages", ev)
			}
			for _, r := range all {
				for _, ev := range oldEvents() {
					if got := r.next(); got.Channel != "/messages" || !reflect.DeepEqual(any(got.Data), ev) {
						t.Errorf("%s: got %v, want %v", r.library, got, ev)
					}
				}
			}
			if got := api.counts(); got.ConnectionType != test.transport {
				t.Errorf("the API uses %s", got.ConnectionType)
			}
			if got := ask[deflated](api, "deflated"); (got.Sockets > 0) != test.deflated || (got.In > 0) != test.deflated || (got.Out > 0) != test.deflated {
				t.Errorf("with permessage-deflate: %+v", got)
			}
		})
	}
}

// oldEvents are what the old API publishes. The first is large enough to be worth
// compressing, for either side.
func oldEvents() []any {
	content := "hi \u2028 👋 &lt;b>" + strings.Repeat(" and so on", 100)
	return []any{
		map[string]any{"event": "createMessage", "payload": map[string]any{"content": content, "userId": 1.0}},
		map[string]any{"event": "updateMessage", "payload": map[string]any{"id": 1.0, "content": "changed"}},
		map[string]any{"event": "deleteMessage", "payload": map[string]any{"id": 1.0}},
	}
}

// deflated counts what permessage-deflate is used for.
type deflated struct{ Sockets, In, Out int }

// TestHalvesOldAPIComesBack: the server is killed, and the old API publishes to the next
// one without being started again.
func TestHalvesOldAPIComesBack(t *testing.T) {
	needNode(t)
	t.Parallel()
	b := startBus(t, "--secret", secret)
	all, api := connectAll(t, b.process, nil), oldAPI(t, b, "websocket", secret, "/messages")
	for round := range 3 {
		for _, r := range all {
			if round == 0 {
				r.subscribe("/messages")
			} else {
				r.subscribed("/messages")
			}
		}
		ev := map[string]any{"event": "deleteMessage", "payload": map[string]any{"id": float64(round)}}
		api.must("publish", "/messages", ev)
		for _, r := range all {
			if got := r.next(); !reflect.DeepEqual(got.Data, ev) {
				t.Errorf("%s: got %v, want %v", r.library, got, ev)
			}
		}
		b.kill()
		b.launch()
	}
}
