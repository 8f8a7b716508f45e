package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// receive waits for news of the client.
func receive[T any](r *reader, from <-chan T, what string) T {
	r.t.Helper()
	why := "waited in vain for"
	select {
	case v := <-from:
		return v
	case <-r.ended:
		why = "ended before"
	case <-time.After(20 * time.Second):
	}
	r.t.Fatalf("%s: %s %s\n%s", r.library, why, what, r.stderr)
	panic("unreachable")
}

// order has the client do something; the refusal is the server's.
func (r *reader) order(order, channel string, data any) (json.RawMessage, *refusal) {
	r.t.Helper()
	r.calls++
	line := map[string]any{"call": r.calls, "order": order, "channel": channel, "data": data}
	if err := r.orders.Encode(line); err != nil {
		r.t.Fatalf("%s: %v\n%s", r.library, err, r.stderr)
	}
	got := receive(r, r.answers, "the answer to "+order+" "+channel)
	if got.Answer != r.calls {
		r.t.Fatalf("%s: answer %d to order %d", r.library, got.Answer, r.calls)
	}
	return got.Result, got.Error
}

// subscribe must succeed.
func (r *reader) subscribe(channels ...string) {
	r.t.Helper()
	for _, channel := range channels {
		if _, err := r.order("subscribe", channel, nil); err != nil {
			r.t.Fatalf("%s: subscribe to %s: %+v", r.library, channel, err)
		}
	}
	r.subscribed(channels...)
}

// subscribed waits until the server has said that the client is subscribed to each of
// the channels, whoever asked for it.
func (r *reader) subscribed(channels ...string) {
	r.t.Helper()
	missing := map[string]bool{}
	for _, channel := range channels {
		missing[channel] = true
	}
	for len(missing) > 0 {
		got := receive(r, r.replies, fmt.Sprint("subscriptions to ", missing))
		if !got.Successful {
			r.t.Fatalf("%s: refused on %s", r.library, got.Channel)
		}
		delete(missing, got.Channel)
	}
}

// next is the next delivery. What an extension of the client was shown of it must be
// the channel and the data, and nothing else.
func (r *reader) next() delivery {
	r.t.Helper()
	got := receive(r, r.heard, "a delivery")
	raw := receive(r, r.raw, "what the extension saw")
	if want := map[string]any{"channel": got.Channel, "data": got.Data}; !reflect.DeepEqual(raw, want) {
		r.t.Errorf("%s: the client was sent %v for %v", r.library, raw, want)
	}
	return got
}

// counts are what the client did since it started.
type counts struct {
	Dials, Sent, Handshakes int
	ConnectionType          string
}

func (r *reader) counts() counts {
	r.t.Helper()
	return ask[counts](r, "counts")
}

// ask orders what is a question.
func ask[T any](r *reader, order string) (answer T) {
	r.t.Helper()
	result, refused := r.order(order, "", nil)
	if refused != nil {
		r.t.Fatalf("%s: %s: %+v", r.library, order, refused)
	}
	if err := json.Unmarshal(result, &answer); err != nil {
		r.t.Fatal(err)
	}
	return answer
}

// lobby is the channel of the default room.
func (p *process) lobby() string {
	p.t.Helper()
	var room struct{ ID string }
	p.nobody().must(200, "GET /api/v1/rooms/lobby", nil, &room)
	return "/rooms/" + room.ID
}

// complaints are what the process said that no client may ever cause.
func (p *process) complaints() []string {
	found := p.errors()
	for line := range strings.Lines(p.stderr.String()) {
		if strings.Contains(line, "panic") || strings.Contains(line, "DATA RACE") {
			found = append(found, line)
		}
	}
	return found
}
