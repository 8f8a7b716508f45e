package faye_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// dialing makes a client for the server of a network. It is closed at the end.
func dialing(t *testing.T, n *fayetest.Network, opts faye.ClientOptions) *faye.Client {
	t.Helper()
	opts.HTTPClient = n.HTTP()
	c, err := faye.NewClient("http://faye.test/faye", &opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = c.Close(ctx)
	})
	return c
}

func closeClient(t *testing.T, c *faye.Client) {
	t.Helper()
	if err := c.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// heard keeps what callbacks got.
type heard struct {
	mu  sync.Mutex
	all []string
}

func (h *heard) note(d faye.Delivery) { h.add(d.Channel + " " + string(d.Data)) }

func (h *heard) add(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, text)
}

func (h *heard) take() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.all
	h.all = nil
	return all
}

func (h *heard) expect(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	if got := h.take(); !slices.Equal(got, want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
}

// expectLast is for states, of which only the last is told for sure.
func (h *heard) expectLast(t *testing.T, want string) {
	t.Helper()
	synctest.Wait()
	if got := h.take(); len(got) == 0 || got[len(got)-1] != want {
		t.Fatalf("got %v, want %s", got, want)
	}
}

func subscribeTo(t *testing.T, c *faye.Client, channel string, fn func(faye.Delivery)) *faye.Subscription {
	t.Helper()
	sub, err := c.Subscribe(t.Context(), channel, fn)
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

func clientPublish(t *testing.T, c *faye.Client, channel string, data any) {
	t.Helper()
	if err := c.Publish(t.Context(), channel, data); err != nil {
		t.Fatal(err)
	}
}

// overBoth runs a test over each transport.
func overBoth(t *testing.T, opts *faye.Options, test func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions)) {
	t.Helper()
	for name, disable := range map[string]bool{"websocket": false, "long-polling": true} {
		t.Run(name, func(t *testing.T) {
			own := *opts
			in(t, &own, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				test(t, s, n, faye.ClientOptions{DisableWebSocket: disable})
			})
		})
	}
}

func TestClientSubscribesAndPublishes(t *testing.T) {
	overBoth(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		ann, bob := dialing(t, n, o), dialing(t, n, o)
		var got heard
		subscribeTo(t, ann, "/a/b", got.note)
		for range 20 {
			clientPublish(t, bob, "/a/b", map[string]string{"text": "<é>"})
		}
		got.expect(t, slices.Repeat([]string{`/a/b {"text":"<é>"}`}, 20)...)
		for _, pattern := range []string{"/a/*", "/a/**", "/**", "/*", "/a/b/*"} {
			sub := subscribeTo(t, ann, pattern, func(d faye.Delivery) { got.add(pattern) })
			clientPublish(t, ann, "/a/b", json.RawMessage(`9007199254740993`))
			want := []string{"/a/b 9007199254740993"}
			if faye.Matches(pattern, "/a/b") {
				want = append(want, pattern)
			}
			got.expect(t, want...)
			if err := sub.Cancel(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		clientPublish(t, bob, "/a/b", nil)
		got.expect(t, "/a/b null")
		if st := s.Stats(); st.Sessions != 2 || st.Subscriptions != 1 {
			t.Fatalf("%+v", st)
		}
		closeClient(t, ann)
		closeClient(t, bob)
		synctest.Wait()
		if st := s.Stats(); st.Sessions+st.Sockets+int(st.Held+st.Subscriptions) != 0 {
			t.Fatalf("%+v", st)
		}
	})
}

func TestClientKeepsItselfConnected(t *testing.T) {
	overBoth(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		var got, states heard
		o.OnState = func(s faye.State) { states.add(s.String()) }
		c := dialing(t, n, o)
		subscribeTo(t, c, "/a", got.note)
		time.Sleep(time.Hour)
		publish(t, s, "/a", `1`)
		got.expect(t, "/a 1")
		if all := fmt.Sprint(states.take()); strings.Contains(all, "disconnected") {
			t.Error(all)
		}
		closeClient(t, c)
	})
}

func TestClientManyAtOnce(t *testing.T) {
	overBoth(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		c := dialing(t, n, o)
		last := map[string]int{}
		count := 0
		subscribeTo(t, c, "/a/**", func(d faye.Delivery) {
			var i int
			_ = json.Unmarshal(d.Data, &i)
			if count++; i != last[d.Channel]+1 {
				t.Errorf("%s: %d after %d", d.Channel, i, last[d.Channel])
			}
			last[d.Channel] = i
		})
		var all sync.WaitGroup
		for g := range 50 {
			all.Go(func() {
				for i := range 20 {
					if err := c.Publish(context.Background(), fmt.Sprint("/a/", g), i+1); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		synctest.Wait()
		if count != 1000 {
			t.Errorf("%d deliveries", count)
		}
		closeClient(t, c)
	})
}

// stern refuses the word no, in channels.
type stern struct{ faye.Policy }

func (stern) Subscribe(_ context.Context, _ *faye.Session, channel string) error {
	if channel == "/no" {
		return faye.ForbiddenChannel(channel)
	}
	return nil
}

func (stern) Publish(_ context.Context, _ *faye.Session, channel string, _ json.RawMessage) error {
	if channel == "/no" {
		return &faye.Error{Code: 429, Args: []string{"a", "b"}, Text: "Slow: down"}
	}
	return nil
}

func TestClientIsRefused(t *testing.T) {
	overBoth(t, &faye.Options{Policy: stern{faye.Open()}}, func(t *testing.T, _ *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		c := dialing(t, n, o)
		err := c.Publish(t.Context(), "/no", 1)
		var refusal *faye.Error
		if !errors.As(err, &refusal) || refusal.Code != 429 || !slices.Equal(refusal.Args, []string{"a", "b"}) || refusal.Text != "Slow: down" {
			t.Error(err)
		}
		_, err = c.Subscribe(t.Context(), "/no", func(faye.Delivery) {})
		if !errors.As(err, &refusal) || refusal.Code != 403 {
			t.Error(err)
		}
		clientPublish(t, c, "/yes", 1) // it goes on
		closeClient(t, c)
	})
}

func TestClientClose(t *testing.T) {
	t.Run("NeverUsed", func(t *testing.T) {
		in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
			c := dialing(t, n, faye.ClientOptions{})
			closeClient(t, c)
			closeClient(t, c)
			err := c.Publish(t.Context(), "/a", 1)
			_, err2 := c.Subscribe(t.Context(), "/a", func(faye.Delivery) {})
			if !errors.Is(err, faye.ErrClosed) || !errors.Is(err2, faye.ErrClosed) {
				t.Fatal(err, err2)
			}
		})
	})
	t.Run("EndsSubscriptions", func(t *testing.T) {
		in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
			c := dialing(t, n, faye.ClientOptions{})
			sub := subscribeTo(t, c, "/a", func(faye.Delivery) {})
			if sub.Err() != nil || sub.Channel() != "/a" {
				t.Fatal(sub.Err(), sub.Channel())
			}
			closeClient(t, c)
			<-sub.Done()
			if !errors.Is(sub.Err(), faye.ErrClosed) {
				t.Fatal(sub.Err())
			}
			if err := sub.Cancel(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	})
}
