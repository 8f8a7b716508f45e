package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// The defaults that a flood must not pass.
const (
	maxSessions      = 100_000
	maxPerAddress    = maxSessions / 5
	maxPerSession    = 256 // subscriptions
	messagesAtOnce   = 256 // in one frame
	flooded          = 640 // MiB; the collector makes it 390 to 470
	subscribed       = 1_000_000
	subscribers      = subscribed / maxPerSession
	handshakesByOne  = maxPerAddress + 2*messagesAtOnce
	addressesToFlood = 5
)

// TestFloods fills a server with as many subscriptions and sessions as clients can get,
// from many addresses. It keeps to its limits, refuses what is beyond them, and who was
// there before notices nothing. Its sessions live long, so that the counts are exact.
func TestFloods(t *testing.T) {
	b := startLean(t, "--open", "--timeout", "10m")
	w := watchOver(t, b)
	w.calm(t)
	t.Run("MillionSubscriptionsOfOneSession", func(t *testing.T) {
		w.under(t, flooded, func() { oneSubscriber(t, b) })
	})
	t.Run("MillionSubscriptionsOfManySessions", func(t *testing.T) {
		w.under(t, flooded, func() { manySubscribers(t, b) })
	})
	t.Run("HundredThousandHandshakes", func(t *testing.T) {
		w.under(t, flooded, func() { manyHandshakes(t, b) })
	})
	t.Run("TheyStillPublish", w.calm)
	if err := b.stop(); err != nil {
		t.Errorf("a full server does not stop: %v", err)
	}
}

// batch sends messages in one frame and reads a reply to each.
func batch(conn *websocket.Conn, messages []string) (replies []heard, err error) {
	if err := speak(conn, "["+strings.Join(messages, ",")+"]"); err != nil {
		return nil, err
	}
	for len(replies) < len(messages) {
		var some []heard
		if err := conn.ReadJSON(&some); err != nil {
			return nil, err
		}
		replies = append(replies, some...)
	}
	return replies, nil
}

// oneSubscriber asks for a million channels in one session, which gets none beyond its
// limit. It is told so each time.
func oneSubscriber(t *testing.T, b *bus) {
	before := b.tally(t)
	b.each(t, 1, 1, func(w *wire) error {
		conn, id, err := w.socket("/one/0")
		if err != nil {
			return err
		}
		const some = 10 // to a frame: the names take room
		for n := 0; n < subscribed; n += some * maxPerSession {
			var messages []string
			for i := range some {
				messages = append(messages, subscribeAs(id, channelNames("/one", n+i*maxPerSession, maxPerSession)...))
			}
			replies, err := batch(conn, messages)
			if err != nil {
				return err
			}
			for i, r := range replies {
				// The first asks for /one/0, which it has, and 255 more.
				if r.Successful != (n+i == 0) || !r.Successful && !strings.Contains(r.Error, "403:") {
					return fmt.Errorf("subscription %d: %+v", n+i, r)
				}
			}
		}
		if got := b.tally(t).Subscriptions - before.Subscriptions; got != maxPerSession {
			return fmt.Errorf("it has %d", got)
		}
		_, err = batch(conn, []string{disconnectAs(id)})
		return err
	})
}

func channelNames(below string, from, n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprint(below, "/", from+i))
	}
	return names
}

// manySubscribers has each of very many sessions subscribe to as many channels as it
// may, all of them different.
func manySubscribers(t *testing.T, b *bus) {
	before := b.tally(t)
	const some = 25 // sessions to a frame of handshakes
	b.each(t, 1, 1, func(w *wire) error {
		conn, err := w.upgrade()
		if err != nil {
			return err
		}
		for n := 0; n < subscribers; n += some {
			many := min(some, subscribers-n)
			opened, err := batch(conn, repeated(shakeHands, many))
			if err != nil {
				return err
			}
			var messages []string
			for i, r := range opened {
				messages = append(messages, subscribeAs(r.ClientID, channelNames("/many", (n+i)*maxPerSession, maxPerSession)...))
			}
			replies, err := batch(conn, messages)
			if err != nil {
				return err
			}
			for _, r := range replies {
				if !r.Successful {
					return fmt.Errorf("refused: %+v", r)
				}
			}
		}
		return nil
	})
	if got := b.tally(t).Subscriptions - before.Subscriptions; got != subscribers*maxPerSession {
		t.Errorf("there are %d more", got)
	}
}

func repeated(text string, n int) (all []string) {
	for range n {
		all = append(all, text)
	}
	return all
}

// manyHandshakes shakes hands as often as one address may and more, from one address
// after the other, until the server is full.
func manyHandshakes(t *testing.T, b *bus) {
	before := b.tally(t)
	var opened, byAddress, byServer int
	for i := range addressesToFlood {
		o, a, s := floodFrom(t, b, fmt.Sprint("127.0.1.", i+1))
		if o > maxPerAddress {
			t.Errorf("one address has %d sessions", o)
		}
		opened, byAddress, byServer = opened+o, byAddress+a, byServer+s
	}
	t.Logf("%d handshakes: %d sessions, %d refused for their address, %d for the server", opened+byAddress+byServer, opened, byAddress, byServer)
	// The last address finds the server full before it has had its share.
	if want := (addressesToFlood - 1) * (handshakesByOne - maxPerAddress); byAddress != want {
		t.Errorf("%d were refused for their address, want %d", byAddress, want)
	}
	if got := b.tally(t).Sessions; got != maxSessions || opened != maxSessions-before.Sessions {
		t.Errorf("%d sessions, %d of them new; there were %d", got, opened, before.Sessions)
	}
	b.each(t, 100, 4, func(w *wire) error { return w.answers(200, "503::Too many sessions", shakeHands) })
}

// floodFrom counts how handshakes from one address end.
func floodFrom(t *testing.T, b *bus, from string) (opened, byAddress, byServer int) {
	t.Helper()
	w, err := dialFrom(t, b.url, from)
	if err != nil {
		t.Fatal(err)
	}
	defer w.cut()
	conn, err := w.upgrade()
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < handshakesByOne; n += messagesAtOnce {
		replies, err := batch(conn, repeated(shakeHands, min(messagesAtOnce, handshakesByOne-n)))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range replies {
			switch {
			case r.Successful:
				opened++
			case r.Error == "429::Too many sessions from one address":
				byAddress++
			case r.Error == "503::Too many sessions":
				byServer++
			default:
				t.Fatalf("%+v", r)
			}
		}
	}
	return opened, byAddress, byServer
}
