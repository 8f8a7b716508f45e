package main

import (
	"fmt"
	"testing"

	"github.com/parleychat/parley/faye"
)

// TestFayeHistory: a client that comes late is told what was published before, as far as
// --history goes, and never the secret that came with it.
func TestFayeHistory(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"ByDefault": {nil, "[1 2 3 4 5 6]"},
		"Three":     {[]string{"--history", "3"}, "[3 4 5 6]"},
		"None":      {[]string{"--history", "0"}, "[6]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBus(t, append(c.args, "--secret", secret)...)
			friend := clientOf(t, b.url, secretly(secret))
			for i := range 5 {
				if err := friend.client.Publish(t.Context(), "/news", i+1); err != nil {
					t.Fatal(err)
				}
			}
			late := clientOf(t, b.url, nil)
			if _, err := late.client.SubscribeFrom(t.Context(), "/news", faye.ReplayAll, func(d faye.Delivery) { late.heard <- d }); err != nil {
				t.Fatal(err)
			}
			if err := friend.client.Publish(t.Context(), "/news", 6); err != nil {
				t.Fatal(err)
			}
			var got []string
			for last := ""; last != "6"; {
				last = string(late.next().Data) // which looks at what came with it
				got = append(got, last)
			}
			if fmt.Sprint(got) != c.want {
				t.Errorf("heard %v, want %s", got, c.want)
			}
		})
	}
}

// TestFayeHistoryIsGuarded: who may not subscribe gets nothing out of it either.
func TestFayeHistoryIsGuarded(t *testing.T) {
	t.Parallel()
	b := startBus(t, "--secret", secret, "--guard", "all")
	friend, stranger := clientOf(t, b.url, secretly(secret)), clientOf(t, b.url, nil)
	if err := friend.client.Publish(t.Context(), "/news", 1); err != nil {
		t.Fatal(err)
	}
	_, err := stranger.client.SubscribeFrom(t.Context(), "/news", faye.ReplayAll, func(d faye.Delivery) { stranger.heard <- d })
	if got := refusalOf(err); got != "0 Invalid subscription auth token" {
		t.Errorf("got %q", got)
	}
	if got := b.counters(); got.Replayed != 0 || got.Delivered != 0 {
		t.Errorf("%+v", got)
	}
}
