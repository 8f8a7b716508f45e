package main

import (
	"reflect"
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
// reaches every client, and the secret none: next sees to that.
func TestHalvesOldAPI(t *testing.T) {
	needNode(t)
	t.Parallel()
	for _, transport := range []string{"websocket", "long-polling"} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			b := startBus(t, "--secret", secret)
			all, api := connectAll(t, b.process, nil), oldAPI(t, b, transport, secret, "/messages")
			for _, r := range all {
				r.subscribe("/messages")
			}
			events := []any{
				map[string]any{"event": "createMessage", "payload": map[string]any{"content": "hi \u2028 👋 &lt;b>", "userId": 1.0}},
				map[string]any{"event": "updateMessage", "payload": map[string]any{"id": 1.0, "content": "changed"}},
				map[string]any{"event": "deleteMessage", "payload": map[string]any{"id": 1.0}},
			}
			for _, ev := range events {
				api.must("publish", "/messages", ev)
			}
			for _, r := range all {
				for _, ev := range events {
					if got := r.next(); got.Channel != "/messages" || !reflect.DeepEqual(any(got.Data), ev) {
						t.Errorf("%s: got %v, want %v", r.library, got, ev)
					}
				}
			}
			if got := api.counts(); got.ConnectionType != transport {
				t.Errorf("the API uses %s", got.ConnectionType)
			}
		})
	}
}

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
