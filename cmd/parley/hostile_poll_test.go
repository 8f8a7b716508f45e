package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/parleychat/parley/faye"
)

func pollAttacks() []attack {
	return []attack{
		{"AbortedPolls", abortedPolls},
		{"TwoConnectsAtOnce", twoConnects},
		{"ThousandConnectsOfOneClient", thousandConnects},
		{"ForeignSessions", foreignSessions},
	}
}

// abortedPolls has clients give up one poll after the other; what is published later
// still reaches each, once.
func abortedPolls(t *testing.T, b *bus) {
	const clients, polls = 20, 100
	before := b.descriptors(t)
	ids := make([]string, clients)
	crowd(t, clients, 8, func(i int) error {
		w, err := dial(t, b.url)
		if err != nil {
			return err
		}
		defer w.cut()
		if ids[i], err = w.join("/aborted"); err != nil {
			return err
		}
		for n := range polls {
			w, err := dial(t, b.url)
			if err != nil {
				return err
			}
			if err := w.send(connectAs(ids[i], "long-polling")); err != nil {
				return err
			}
			if n%2 == 0 {
				w.cut()
			} else {
				_ = w.Close()
			}
		}
		return nil
	})
	b.publish(t, "/other", "0") // by the time that this connection is accepted, all of those are
	b.waits(t, "the end of aborted polls", func(got faye.Stats) bool {
		const own = 8 // connections of this test
		return got.Held <= watchPolls && b.descriptors(t) <= before+own
	})
	b.publish(t, "/aborted", "1")
	b.publish(t, "/aborted", "2")
	crowd(t, clients, 8, func(i int) error { return b.hears(t, ids[i], "/aborted", "1", "2") })
}

// hears polls until all of the data has come, in order and nothing besides.
func (b *bus) hears(t *testing.T, id, channel string, want ...string) error {
	w, err := dial(t, b.url)
	if err != nil {
		return err
	}
	defer w.cut()
	var got []string
	for len(got) < len(want) {
		all, err := w.post(connectAs(id, "long-polling"))
		if err != nil {
			return fmt.Errorf("%w; before: %q", err, got)
		}
		got = append(got, deliveries(all, channel)...)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("got %q, want %q", got, want)
	}
	return nil
}

// twoConnects has clients send a connect while one is held, by another connection: the
// first is answered, the second held until the client leaves.
func twoConnects(t *testing.T, b *bus) {
	b.each(t, 100, 8, func(w *wire) error {
		id, err := w.join("/twice")
		if err != nil {
			return err
		}
		answered := make(chan error, 2)
		for range cap(answered) { // they may arrive in either order
			go func() { answered <- b.connects(t, id) }()
		}
		if err := <-answered; err != nil {
			return err
		}
		_, err = w.post(disconnectAs(id))
		return errors.Join(err, <-answered)
	})
}

// connects sends one connect by a connection of its own, and waits for the answer.
func (b *bus) connects(t *testing.T, id string) error {
	w, err := dial(t, b.url)
	if err != nil {
		return err
	}
	defer w.cut()
	_, err = w.post(connectAs(id, "long-polling"))
	return err
}

// thousandConnects sends a thousand of one client at once. All but the last are answered
// at once; what is then published comes with that one, and once.
func thousandConnects(t *testing.T, b *bus) {
	const many = 1000
	var id string
	b.each(t, 1, 1, func(w *wire) (err error) { id, err = w.join("/thousand"); return err })
	var mu sync.Mutex
	var answered int
	var got []string
	b.each(t, many, many, func(w *wire) error {
		all, err := w.post(connectAs(id, "long-polling"))
		mu.Lock()
		defer mu.Unlock()
		got = append(got, deliveries(all, "/thousand")...)
		if answered++; answered == many-1 {
			b.publish(t, "/thousand", "7")
		}
		return err
	})
	if len(got) == 0 { // the hold of the last one was over before
		b.each(t, 1, 1, func(*wire) error { return b.hears(t, id, "/thousand", "7") })
	} else if fmt.Sprint(got) != "[7]" {
		t.Errorf("got %q", got)
	}
}

// foreignSessions guesses ids, and uses those that other languages find in every object.
func foreignSessions(t *testing.T, b *bus) {
	for _, id := range []string{"__proto__", "constructor", "toString", "hasOwnProperty", "../x", "%00", "null", strings.Repeat("x", 200_000)} {
		b.each(t, 2, 1, func(w *wire) error { // who goes on with such an id waits for its answers
			for _, body := range []string{connectAs(id, "long-polling"), subscribeAs(id, "/**"), disconnectAs(id)} {
				if err := w.send(body); err != nil {
					return err
				}
				status, text, err := w.answer()
				if err != nil || status != 200 || !strings.Contains(text, `"error":"401:`) || len(text) > len(body)+1000 {
					return fmt.Errorf("%.20q: %d %.200s %v", id, status, text, err)
				}
			}
			_, err := fmt.Fprintf(w, "GET /faye/%.100s HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n", id)
			if err != nil {
				return err
			}
			if status, _, err := w.answer(); err != nil || status == 200 {
				return fmt.Errorf("a stream for %.20q: %d %v", id, status, err)
			}
			return nil
		})
	}
}
