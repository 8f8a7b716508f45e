package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// holds is how long the servers hold a connect here. A client with EventSource learns
// only from its next connect, that long after, that its server is another one.
const holds = "5s"

// crew are clients of one server, each over a transport of its own.
type crew struct {
	bus     *bus
	all     []*reader
	windows []*window   // of those that are in a browser, who come last
	travel  map[way]int // how many of them use it
}

// way is how the server sees a transport.
type way string

const (
	bySocket way = "sockets"
	byStream way = "event streams"
	byPoll   way = "polls"
)

// join adds a client, once it has started.
func (c *crew) join(r *reader) {
	r.t.Helper()
	receive(r, r.ready, "the client to start")
	c.all = append(c.all, r)
	if c.travel == nil {
		c.travel = map[way]int{}
	}
	switch r.library.transport {
	case "websocket":
		c.travel[bySocket]++
	case "eventsource":
		c.travel[byStream]++
	default:
		c.travel[byPoll]++
	}
}

// own is the channel of one client.
func own(i int) string { return fmt.Sprint("/own/", i) }

// story is all that clients live through with a server.
func (c *crew) story(t *testing.T) {
	for i, r := range c.all {
		r.subscribe("/story/one", "/wild/*", "/deep/**", own(i))
	}
	c.settled(t)
	c.hear(t)
	c.areRefused(t)
	c.unsubscribe(t)
	c.outlive(t)
	c.part(t)
}

// settled waits until everybody has arrived on the transport that is asked for.
func (c *crew) settled(t *testing.T) {
	t.Helper()
	c.bus.until("everybody's transport", func(got faye.Stats) bool {
		return got.Sessions == len(c.all) && got.Sockets == c.travel[bySocket] &&
			got.Streams == int64(c.travel[byStream]) && got.Held >= int64(c.travel[byPoll])
	})
	for _, r := range c.all {
		r.travels()
	}
}

// travels waits until the client connects as it should. Before its stream is open, one
// with EventSource polls.
func (r *reader) travels() {
	r.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for got := r.counts().ConnectionType; got != r.library.transport; got = r.counts().ConnectionType {
		if time.Now().After(deadline) {
			r.t.Fatalf("%s connects by %q", r.library, got)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// hear checks what arrives of one's own messages and those of others.
func (c *crew) hear(t *testing.T) {
	t.Helper()
	for i, r := range c.all {
		if _, err := r.order("publish", own(i), map[string]any{"from": i}); err != nil {
			t.Errorf("%s: publish: %+v", r.library, err)
		}
		r.hearsNumber(own(i), "from", i)
	}
	for _, channel := range []string{"/wild/a", "/deep/a", "/deep/b/c"} {
		c.tell(t, channel, 0, 1)
	}
	c.tell(t, "/story/one", 0, 20)
	for n := 20; n < 40; n++ { // each on its own, which a poll may miss in between
		c.post(t, "/story/one", n, n+1)
	}
	for _, r := range c.all {
		r.hearsNumbers("/story/one", 20, 40)
	}
}

// areRefused checks that errors arrive as errors, and do no harm.
func (c *crew) areRefused(t *testing.T) {
	t.Helper()
	for _, r := range c.all {
		_, err := r.order("subscribe", "/meta/x", nil)
		if err == nil || err.Code != 403 {
			t.Errorf("%s: subscribe to /meta/x: %+v", r.library, err)
		}
		if got := receive(r, r.replies, "the refusal"); got.Successful || got.Channel != "/meta/x" {
			t.Errorf("%s: %+v", r.library, got)
		}
		if _, err := r.order("publish", "/wild/*", map[string]any{}); err == nil || err.Code != 405 {
			t.Errorf("%s: publish to /wild/*: %+v", r.library, err)
		}
	}
	c.tell(t, "/story/one", 40, 41)
}

// unsubscribe has everybody leave a channel, and no other.
func (c *crew) unsubscribe(t *testing.T) {
	t.Helper()
	for _, r := range c.all {
		if _, err := r.order("unsubscribe", "/story/one", nil); err != nil {
			t.Errorf("%s: unsubscribe: %+v", r.library, err)
		}
	}
	c.post(t, "/story/one", 41, 42)
	c.tell(t, "/wild/b", 42, 43)
}

// outlive kills the server. In the next one the clients are back by themselves, with
// what they were subscribed to and not with what they had left.
func (c *crew) outlive(t *testing.T) {
	t.Helper()
	for _, w := range c.windows {
		w.expectsFailures()
	}
	c.bus.kill()
	for _, r := range c.all[:len(c.all)-len(c.windows)] { // the others do not tell
		receive(r, r.refused, "an attempt to reach the server")
	}
	c.bus.launch()
	for i, r := range c.all {
		r.subscribed("/wild/*", "/deep/**", own(i))
	}
	c.settled(t)
	c.post(t, "/story/one", 43, 44)
	c.tell(t, "/wild/c", 44, 64)
	for i, r := range c.all {
		if _, err := r.order("publish", own(i), map[string]any{"again": i}); err != nil {
			t.Errorf("%s: publish: %+v", r.library, err)
		}
		r.hearsNumber(own(i), "again", i)
	}
}

// part has everybody say good-bye, of which the server keeps nothing.
func (c *crew) part(t *testing.T) {
	t.Helper()
	for _, r := range c.all {
		if _, err := r.order("disconnect", "", nil); err != nil {
			t.Errorf("%s: disconnect: %+v", r.library, err)
		}
	}
	c.bus.until("the end of all sessions", func(got faye.Stats) bool {
		return got.Sessions == 0 && got.Subscriptions == 0 && got.Sockets == 0 && got.Streams == 0 && got.Held == 0
	})
}

// post publishes the numbers from first to before end, in one request.
func (c *crew) post(t *testing.T, channel string, first, end int) {
	t.Helper()
	var messages []map[string]any
	for n := first; n < end; n++ {
		messages = append(messages, map[string]any{"channel": channel, "data": map[string]int{"n": n}})
	}
	var replies []struct{ Successful bool }
	c.bus.nobody().must(200, "POST /faye", messages, &replies)
	for i, reply := range replies {
		if !reply.Successful {
			t.Errorf("message %d on %s was refused", first+i, channel)
		}
	}
}

// tell posts, and everybody hears.
func (c *crew) tell(t *testing.T, channel string, first, end int) {
	t.Helper()
	c.post(t, channel, first, end)
	for _, r := range c.all {
		r.hearsNumbers(channel, first, end)
	}
}

// hearsNumbers checks the next deliveries: these numbers, in order.
func (r *reader) hearsNumbers(channel string, first, end int) {
	r.t.Helper()
	for n := first; n < end; n++ {
		r.hearsNumber(channel, "n", n)
	}
}

func (r *reader) hearsNumber(channel, name string, n int) {
	r.t.Helper()
	if got := r.next(); got.Channel != channel || got.Data[name] != float64(n) {
		r.t.Fatalf("%s: heard %v on %s, want %s %d on %s", r.library, got.Data, got.Channel, name, n, channel)
	}
}
