package main

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// subscriber is a client of a Bayeux server, in this process, so that these tests need no Node.
type subscriber struct {
	t        *testing.T
	client   *faye.Client
	channels []string
	heard    chan faye.Delivery
	states   chan faye.State
	gaps     chan string // channels that were subscribed to again in a new session
}

// subscriber subscribes at the bus until the test ends.
func (b *bus) subscriber(channels ...string) *subscriber {
	b.t.Helper()
	return clientOf(b.t, b.url, nil, channels...)
}

// clientOf subscribes at the server until the test ends. Its extensions are how it gets
// past a guard.
func clientOf(t *testing.T, url string, ext []faye.ClientExtension, channels ...string) *subscriber {
	t.Helper()
	s := &subscriber{t: t, channels: channels, heard: make(chan faye.Delivery, 1<<16),
		states: make(chan faye.State, 4096), gaps: make(chan string, 4096)}
	client, err := faye.NewClient(url+"/faye", &faye.ClientOptions{
		Extensions: ext, MinBackoff: retry, MaxBackoff: retry,
		OnState: func(st faye.State) { s.states <- st },
		OnGap:   func(channel string, _ int64) { s.gaps <- channel },
	})
	if err != nil {
		t.Fatal(err)
	}
	s.client = client
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // the server may be gone
		_ = client.Close(ctx)
	})
	for _, channel := range channels {
		if err := s.subscribe(channel); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *subscriber) subscribe(channel string) error {
	_, err := s.client.Subscribe(s.t.Context(), channel, func(d faye.Delivery) { s.heard <- d })
	return err
}

// heardOf waits for the next of what the client tells.
func heardOf[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	var v T
	select {
	case v = <-from:
	case <-time.After(20 * time.Second):
		t.Fatalf("waited in vain for %s", what)
	}
	return v
}

// next is the next delivery. Besides a position there may be nothing in its ext,
// whatever the sender put there.
func (s *subscriber) next() faye.Delivery {
	s.t.Helper()
	d := heardOf(s.t, s.heard, "a delivery")
	ext := map[string]json.RawMessage{}
	if d.Ext != nil {
		if err := json.Unmarshal(d.Ext, &ext); err != nil {
			s.t.Fatal(err)
		}
	}
	delete(ext, "replay")
	if len(ext) > 0 {
		s.t.Errorf("%s came with %s", d.Channel, d.Ext)
	}
	return d
}

// back waits until the client has subscribed again to everything, in a new session.
func (s *subscriber) back() {
	s.t.Helper()
	missing := slices.Clone(s.channels)
	for len(missing) > 0 {
		channel := heardOf(s.t, s.gaps, "a new subscription")
		missing = slices.DeleteFunc(missing, func(other string) bool { return other == channel })
	}
}

// becomes waits for a state.
func (s *subscriber) becomes(want faye.State) {
	s.t.Helper()
	for heardOf(s.t, s.states, want.String()) != want {
	}
}
