package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// said is what has become of a message.
type said struct {
	seq     int64
	text    string
	deleted bool
}

func saidBy(m chat.Message) said { return said{m.Seq, m.Text, m.Deleted()} }

// promised is what the server has acknowledged, by client ID; and what it was given
// and has not.
type promised struct {
	mu        sync.Mutex
	acked     map[string]said
	abandoned map[string]bool
	repeats   int
	more      chan struct{} // holds one after an acknowledgement
}

func newPromised() *promised {
	return &promised{acked: map[string]said{}, abandoned: map[string]bool{}, more: make(chan struct{}, 1)}
}

func (p *promised) ack(id string, s said) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.acked[id] = s
	select {
	case p.more <- struct{}{}:
	default:
	}
}

// next waits until something is acknowledged.
func (p *promised) next(t *testing.T) {
	t.Helper()
	select {
	case <-p.more: // of before
	default:
	}
	select {
	case <-p.more:
	case <-time.After(time.Minute):
		t.Fatal("nothing is acknowledged any more")
	}
}

func (p *promised) abandon(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.abandoned[id] = true
}

func (p *promised) repeat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.repeats++
}

// A writer posts, edits and deletes as fast as it is answered, and does again what was
// not acknowledged. Some posts it gives up, of which nobody knows then whether they came through.
type writer struct {
	t    *testing.T
	one  *person
	name string
	told *promised
	dice *rand.Rand
}

// run ends when ctx does, with everything acknowledged that it did not give up.
func (w *writer) run(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		w.story(fmt.Sprint(w.name, "-", n), n)
	}
}

// story is the life of one message.
func (w *writer) story(id string, n int) {
	var m chat.Message
	if !w.ask("POST /api/v1/rooms/lobby/messages", map[string]string{"clientId": id, "text": id}, &m, true) {
		w.told.abandon(id)
		return
	}
	w.told.ack(id, saidBy(m))
	if n%5 == 2 && w.ask("PATCH /api/v1/messages/"+string(m.ID), map[string]string{"text": id + ", edited"}, &m, false) {
		w.told.ack(id, said{m.Seq, id + ", edited", false})
	}
	if n%7 == 2 && w.ask("DELETE /api/v1/messages/"+string(m.ID), nil, &m, false) {
		w.told.ack(id, said{m.Seq, "", true})
	}
}

// ask asks until it is answered, or gives up at some failure if it may.
func (w *writer) ask(route string, body, into any, mayGiveUp bool) bool {
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline) && w.t.Context().Err() == nil; {
		res, text, err := w.one.do(route, body)
		switch {
		case err == nil && res.StatusCode < 300:
			if err := json.Unmarshal([]byte(text), into); err != nil {
				w.t.Errorf("%s: %v in %s", route, err, text)
			}
			return true
		case err == nil && res.StatusCode < 500:
			w.t.Errorf("%s: %s %s", route, res.Status, text)
			return false
		case errors.Is(err, syscall.ECONNREFUSED): // nobody got it
		case mayGiveUp && w.dice.IntN(5) == 0:
			return false
		default:
			w.told.repeat()
		}
		time.Sleep(time.Duration(1+w.dice.IntN(10)) * time.Millisecond) // as a client that is too eager
	}
	w.t.Errorf("%s: not answered for two minutes", route)
	return false
}
