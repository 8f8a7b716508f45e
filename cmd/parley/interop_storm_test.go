package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// TestStockFayeDoesNotStorm: a client that is not let in tries again, with pauses. Faye's
// shakes hands as fast as the network carries it if it is advised to, as its own server
// does, and forgets what it was to subscribe to. Here it is let in as soon as it can be,
// and subscribes.
func TestStockFayeDoesNotStorm(t *testing.T) {
	needNode(t)
	t.Parallel()
	for name, start := range map[string]func(*testing.T, *faye.Options) (b *bus, mend func()){
		"Full": fullServer, "PolicyFails": failingServer,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStorm()
			b, mend := start(t, &faye.Options{Backoff: retry, Extensions: []faye.Extension{s.extension()}})
			var inside []func()
			for _, version := range []string{"faye", "faye-1-4-0", "faye-1-2-4"} {
				for _, transport := range []string{"websocket", "long-polling"} {
					r := connect(t, b.process, nil, library{"interop_" + version, transport})
					receive(r, r.ready, "the client to start")
					inside = append(inside, r.begins("subscribe", "/messages"))
				}
			}
			s.isBounded(t, len(inside))
			mend()
			for _, subscribed := range inside {
				subscribed()
			}
		})
	}
}

// fullServer has no room for anybody, until others leave.
func fullServer(t *testing.T, opts *faye.Options) (*bus, func()) {
	t.Helper()
	const room = 6
	opts.Policy, opts.MaxSessions, opts.MaxSessionsPerAddress = faye.Open(), room, room
	srv, b := within(t, opts)
	var ids []string
	for range room {
		var replies []heard
		b.nobody().must(200, "POST /faye", json.RawMessage(shakeHands), &replies)
		if ids = append(ids, replies[0].ClientID); !replies[0].Successful {
			t.Fatalf("%+v", replies)
		}
	}
	return b, func() {
		for _, id := range ids {
			if !srv.Disconnect(id) {
				t.Errorf("%s had left", id)
			}
		}
	}
}

// failingServer cannot tell who may come in, for some time.
func failingServer(t *testing.T, opts *faye.Options) (*bus, func()) {
	t.Helper()
	p := &brokenPolicy{Policy: faye.Open()}
	opts.Policy = p
	_, b := within(t, opts)
	return b, func() { p.over.Store(true) }
}

// brokenPolicy is a policy whose database is away.
type brokenPolicy struct {
	faye.Policy
	over atomic.Bool
}

func (p *brokenPolicy) Handshake(ctx context.Context, r *http.Request, m *faye.Message) (faye.Grant, error) {
	if !p.over.Load() {
		return faye.Grant{}, errors.New("no connection to the database")
	}
	return p.Policy.Handshake(ctx, r, m)
}

// storm sees the handshakes that clients attempt.
type storm struct{ attempts chan time.Time }

func newStorm() *storm { return &storm{make(chan time.Time, 10_000)} }

func (s *storm) extension() faye.Extension {
	return faye.Extension{Incoming: func(_ context.Context, _ *http.Request, m *faye.Message) bool {
		if m.Channel == "/meta/handshake" {
			select {
			case s.attempts <- time.Now():
			default: // has been one long since
			}
		}
		return true
	}}
}

// isBounded checks that many attempts take the time that they should: each client makes
// one, and then another when its own patience is over.
func (s *storm) isBounded(t *testing.T, clients int) {
	t.Helper()
	const each = 20
	var first, last time.Time
	for i := range clients * each {
		select {
		case last = <-s.attempts:
		case <-time.After(30 * time.Second):
			t.Fatalf("%d attempts, and no more", i)
		}
		if i == 0 {
			first = last
		}
	}
	if took := last.Sub(first); took < (each-4)*retry {
		t.Errorf("%d clients made %d attempts in %v", clients, clients*each, took)
	}
}

// begins is order, whose end is waited for by the function that it returns.
func (r *reader) begins(order, channel string) (ended func()) {
	r.t.Helper()
	r.calls++
	if err := r.orders.Encode(map[string]any{"call": r.calls, "order": order, "channel": channel}); err != nil {
		r.t.Fatalf("%s: %v\n%s", r.library, err, r.stderr)
	}
	return func() {
		r.t.Helper()
		if got := receive(r, r.answers, "the answer to "+order); got.Error != nil {
			r.t.Errorf("%s: %s %s: %+v", r.library, order, channel, got.Error)
		}
	}
}
