package publishertest

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

// plain is an honest publisher in memory, with hooks for liars.
type plain struct {
	mu   sync.Mutex
	subs map[chat.RoomID][]chan chat.Event
	size int

	before  func(context.Context, chat.Event) (chat.Event, error)
	route   func(chat.RoomID) chat.RoomID
	blocked bool
}

func (p *plain) Subscribe(room chat.RoomID) <-chan chat.Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := make(chan chat.Event, p.size)
	p.subs[room] = append(p.subs[room], c)
	return c
}

func (p *plain) Publish(ctx context.Context, ev chat.Event) error {
	ev, err := p.before(ctx, ev)
	if err != nil || ev.Rev == 0 {
		return err
	}
	p.mu.Lock()
	subs := append([]chan chat.Event(nil), p.subs[p.route(ev.Room)]...)
	p.mu.Unlock()
	for _, c := range subs {
		if p.blocked {
			c <- ev
			continue
		}
		select {
		case c <- ev:
		default: // too slow
		}
	}
	return nil
}

// honest copies what it keeps and looks at the context.
func honest(ctx context.Context, ev chat.Event) (chat.Event, error) {
	msg := *ev.Message
	ev.Message = &msg
	return ev, ctx.Err()
}

func newPlain(lie func(*plain)) Node {
	p := &plain{subs: map[chat.RoomID][]chan chat.Event{}, size: 150, before: honest,
		route: func(r chat.RoomID) chat.RoomID { return r }}
	lie(p)
	return Node{Publisher: p, Subscribe: p.Subscribe}
}

// liars break one promise each.
var liars = map[string]func(*plain){
	"delivers the event with what it is about": func(p *plain) {
		p.before = func(ctx context.Context, ev chat.Event) (chat.Event, error) {
			ev.ClientID = ""
			return honest(ctx, ev)
		}
	},
	"reaches every subscriber of the room and no others": func(p *plain) {
		p.route = func(chat.RoomID) chat.RoomID { return "a" }
	},
	"in Rev order": func(p *plain) {
		var held *chat.Event
		p.before = func(ctx context.Context, ev chat.Event) (chat.Event, error) {
			if ev.Rev == 50 { // swap it with the next one
				held = &ev
				return chat.Event{}, nil
			}
			if held != nil {
				first := *held
				held = nil
				if err := p.Publish(ctx, ev); err != nil {
					return ev, err
				}
				ev = first
			}
			return honest(ctx, ev)
		}
	},
	"again with the same event after an error": func(p *plain) {
		seen := map[int64]bool{}
		p.before = func(ctx context.Context, ev chat.Event) (chat.Event, error) {
			if seen[ev.Rev] {
				return chat.Event{}, nil
			}
			seen[ev.Rev] = true
			return honest(ctx, ev)
		}
	},
	"keeps nothing of ev after it returned": func(p *plain) {
		p.before = func(ctx context.Context, ev chat.Event) (chat.Event, error) { return ev, ctx.Err() }
	},
	"honours ctx": func(p *plain) {
		p.before = func(_ context.Context, ev chat.Event) (chat.Event, error) { return honest(context.Background(), ev) }
	},
	"safe for concurrent use across rooms": func(p *plain) {
		var mu sync.Mutex
		var current chat.Event // a field for what each call should have for itself
		p.before = func(ctx context.Context, ev chat.Event) (chat.Event, error) {
			mu.Lock()
			current = ev
			mu.Unlock()
			time.Sleep(time.Millisecond) // of the bubble's clock: the others have come by then
			mu.Lock()
			defer mu.Unlock()
			return honest(ctx, current)
		}
	},
	"does not wait for slow subscribers": func(p *plain) { p.blocked, p.size = true, 100 },
}

func TestHonestPublisherPasses(t *testing.T) {
	Run(t, func(*testing.T) Node { return newPlain(func(*plain) {}) })
}

// TestLiarsAreCaught: a promise that no liar breaks is not tested yet.
func TestLiarsAreCaught(t *testing.T) {
	if len(liars) != len(promises) {
		t.Errorf("%d liars for %d promises", len(liars), len(promises))
	}
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) {
			lie, ok := liars[p.name]
			if !ok {
				t.Fatal("no liar breaks this promise")
			}
			if p.name == "does not wait for slow subscribers" {
				blocked(t, p, newPlain(lie))
				return
			}
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				if p.check(ctx, newPlain(lie)) == nil {
					t.Error("the liar was believed")
				}
			})
		})
	}
}

// blocked: the one liar that never returns must be seen to block.
func blocked(t *testing.T, p promise, n Node) {
	synctest.Test(t, func(t *testing.T) {
		done := make(chan error, 1)
		go func() { done <- p.check(t.Context(), n) }()
		synctest.Wait()
		select {
		case err := <-done:
			t.Errorf("it came through: %v", err)
		default:
		}
		for range 200 { // let it go
			select {
			case <-n.Publisher.(*plain).subs["a"][0]:
			default:
			}
			synctest.Wait()
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
