package faye_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

func newLocal(t *testing.T, s *faye.Server) *faye.Local {
	t.Helper()
	l, err := s.Client()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestLocalReceives subscribes in every way that there is.
func TestLocalReceives(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		l := newLocal(t, s)
		var got []string
		for _, pattern := range []string{"/a", "/a", "/b/*", "/**", "/service/x"} {
			if _, err := l.Subscribe(t.Context(), pattern, func(d faye.Delivery) {
				got = append(got, fmt.Sprint(pattern, " ", d.Channel, " ", string(d.Data)))
			}); err != nil {
				t.Fatal(err)
			}
		}
		ann := n.Poll()
		ann.Handshake()
		for _, channel := range []string{"/a", "/b/c", "/service/x", "/service/y"} {
			ann.Publish(channel, `1`)
			synctest.Wait()
			slices.Sort(got)
			want := map[string]string{
				"/a":         "[/** /a 1 /a /a 1 /a /a 1]",
				"/b/c":       "[/** /b/c 1 /b/* /b/c 1]",
				"/service/x": "[/** /service/x 1 /service/x /service/x 1]",
				"/service/y": "[/** /service/y 1]",
			}[channel]
			if fmt.Sprint(got) != want {
				t.Fatalf("%s: got %v, want %s", channel, got, want)
			}
			got = nil
		}
		if stats := s.Stats(); stats.Sessions != 1 {
			t.Fatalf("a client of the program counts as a session: %+v", stats)
		}
	})
}

// TestLocalPublishes reaches remote subscribers, services, and passes extensions.
func TestLocalPublishes(t *testing.T) {
	refuse := faye.Extension{Incoming: func(_ context.Context, r *http.Request, m *faye.Message) bool {
		if r == nil && m.Channel == "/refused" {
			m.Error = "not this one"
		}
		return r != nil || m.Channel != "/dropped"
	}}
	in(t, &faye.Options{Extensions: []faye.Extension{refuse}}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		l := newLocal(t, s)
		ann := n.WebSocket()
		ann.Join("/a")
		if err := l.Publish(t.Context(), "/a", map[string]int{"x": 1}); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(ann.Next()["data"]); got != "map[x:1]" {
			t.Fatal(got)
		}
		if err := s.Handle("/service/echo", echo); err != nil {
			t.Fatal(err)
		}
		for channel, says := range map[string]string{
			"/refused": "faye: publish: not this one", "/dropped": "faye: publish: 407:/dropped:Failed to publish",
			"/service/echo": "faye: publish: 400:refuse:Bad request", "/meta/x": "faye: publish: 403:/meta/x:Forbidden channel",
			"/a/*": "faye: publish: 405:/a/*:Invalid channel", "/service/none": "<nil>",
		} {
			if err := l.Publish(t.Context(), channel, "refuse"); fmt.Sprint(err) != says {
				t.Fatalf("%s: got %v, want %s", channel, err, says)
			}
		}
		if err := l.Publish(t.Context(), "/a", func() {}); err == nil {
			t.Fatal("published a function")
		}
	})
}

func TestLocalSubscribeRefuses(t *testing.T) {
	s := newServer(t, nil)
	l := newLocal(t, s)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	nothing := func(faye.Delivery) {}
	for name, try := range map[string]func() error{
		"ErrInvalid":  func() error { _, err := l.Subscribe(t.Context(), "a", nothing); return err },
		"ErrMeta":     func() error { _, err := l.Subscribe(t.Context(), "/meta/*", nothing); return err },
		"ErrNil":      func() error { _, err := l.Subscribe(t.Context(), "/a", nil); return err },
		"ErrCanceled": func() error { _, err := l.Subscribe(ended, "/a", nothing); return err },
		"ErrClosed": func() error {
			_ = s.Shutdown(t.Context())
			_, err := l.Subscribe(t.Context(), "/a", nothing)
			if !errors.Is(err, faye.ErrClosed) {
				t.Error(err)
			}
			<-l.Done()
			_, err = s.Client()
			return err
		},
	} {
		if name == "ErrClosed" {
			defer func() {
				if err := try(); !errors.Is(err, faye.ErrClosed) {
					t.Error(err)
				}
			}()
			continue
		}
		t.Run(name, func(t *testing.T) {
			if err := try(); err == nil {
				t.Fatal("subscribed")
			}
		})
	}
	t.Run("ErrDisabled", func(t *testing.T) {
		if _, err := newServer(t, &faye.Options{DisabledTransports: []string{"in-process"}}).Client(); err == nil {
			t.Fatal("made a client")
		}
	})
}

// TestLocalCancel ends one of two callbacks, then the other.
func TestLocalCancel(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, _ *fayetest.Network) {
		l := newLocal(t, s)
		counts := [2]int{}
		subs := [2]*faye.LocalSubscription{}
		for i := range subs {
			subs[i], _ = l.Subscribe(t.Context(), "/a", func(faye.Delivery) { counts[i]++ })
		}
		for i := range subs {
			publish(t, s, "/a", "1")
			synctest.Wait()
			for range 2 {
				if err := subs[i].Cancel(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		publish(t, s, "/a", "1")
		synctest.Wait()
		if counts != [2]int{1, 2} || s.Stats().Subscriptions != 0 {
			t.Fatal(counts, s.Stats())
		}
	})
}

// TestLocalIsBounded blocks a callback until the queue overflows: publishing is
// not delayed, and the client learns that it is over.
func TestLocalIsBounded(t *testing.T) {
	in(t, &faye.Options{MaxQueue: 4}, func(t *testing.T, s *faye.Server, _ *fayetest.Network) {
		l := newLocal(t, s)
		release := make(chan struct{})
		if _, err := l.Subscribe(t.Context(), "/a", func(faye.Delivery) { <-release }); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			publish(t, s, "/a", "1")
		}
		<-l.Done()
		close(release)
		synctest.Wait()
		if got := s.Stats().Subscriptions; got != 0 {
			t.Fatal(got)
		}
	})
}

// TestLocalCloseDrains delivers what has arrived before it ends, and a callback
// that panics does not end the rest.
func TestLocalCloseDrains(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, _ *fayetest.Network) {
		l := newLocal(t, s)
		var got []string
		if _, err := l.Subscribe(t.Context(), "/a", func(d faye.Delivery) {
			if string(d.Data) == "1" {
				panic("callback")
			}
			got = append(got, string(d.Data))
		}); err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			publish(t, s, "/a", fmt.Sprint(i))
		}
		for range 2 {
			if err := l.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if fmt.Sprint(got) != "[0 2 3 4]" {
			t.Fatal(got)
		}
		if err := l.Publish(t.Context(), "/a", 1); !errors.Is(err, faye.ErrClosed) {
			t.Fatal(err)
		}
	})
}

// TestBrokenExtensionAndTheProgramsClient has one leave something that is no JSON.
func TestBrokenExtensionAndTheProgramsClient(t *testing.T) {
	opts := &faye.Options{Extensions: []faye.Extension{testExtensions["break"]}, History: &faye.History{}}
	in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		var got []string
		if _, err := newLocal(t, s).Subscribe(t.Context(), "/*", func(d faye.Delivery) { got = append(got, d.Channel) }); err != nil {
			t.Fatal(err)
		}
		ann := n.WebSocket()
		ann.Join()
		subscribeAt(ann, "/broken", `{"/broken":-1}`)
		publish(t, s, "/broken", "1")
		publish(t, s, "/whole", "1")
		synctest.Wait()
		if fmt.Sprint(got) != "[/whole]" || !ann.Quiet() {
			t.Fatal(got)
		}
	})
}

// TestLocalCountsToo is refused when the server has as many subscriptions as it
// may.
func TestLocalCountsToo(t *testing.T) {
	l := newLocal(t, newServer(t, &faye.Options{MaxAllSubscriptions: 1}))
	nothing := func(faye.Delivery) {}
	if _, err := l.Subscribe(t.Context(), "/a", nothing); err != nil {
		t.Fatal(err)
	}
	var wire *faye.Error
	if _, err := l.Subscribe(t.Context(), "/b", nothing); !errors.As(err, &wire) {
		t.Fatal(err)
	}
	if _, err := l.Subscribe(t.Context(), "/a", nothing); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Subscribe(t.Context(), "/a", nothing); !errors.Is(err, faye.ErrClosed) {
		t.Fatal(err)
	}
}
