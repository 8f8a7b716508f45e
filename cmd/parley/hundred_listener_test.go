package main

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// A listener is a subscriber that stays, and what it believes the room to be.
type listener struct {
	t    *testing.T
	what string
	// again tells that events may come again, from any that came before.
	again bool

	mu      sync.Mutex
	rev     int64 // of the last event
	repeats int
	room    map[string]said
	more    chan struct{} // holds one when rev has moved
}

func listen100(t *testing.T, what, url, channel string, after int64, again bool) *listener {
	t.Helper()
	l := &listener{t: t, what: what, again: again, room: map[string]said{}, more: make(chan struct{}, 1)}
	client, err := faye.NewClient(url+"/faye", &faye.ClientOptions{
		MinBackoff: 10 * time.Millisecond, MaxBackoff: 100 * time.Millisecond, WebSocketRetry: time.Second,
		OnGap: func(channel string, at int64) {
			if !again {
				t.Errorf("%s has a gap in %s at %d", what, channel, at)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close(t.Context()) }) // its context has ended: nobody waits for the server
	if _, err := client.SubscribeFrom(t.Context(), channel, after, l.hear); err != nil {
		t.Fatal(err)
	}
	return l
}

// hear checks that each event is the next one.
func (l *listener) hear(d faye.Delivery) {
	var ev chat.Event
	if err := json.Unmarshal(d.Data, &ev); err != nil {
		l.t.Errorf("%s: %v in %s", l.what, err, d.Data)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if ev.Rev <= l.rev && l.again {
		l.repeats++
		return
	}
	if ev.Rev != l.rev+1 {
		l.t.Errorf("%s hears of rev %d after %d", l.what, ev.Rev, l.rev)
	}
	l.rev = ev.Rev
	if ev.Message != nil {
		l.room[ev.Message.ClientID] = saidBy(*ev.Message)
	}
	select {
	case l.more <- struct{}{}:
	default:
	}
}

// through waits until it has heard of everything up to rev.
func (l *listener) through(rev int64) {
	l.t.Helper()
	for {
		l.mu.Lock()
		at := l.rev
		l.mu.Unlock()
		if at >= rev {
			return
		}
		select {
		case <-l.more:
		case <-time.After(time.Minute):
			l.t.Fatalf("%s has heard of nothing after rev %d of %d", l.what, at, rev)
		}
	}
}

// believes compares what it believes with what is.
func (l *listener) believes(room map[string]said) {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.t.Logf("%s heard of rev 1 to %d in order, %d again", l.what, l.rev, l.repeats)
	if diff := differences(l.room, room); diff != "" {
		l.t.Errorf("%s believes%s", l.what, diff)
	}
}

// differences are a few of them, in words.
func differences(got, want map[string]said) (diff string) {
	n := 0
	for id := range union(got, want) {
		if got[id] != want[id] {
			if n++; n <= 5 {
				diff += fmt.Sprintf("\n%s: %+v, want %+v", id, got[id], want[id])
			}
		}
	}
	if n > 5 {
		diff += fmt.Sprintf("\nand %d more", n-5)
	}
	return diff
}

func union(a, b map[string]said) map[string]bool {
	all := map[string]bool{}
	for id := range a {
		all[id] = true
	}
	for id := range b {
		all[id] = true
	}
	return all
}
