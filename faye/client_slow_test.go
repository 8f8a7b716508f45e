package faye_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestClientSlowCallback: nothing is lost while a callback takes its time, if the
// server is as patient.
func TestClientSlowCallback(t *testing.T) {
	overBoth(t, &faye.Options{WriteTimeout: time.Hour, Ping: -1}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		o.MaxQueue = 3
		c := dialing(t, n, o)
		var got, want heard
		subscribeTo(t, c, "/a", func(d faye.Delivery) {
			time.Sleep(time.Second)
			got.note(d)
		})
		for i := range 50 {
			publish(t, s, "/a", fmt.Sprint(i))
			want.add(fmt.Sprint("/a ", i))
		}
		time.Sleep(10 * time.Minute)
		got.expect(t, want.take()...)
		if st := s.Stats(); st.Handshakes != 1 {
			t.Errorf("%+v", st)
		}
	})
}

// TestClientCallbackPublishes: it waits for what comes after deliveries that are
// not read, because it does not return.
func TestClientCallbackPublishes(t *testing.T) {
	overBoth(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		o.MaxQueue = 3
		var gaps heard
		o.OnGap = func(channel string, _ int64) { gaps.add(channel) }
		c := dialing(t, n, o)
		var published atomic.Int32
		var once bool
		subscribeTo(t, c, "/a", func(faye.Delivery) {
			if !once {
				once = true
				time.Sleep(time.Second) // until the queue is full
			}
			if err := c.Publish(context.Background(), "/b", 1); err != nil {
				t.Error(err)
			}
			published.Add(1)
		})
		for range 50 {
			publish(t, s, "/a", `1`)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if n := published.Load(); n < 4 {
			t.Errorf("%d published", n)
		} else if n < 50 && len(gaps.take()) == 0 {
			t.Errorf("only %d published, and no gap told", n)
		}
	})
}

// TestClientCallbackThatNeverReturns harms nobody but itself.
func TestClientCallbackThatNeverReturns(t *testing.T) {
	overBoth(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		o.MaxQueue = 3
		o.OnGap = func(string, int64) {}
		o.OnState = func(faye.State) {}
		c := dialing(t, n, o)
		stuck := make(chan bool)
		subscribeTo(t, c, "/a", func(faye.Delivery) { <-stuck })
		for i := range 1000 {
			publish(t, s, "/a", `1`)
			if i%100 == 0 {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				if err := c.Publish(ctx, "/b", 1); err != nil {
					t.Fatal(err)
				}
				cancel()
			}
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := c.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		close(stuck)
	})
}

func TestClientCancel(t *testing.T) {
	overBoth(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		c := dialing(t, n, o)
		var got heard
		var first *faye.Subscription
		first = subscribeTo(t, c, "/a", func(d faye.Delivery) {
			got.add("first")
			if err := first.Cancel(t.Context()); err != nil { // within its own callback
				t.Error(err)
			}
		})
		second := subscribeTo(t, c, "/a", func(d faye.Delivery) { got.add("second") })
		publish(t, s, "/a", `1`)
		publish(t, s, "/a", `2`)
		got.expect(t, "first", "second", "second")
		if st := s.Stats(); st.Subscriptions != 1 {
			t.Fatalf("%+v", st)
		}
		for range 2 {
			if err := second.Cancel(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if st := s.Stats(); st.Subscriptions != 0 {
			t.Fatalf("%+v", st)
		}
		<-first.Done()
		<-second.Done()
		if first.Err() != nil || second.Err() != nil {
			t.Error(first.Err(), second.Err())
		}
		publish(t, s, "/a", `3`)
		got.expect(t)
	})
}

// TestClientSubscribesAndCancelsWithoutEnd leaves nothing behind.
func TestClientSubscribesAndCancelsWithoutEnd(t *testing.T) {
	overBoth(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		c := dialing(t, n, o)
		for i := range 200 {
			ctx, cancel := context.WithCancel(t.Context())
			if i%3 == 0 {
				go cancel() // at any time
			}
			if sub, err := c.Subscribe(ctx, fmt.Sprint("/a/", i%7), func(faye.Delivery) {}); err == nil {
				_ = sub.Cancel(ctx)
			}
			cancel()
		}
		synctest.Wait()
		if st := s.Stats(); st.Subscriptions != 0 {
			t.Errorf("%+v", st)
		}
	})
}

// TestClientTooLargeIsRefused, and nothing else suffers from it.
func TestClientTooLargeIsRefused(t *testing.T) {
	overBoth(t, &faye.Options{MaxFrame: 10_000, MaxBody: 10_000}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		o.DisableCompression = true
		c := dialing(t, n, o)
		done := make(chan error, 20)
		for i := range 20 {
			data := "small"
			if i == 7 {
				data = strings.Repeat("x", 20_000)
			}
			go func() { done <- c.Publish(context.Background(), "/a", data) }()
		}
		refused := 0
		for range 20 {
			var refusal *faye.Error
			if err := <-done; errors.As(err, &refusal) && refusal.Code == 413 {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if refused != 1 {
			t.Errorf("%d refused", refused)
		}
	})
}

// TestClientReadsNoMore than it has been told to, also after decompression.
func TestClientReadsNoMore(t *testing.T) {
	answer := func(f *fakeServer, m map[string]any) string {
		if m["channel"] == "/a" && len(f.got) < 20 {
			return ok(m, fmt.Sprintf(`"ext":%q`, strings.Repeat("x", 1<<20)))
		}
		return polite(f, m)
	}
	faking(t, answer, func(t *testing.T, f *fakeServer, n *fayetest.Network, o faye.ClientOptions) {
		o.MaxMessage = 100_000
		c := dialing(t, n, o)
		clientPublish(t, c, "/a", 1)
		if n := len(f.sent("/a")); n < 2 {
			t.Errorf("sent %d times", n)
		}
	})
}

// TestClientCompresses what is worth it, unless it is told not to.
func TestClientCompresses(t *testing.T) {
	for _, disable := range []bool{false, true} {
		t.Run(fmt.Sprint("Disable=", disable), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var offered atomic.Value
				f := &fakeServer{answer: polite}
				n := fayetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					offered.Store(r.Header.Get("Sec-WebSocket-Extensions"))
					f.ServeHTTP(w, r)
				}))
				c := dialing(t, n, faye.ClientOptions{DisableCompression: disable})
				clientPublish(t, c, "/a", strings.Repeat("x", 10_000))
				if strings.Contains(offered.Load().(string), "permessage-deflate") == disable {
					t.Error(offered.Load())
				}
				if n := len(f.sent("/a")); n != 1 {
					t.Error(n)
				}
			})
		})
	}
}

// TestClientDeflateOfAnotherKind: a server's answer to the offer cannot be kept to.
func TestClientDeflateOfAnotherKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, &faye.Options{Policy: faye.Open()})
		defer func() { _ = s.Shutdown(context.Background()) }()
		n := fayetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Sec-WebSocket-Extensions") != "" {
				u := websocket.Upgrader{}
				conn, err := u.Upgrade(w, r, http.Header{"Sec-WebSocket-Extensions": {"permessage-deflate"}})
				if err == nil {
					_ = conn.Close()
				}
				return
			}
			s.ServeHTTP(w, r)
		}))
		c := dialing(t, n, faye.ClientOptions{})
		clientPublish(t, c, "/a", 1)
		if st := s.Stats(); st.Sockets != 1 {
			t.Errorf("%+v", st)
		}
	})
}

// TestClientHalfFrame: a frame that is cut off in the middle is not used.
func TestClientHalfFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeServer{answer: polite}
		n := fayetest.Serve(t, f)
		c := dialing(t, n, faye.ClientOptions{})
		var got heard
		subscribeTo(t, c, "/a", got.note)
		raw := f.socket(0).NetConn()
		_, _ = raw.Write([]byte("\x81\x7e\x04\x00[{\"channel\":\"/a\",\"data\":1}"))
		_ = raw.Close()
		clientPublish(t, c, "/b", 1)
		synctest.Wait()
		_ = f.socket(1).WriteMessage(websocket.TextMessage, []byte(`[{"channel":"/a","data":2}]`))
		got.expect(t, "/a 2")
	})
}

func TestClientExtensions(t *testing.T) {
	var got heard
	secret := faye.ClientExtension{Outgoing: func(m *faye.Message) {
		if err := m.SetExt("secret", "meh"); err != nil {
			m.Error = err.Error()
		}
	}}
	second := faye.ClientExtension{
		Outgoing: func(m *faye.Message) {
			got.add(m.Channel + string(m.Ext))
			if m.Channel == "/stop" {
				m.Error = "499::Stopped here"
			}
		},
		Incoming: func(m *faye.Message) {
			switch {
			case m.IsReply() && m.Channel == "/turn":
				m.Error = "498::Turned"
			case !m.IsReply() && string(m.Data) == "1":
				m.Data = []byte("2")
			case !m.IsReply() && string(m.Data) == "3":
				m.Error = "drop"
			}
		},
	}
	overBoth(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		o.Extensions = []faye.ClientExtension{secret, {}, second}
		o.DisableReplay = true
		c := dialing(t, n, o)
		var all heard
		subscribeTo(t, c, "/a", all.note)
		sent := got.take()
		for _, want := range []string{`/meta/handshake{"secret":"meh"}`, `/meta/connect{"secret":"meh"}`, `/meta/subscribe{"secret":"meh"}`} {
			if !slices.Contains(sent, want) {
				t.Errorf("%s not in %v", want, sent)
			}
		}
		var refusal *faye.Error
		if err := c.Publish(t.Context(), "/stop", 1); !errors.As(err, &refusal) || refusal.Code != 499 {
			t.Error(err)
		}
		if err := c.Publish(t.Context(), "/turn", 1); !errors.As(err, &refusal) || refusal.Code != 498 {
			t.Error(err)
		}
		for i := range 4 {
			clientPublish(t, c, "/a", i)
		}
		all.expect(t, "/a 0", "/a 2", "/a 2")
		got.take()
	})
}
