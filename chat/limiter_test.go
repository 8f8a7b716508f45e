package chat

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// allowed takes and tells whether it was not one too many.
func allowed[K comparable](l *limiter[K], key K, now time.Time) bool {
	return l.take(key, now).wait == 0
}

// TestALimiterKeepsToItsRate whatever the requests come like: at once as many as it says,
// then one for each step; and who waits as long as told is let in, but not before.
func TestALimiterKeepsToItsRate(t *testing.T) {
	seed := rand.Uint64()
	dice := rand.New(rand.NewPCG(seed, 0))
	for range 200 {
		r := Rate{1 + dice.IntN(20), time.Duration(1+dice.IntN(20)) * time.Second}
		l := newLimiter[string]("x", r, 10)
		start := time.Unix(0, 0)
		now, let := start, int64(0)
		for range 100 {
			s := l.take("ann", now)
			if s.wait == 0 {
				let++
			}
			if most := int64(r.Count) + int64(now.Sub(start)/l.step); let > most {
				t.Fatalf("seed %d: %v let %d in within %v", seed, r, let, now.Sub(start))
			}
			if s.left < 0 || s.left >= int64(r.Count) || s.whole > r.Per {
				t.Fatalf("seed %d: %v stands at %+v", seed, r, s)
			}
			if s.wait > 1 && allowed(l, "ann", now.Add(s.wait-1)) {
				t.Fatalf("seed %d: %v let somebody in too early", seed, r)
			}
			if s.wait > 0 {
				if now = now.Add(s.wait); !allowed(l, "ann", now) {
					t.Fatalf("seed %d: %v let nobody in who waited", seed, r)
				}
				let++
			}
			now = now.Add(time.Duration(dice.Int64N(int64(2 * l.step))))
		}
	}
}

func TestALimiterWithoutRoom(t *testing.T) {
	now := time.Unix(0, 0)
	full := func() *limiter[string] {
		l := newLimiter[string]("x", Rate{1, 10 * time.Second}, 2)
		for _, key := range []string{"busy", "idle"} {
			if !allowed(l, key, now) {
				t.Fatalf("%s may not", key)
			}
		}
		return l
	}
	t.Run("RemembersWhoKeepsComing", func(t *testing.T) {
		l := full()
		for i := range 100 {
			if allowed(l, "busy", now) {
				t.Fatalf("after %d others it was let in", i)
			}
			if !allowed(l, string(rune('a'+i)), now) {
				t.Fatalf("number %d was not let in", i)
			}
		}
	})
	t.Run("ForgetsTheIdlest", func(t *testing.T) {
		l := full()
		allowed(l, "busy", now)
		allowed(l, "new", now)
		if allowed(l, "busy", now) || !allowed(l, "idle", now) {
			t.Error("another one was forgotten")
		}
	})
	t.Run("DoesNotGrow", func(t *testing.T) {
		l := full()
		for i := range 1000 {
			allowed(l, string(rune('a'+i)), now)
		}
		if len(l.cells) != 2 || ringed(l) != 2 {
			t.Errorf("%d keys, %d in the ring", len(l.cells), ringed(l))
		}
	})
}

// TestALimiterForgetsWhoIsWholeAgain: what is as good as new takes no room, though there
// is some.
func TestALimiterForgetsWhoIsWholeAgain(t *testing.T) {
	l := newLimiter[int]("x", Rate{1, time.Second}, 1000)
	for i := range 100 {
		allowed(l, i, time.Unix(int64(i), 0))
	}
	if len(l.cells) != 1 || ringed(l) != 1 {
		t.Errorf("%d keys, %d in the ring", len(l.cells), ringed(l))
	}
}

// ringed counts the cells in the ring, both ways.
func ringed[K comparable](l *limiter[K]) (n int) {
	for c := l.ring.next; c != &l.ring; c = c.next {
		if c.next.prev != c || l.cells[c.key] != c {
			return -1
		}
		n++
	}
	return n
}

// TestALimiterWhoseClockGoesBack makes nobody wait for the time that will come twice.
func TestALimiterWhoseClockGoesBack(t *testing.T) {
	now := time.Unix(1e6, 0)
	l := newLimiter[string]("x", Rate{2, 10 * time.Second}, 10)
	allowed(l, "ann", now)
	now = now.Add(-time.Hour)
	s := l.take("ann", now)
	if s.wait > 10*time.Second || s.whole > 10*time.Second {
		t.Errorf("got %+v", s)
	}
	if !allowed(l, "ann", now.Add(s.wait)) {
		t.Error("who waited was not let in")
	}
}

func TestALimiterForManyAtOnce(t *testing.T) {
	const many, each = 20, 50
	l := newLimiter[int]("x", Rate{7, time.Hour}, many)
	var let [many]atomic.Int64
	var wg sync.WaitGroup
	for range each {
		wg.Go(func() {
			for key := range many {
				if allowed(l, key, time.Unix(0, 0)) {
					let[key].Add(1)
				}
			}
		})
	}
	wg.Wait()
	for key := range let {
		if n := let[key].Load(); n != 7 {
			t.Errorf("%d were let in for %d", n, key)
		}
	}
}

// TestALimiterAllocatesNothing for those whom it knows, and for new ones in a full table.
func TestALimiterAllocatesNothing(t *testing.T) {
	now := time.Unix(0, 0)
	l := newLimiter[int]("x", Rate{1, time.Second}, 64)
	for key := range 128 {
		l.take(key, now)
	}
	next := 128
	if n := testing.AllocsPerRun(1000, func() { l.take(127, now); l.take(next, now); next++ }); n >= 1 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkLimiter(b *testing.B) {
	l := newLimiter[int]("x", Rate{1, time.Second}, 100_000)
	now := time.Now()
	key := 0
	for b.Loop() {
		l.take(key, now)
		key = (key + 7919) % 200_000
	}
}
