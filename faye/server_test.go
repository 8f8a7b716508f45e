package faye_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// in runs a test in a bubble against a server, which it shuts down afterwards.
func in(t *testing.T, opts *faye.Options, test func(t *testing.T, s *faye.Server, n *fayetest.Network)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if opts.Policy == nil {
			opts.Policy = faye.Open()
		}
		s := newServer(t, opts)
		defer func() { _ = s.Shutdown(context.Background()) }()
		test(t, s, fayetest.Serve(t, s))
	})
}

func publish(t *testing.T, s *faye.Server, channel, data string) {
	t.Helper()
	if err := s.Publish(context.Background(), channel, json.RawMessage(data)); err != nil {
		t.Fatal(err)
	}
}

func TestPublishRefuses(t *testing.T) {
	s := newServer(t, nil)
	for name, c := range map[string]struct{ channel, data, says string }{
		"ErrInvalidChannel": {"foo", `1`, "405:foo:Invalid channel"},
		"ErrEmptyChannel":   {"", `1`, "405::Invalid channel"},
		"ErrWildcard":       {"/a/*", `1`, "405:/a/*:Invalid channel"},
		"ErrLongChannel":    {"/" + strings.Repeat("a", 300), `1`, "Invalid channel"},
		"ErrMeta":           {"/meta/connect", `1`, "403:/meta/connect:Forbidden channel"},
		"ErrService":        {"/service/x", `1`, "403:/service/x:Forbidden channel"},
		"ErrNoData":         {"/a", ``, "data is not valid JSON"},
		"ErrBadData":        {"/a", `{`, "data is not valid JSON"},
		"ErrBadUTF8":        {"/a", "\"\xff\"", "data is not valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			err := s.Publish(context.Background(), c.channel, json.RawMessage(c.data))
			var wire *faye.Error
			if !errors.As(err, &wire) || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want %q", err, c.says)
			}
		})
	}
	t.Run("ErrCanceled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := s.Publish(ctx, "/a", json.RawMessage(`1`)); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	})
	t.Run("ErrClosed", func(t *testing.T) {
		if err := s.Shutdown(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := s.Publish(context.Background(), "/a", json.RawMessage(`1`)); !errors.Is(err, faye.ErrClosed) {
			t.Fatal(err)
		}
	})
}

func TestPublishKeepsNothingOfData(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join("/a")
		data := json.RawMessage(`"first"`)
		if err := s.Publish(t.Context(), "/a", data); err != nil {
			t.Fatal(err)
		}
		copy(data, `"other"`)
		if got := ann.Next()["data"]; got != "first" {
			t.Fatal(got)
		}
	})
}

func TestSetPolicyTakesEffectAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, nil)
		defer func() { _ = s.Shutdown(context.Background()) }()
		ann := fayetest.Serve(t, s).Poll()
		ann.Handshake()
		for _, c := range []struct {
			policy faye.Policy
			want   bool
		}{{nil, false}, {faye.Open(), true}, {nil, false}} {
			s.SetPolicy(c.policy)
			if got := ann.Publish("/a", `1`); got["successful"] != c.want {
				t.Fatalf("with %T: %v", c.policy, got)
			}
			if got := ann.Subscribe("/a"); got["successful"] != c.want {
				t.Fatalf("with %T: %v", c.policy, got)
			}
		}
	})
}

func TestDisconnectEndsTheSession(t *testing.T) {
	for name, open := range map[string]func(*fayetest.Network) *fayetest.Client{
		"Poll":      func(n *fayetest.Network) *fayetest.Client { return n.Poll() },
		"WebSocket": func(n *fayetest.Network) *fayetest.Client { return n.WebSocket() },
	} {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				ann := open(n)
				ann.Join("/a")
				ann.Hold()
				synctest.Wait()
				if !s.Disconnect(ann.ID) || s.Disconnect(ann.ID) || s.Disconnect("nope") {
					t.Fatal("Disconnect does not say what it did")
				}
				answer := ann.Receive()
				if !strings.Contains(answer, `"401:`+ann.ID+`:Unknown client"`) || !strings.Contains(answer, `"reconnect":"handshake"`) {
					t.Fatal(answer)
				}
				if name == "WebSocket" && ann.Receive() != "closed 1000" {
					t.Fatal("the socket stays open")
				}
				synctest.Wait()
				if st := s.Stats(); st.Sessions+st.Sockets+int(st.Held+st.Subscriptions) != 0 {
					t.Fatalf("%+v", st)
				}
			})
		})
	}
}

func TestUnsubscribe(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Join("/a", "/b")
		if !s.Unsubscribe(ann.ID, "/a") || s.Unsubscribe(ann.ID, "/a") || s.Unsubscribe("nope", "/b") {
			t.Fatal("Unsubscribe does not say what it did")
		}
		publish(t, s, "/a", `1`)
		publish(t, s, "/b", `2`)
		if got := ann.Next(); got["channel"] != "/b" {
			t.Fatal(got)
		}
	})
}

func TestStats(t *testing.T) {
	in(t, &faye.Options{MaxQueue: 2}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann, bob := n.WebSocket(), n.Poll()
		ann.Join("/a", "/**")
		bob.Join("/a")
		bob.Hold()
		synctest.Wait()
		publish(t, s, "/a", `1`)
		synctest.Wait()
		now := time.Now()
		want := faye.Stats{Taken: now, Started: now, Sessions: 2, Sockets: 1, Subscriptions: 3, Channels: 2,
			Handshakes: 2, Received: 8, Published: 1, Delivered: 2}
		if got := s.Stats(); got != want {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
		for range 3 { // bob has no connect
			publish(t, s, "/a", `1`)
			synctest.Wait()
		}
		want = faye.Stats{Taken: now, Started: now, Sessions: 1, Sockets: 1, Subscriptions: 2, Channels: 2,
			Handshakes: 2, Disconnects: 1, Received: 8, Published: 4, Delivered: 7, Dropped: 2}
		if got := s.Stats(); got != want {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
	})
}

func TestListenerIsToldInOrder(t *testing.T) {
	var mu sync.Mutex
	var told []string
	tell := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, fmt.Sprintf(format, args...))
	}
	who := func(s *faye.Session) any {
		if s == nil {
			return "-"
		}
		return s.Value()
	}
	listener := &faye.Listener{
		OnHandshake:   func(s *faye.Session) { tell("handshake %v", who(s)) },
		OnSubscribe:   func(s *faye.Session, c string) { tell("subscribe %v %s", who(s), c) },
		OnUnsubscribe: func(s *faye.Session, c string) { tell("unsubscribe %v %s", who(s), c) },
		OnPublish:     func(s *faye.Session, c string, d json.RawMessage) { tell("publish %v %s %s", who(s), c, d) },
		OnDisconnect:  func(s *faye.Session) { tell("disconnect %v", who(s)) },
	}
	in(t, &faye.Options{Policy: house{}, Listener: listener, Timeout: 10 * time.Second}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join("/open/a", "/open/a", "/open/b")
		ann.Subscribe("/secret")
		ann.Publish("/open/x", `1`)
		ann.Publish("/secret", `1`)
		publish(t, s, "/open/y", `2`)
		ann.Call(fayetest.Message{"channel": "/meta/unsubscribe", "subscription": []string{"/open/b", "/open/c"}})
		time.Sleep(20 * time.Second)
		synctest.Wait()
	})
	want := []string{"handshake guest", "subscribe guest /open/a", "subscribe guest /open/b", "publish guest /open/x 1",
		"publish - /open/y 2", "unsubscribe guest /open/b", "unsubscribe guest /open/a", "disconnect guest"}
	if !slices.Equal(told, want) {
		t.Fatalf("got  %q\nwant %q", told, want)
	}
}

// TestPolicySeesTheRequest covers what a policy needs on a socket long after the
// upgrade has returned: cookies, and what middleware has put into the context.
func TestPolicySeesTheRequest(t *testing.T) {
	type key struct{}
	asked := make(chan string, 1)
	policy := requestPolicy{faye.Open(), func(ctx context.Context, r *http.Request) {
		asked <- fmt.Sprint(r.Header.Get("Cookie"), r.Context().Value(key{}), ctx.Err(), r.Context().Err())
	}}
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, &faye.Options{Policy: policy})
		defer func() { _ = s.Shutdown(context.Background()) }()
		n := fayetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.ServeHTTP(wrapped{w}, r.WithContext(context.WithValue(r.Context(), key{}, "ann")))
		}))
		ann := n.WebSocket(http.Header{"Cookie": {"token=1"}})
		time.Sleep(time.Second)
		ann.Handshake()
		if got := <-asked; got != "token=1ann<nil> <nil>" {
			t.Fatal(got)
		}
		ann.Join()
		<-asked
		ann.Hold()
		ann.Close()
		synctest.Wait()
	})
}

type requestPolicy struct {
	faye.Policy
	see func(context.Context, *http.Request)
}

func (p requestPolicy) Handshake(ctx context.Context, r *http.Request, _ *faye.Message) (faye.Grant, error) {
	p.see(ctx, r)
	return faye.Grant{}, nil
}

// wrapped is a ResponseWriter as middleware leaves it: only Unwrap leads on.
type wrapped struct{ http.ResponseWriter }

func (w wrapped) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// TestManyAtOnce has everybody do everything. What counts is that each session
// sees each publisher's messages once and in order, and that nothing is left.
func TestManyAtOnce(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		const readers, writers, each = 8, 4, 50
		var wg sync.WaitGroup
		for i := range readers {
			var c *fayetest.Client
			if i%2 == 0 {
				c = n.WebSocket()
			} else {
				c = n.Poll()
			}
			c.Join("/a/*", "/**")
			wg.Go(func() { readInOrder(t, c, writers*each) })
		}
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					publish(t, s, fmt.Sprintf("/a/%d", w), fmt.Sprint(i))
				}
			})
			wg.Go(func() { // comers and goers
				for range 10 {
					c := n.WebSocket()
					c.Join("/a/*")
					c.Close()
					s.Disconnect(c.ID)
				}
			})
		}
		wg.Wait()
		if got := s.Stats(); got.Sessions != readers || got.Subscriptions != readers*2 {
			t.Fatalf("%+v", got)
		}
	})
}

// TestChannelHasOneOrder has several publish to one channel at once: everybody
// must see the same sequence.
func TestChannelHasOneOrder(t *testing.T) {
	s := newServer(t, &faye.Options{Policy: faye.Open(), MaxQueue: 1 << 20})
	defer func() { _ = s.Shutdown(context.Background()) }()
	n := fayetest.Serve(t, s)
	var readers []*fayetest.Client
	for range 30 {
		c := n.Poll()
		c.Join("/a")
		readers = append(readers, c)
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 200 {
				publish(t, s, "/a", fmt.Sprint(w*1000+i))
			}
		})
	}
	wg.Wait()
	var first []any
	for i, c := range readers {
		var got []any
		for range 800 {
			got = append(got, c.Next()["data"])
		}
		if i == 0 {
			first = got
		} else if !slices.Equal(got, first) {
			t.Fatalf("reader %d sees another order", i)
		}
	}
}

// TestGrantEndsInTheMiddleOfAHold has nothing else due before.
func TestGrantEndsInTheMiddleOfAHold(t *testing.T) {
	in(t, &faye.Options{Policy: house{}, Ping: -1}, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		r := ann.Call(fayetest.Message{"channel": "/meta/handshake", "version": "1.0",
			"supportedConnectionTypes": []string{"long-polling"}, "ext": "brief"})
		ann.ID = r["clientId"].(string)
		ann.Connect()
		start := time.Now()
		if got := ann.Connect(); got["successful"] != false || time.Since(start) != 5*time.Second {
			t.Fatal(got, time.Since(start))
		}
	})
}

func readInOrder(t *testing.T, c *fayetest.Client, count int) {
	next := map[any]float64{}
	for range count {
		m := c.Next()
		if m["data"] != next[m["channel"]] {
			t.Errorf("%v: got %v, want %v", m["channel"], m["data"], next[m["channel"]])
			return
		}
		next[m["channel"]]++
	}
}
