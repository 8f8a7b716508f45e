package chat

import (
	"sync"
	"time"
)

// A limiter holds each key to a rate, by the generic cell rate algorithm: all that it
// keeps of a key is when its quota will be whole again. That time is one step later for
// each request, and never further away than the window, into which all steps fit.
type limiter[K comparable] struct {
	name         string
	policy       string // the field RateLimit-Policy
	window, step time.Duration
	most         int

	mu    sync.Mutex
	cells map[K]*cell[K]
	ring  cell[K] // before the one that was asked for last, behind the one idle for longest
}

type cell[K comparable] struct {
	key        K
	whole      time.Time
	prev, next *cell[K]
}

// newLimiter returns nil for a rate that limits nothing.
func newLimiter[K comparable](name string, r Rate, most int) *limiter[K] {
	if r.Count < 0 {
		return nil
	}
	l := &limiter[K]{name: name, policy: policyField(name, r), most: most, cells: map[K]*cell[K]{},
		window: r.Per, step: r.Per / time.Duration(r.Count)}
	l.ring.prev, l.ring.next = &l.ring, &l.ring
	return l
}

// A standing is where a key is after a request.
type standing struct {
	left  int64         // how many more may come at once
	whole time.Duration // until the quota is whole
	wait  time.Duration // until the next may come; 0: this one was allowed
}

// take counts a request, unless it is one too many.
func (l *limiter[K]) take(key K, now time.Time) standing {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.touch(key, now)
	// Of a clock that was set back, no more than the window is believed.
	owed := min(max(c.whole.Sub(now), 0), l.window)
	var s standing
	if s.wait = max(owed+l.step-l.window, 0); s.wait == 0 {
		owed += l.step
		s.left = int64((l.window - owed) / l.step)
	}
	c.whole, s.whole = now.Add(owed), owed
	return s
}

// touch returns the cell of the key, which is the last to be forgotten now. A new key
// takes that of the idlest one, if there is nothing to remember of it or no room.
func (l *limiter[K]) touch(key K, now time.Time) *cell[K] {
	c := l.cells[key]
	if c == nil {
		if c = l.ring.prev; c != &l.ring && (len(l.cells) >= l.most || !c.whole.After(now)) {
			delete(l.cells, c.key)
		} else {
			c = &cell[K]{}
		}
		c.key, c.whole = key, now
		l.cells[key] = c
	}
	if c.prev != nil {
		c.prev.next, c.next.prev = c.next, c.prev
	}
	c.prev, c.next = &l.ring, l.ring.next
	c.prev.next, c.next.prev = c, c
	return c
}
