package fayechat_test

import (
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// clock is one that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// TestResetAfterASweep: who asks for what a sweep has pruned is told to start afresh, and
// from where, on every channel that has a log; who asks for what is left gets it.
func TestResetAfterASweep(t *testing.T) {
	c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	w := newWorld(t, &fayechat.Options{Chat: &chat.Options{Now: c.Now, KeepLog: time.Hour, SweepEvery: -1}})
	ann, bob := w.user("ann"), w.user("bob")
	say := func(words ...string) {
		for _, word := range words {
			w.post(ann, w.Module.Lobby(), word)
			w.room(ann, word, bob)
		}
	}
	say("old-1", "old-2", "old-3")
	c.pass(2 * time.Hour)
	say("new-4", "new-5")
	// Of both the lobby and the logs of ann and bob the first three are gone.
	if got, err := w.Module.Sweep(t.Context()); err != nil || got.Events != 9 {
		t.Fatalf("swept %+v, %v", got, err)
	}
	for name, channel := range map[string]string{
		"Room": "/rooms/" + string(w.Module.Lobby()), "Messages": "/messages", "User": "/users/" + string(bob.ID),
	} {
		t.Run(name, func(t *testing.T) {
			subscribe := func(after any) (*fayetest.Client, fayetest.Message) {
				c := w.as("bob")
				r := subscribeFrom(c, channel, after)
				if r["successful"] != true {
					t.Fatalf("after %v: %s", after, text(r))
				}
				c.Connect()
				return c, r
			}
			reset := text(map[string]any{"replay": map[string]any{channel: map[string]any{"reset": true, "head": 5}}})
			for _, after := range []any{0, 1, 2, "2", 6} {
				c, r := subscribe(after)
				if text(r["ext"]) != reset {
					t.Errorf("after %v: %s, want %s", after, text(r["ext"]), reset)
				}
				c.Call(fayetest.Message{"channel": "/meta/unsubscribe", "subscription": "/none"})
				if !c.Quiet() {
					t.Errorf("after %v: also %s", after, text(c.Next()))
				}
			}
			for after, from := range map[any]int{3: 4, "3": 4, 4: 5, faye.ReplayAll: 4} {
				c, r := subscribe(after)
				if text(r["ext"]) == reset {
					t.Errorf("after %v: reset", after)
				}
				for want := from; want <= 5; want++ {
					if got := c.Next(); rev(t, got) != want {
						t.Errorf("after %v: %s, want rev %d", after, text(got), want)
					}
				}
			}
		})
	}
	t.Run("ThenWhatComesIsTold", func(t *testing.T) {
		reader := w.as("bob")
		for _, channel := range []string{"/messages", "/users/" + string(bob.ID)} {
			subscribeFrom(reader, channel, 0)
		}
		reader.Connect()
		say("live-6")
		for range 2 {
			if got := reader.Next(); rev(t, got) != 6 {
				t.Errorf("got %s, want rev 6", text(got))
			}
		}
	})
}
