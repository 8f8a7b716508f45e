package faye_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

func TestHandleRefuses(t *testing.T) {
	s := newServer(t, nil)
	for name, c := range map[string]struct{ pattern, says string }{
		"ErrNoService":  {"/news", "is no service channel"},
		"ErrRoot":       {"/service", "is no service channel"},
		"ErrEverything": {"/**", "is no service channel"},
		"ErrInvalid":    {"/service/*/x", "is no service channel"},
		"ErrEmpty":      {"", "is no service channel"},
		"ErrTwice":      {"/service/echo", "has a service already"},
	} {
		t.Run(name, func(t *testing.T) {
			_ = s.Handle("/service/echo", echo)
			if err := s.Handle(c.pattern, echo); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want %q", err, c.says)
			}
		})
	}
}

// TestServiceOfAChannel registers overlapping patterns: the closest one answers.
func TestServiceOfAChannel(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		for _, pattern := range []string{"/service/**", "/service/a/**", "/service/a/*", "/service/a/b", "/service/gone"} {
			named := func(context.Context, *faye.Session, *faye.Message) (json.RawMessage, error) {
				return json.Marshal(pattern)
			}
			if err := s.Handle(pattern, named); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Handle("/service/gone", nil); err != nil {
			t.Fatal(err)
		}
		ann := n.Poll()
		ann.Handshake()
		for channel, want := range map[string]string{
			"/service/a/b": "/service/a/b", "/service/a/c": "/service/a/*", "/service/a/c/d": "/service/a/**",
			"/service/x": "/service/**", "/service/gone": "/service/**",
		} {
			ann.Publish(channel, `1`)
			if got := ann.NextReply(); got["data"] != want || got["channel"] != channel {
				t.Fatalf("%s: %v, want %s", channel, got, want)
			}
		}
	})
}

func TestDeliver(t *testing.T) {
	for name, open := range carriers {
		t.Run(name, func(t *testing.T) {
			sessions := make(chan *faye.Session, 2)
			opts := &faye.Options{Listener: &faye.Listener{OnHandshake: func(s *faye.Session) { sessions <- s }}}
			in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				ann, bob := open(n), n.WebSocket()
				ann.Join()
				bob.Join("/**")
				to := <-sessions
				for _, channel := range []string{"/private", "/service/private"} {
					if err := to.Deliver(t.Context(), channel, json.RawMessage(`"for ann"`)); err != nil {
						t.Fatal(err)
					}
					if got := ann.Next(); got["channel"] != channel || got["data"] != "for ann" {
						t.Fatal(got)
					}
				}
				if !bob.Quiet() {
					t.Fatal("bob got", bob.Receive())
				}
				s.Disconnect(to.ID())
				if err := to.Deliver(t.Context(), "/private", json.RawMessage(`1`)); !errors.Is(err, faye.ErrSessionOver) {
					t.Fatal(err)
				}
			})
		})
	}
}

func TestDeliverRefuses(t *testing.T) {
	sessions := make(chan *faye.Session, 1)
	opts := &faye.Options{MaxQueue: 1, Listener: &faye.Listener{OnHandshake: func(s *faye.Session) { sessions <- s }}}
	in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		n.Poll().Handshake()
		to := <-sessions
		for channel, data := range map[string]string{"/meta/connect": `1`, "x": `1`, "/a/*": `1`, "/a": `{`} {
			var wire *faye.Error
			if err := to.Deliver(t.Context(), channel, json.RawMessage(data)); !errors.As(err, &wire) {
				t.Fatalf("%s %s: %v", channel, data, err)
			}
		}
		if err := to.Deliver(t.Context(), "/a", json.RawMessage(`1`)); err != nil {
			t.Fatal(err)
		}
		if err := to.Deliver(t.Context(), "/a", json.RawMessage(`2`)); !errors.Is(err, faye.ErrSessionOver) || s.Stats().Sessions != 0 {
			t.Fatal(err)
		}
	})
}
