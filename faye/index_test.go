package faye

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func indexSession() *Session { return &Session{id: newID()} }

func receivers(ix *index, channel string) map[*Session]int {
	got := map[*Session]int{}
	ix.each(channel, func(s *Session) { got[s]++ })
	return got
}

// TestIndexAgreesWithMatches drives the index at random and compares it with
// what the definition of matching says.
func TestIndexAgreesWithMatches(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	names := []string{"/a", "/b", "/a/b", "/a/c", "/a/b/c", "/a/b/c/d", "/b/b"}
	patterns := append([]string{"/*", "/**", "/a/*", "/a/**", "/a/b/*", "/a/b/**", "/b/*", "/c/**"}, names...)
	ix, subs := newIndex(1<<40), map[*Session]map[string]bool{}
	var all []*Session
	for range 40 {
		s := indexSession()
		all, subs[s] = append(all, s), map[string]bool{}
	}
	for step := range 4000 {
		s, p := all[rng.IntN(len(all))], patterns[rng.IntN(len(patterns))]
		if rng.IntN(2) == 0 {
			added, ok := ix.add(s, []string{p}, 100)
			if !ok || (len(added) == 1) == subs[s][p] {
				t.Fatalf("step %d: add %s: %v, %v", step, p, added, ok)
			}
			subs[s][p] = true
		} else {
			if removed := ix.remove(s, []string{p}); (len(removed) == 1) != subs[s][p] {
				t.Fatalf("step %d: remove %s: %v", step, p, removed)
			}
			delete(subs[s], p)
		}
		channel := names[rng.IntN(len(names))]
		compareReceivers(t, channel, receivers(ix, channel), subs)
	}
	for _, s := range all {
		if n := len(ix.removeAll(s)); n != len(subs[s]) {
			t.Fatalf("removeAll gave %d, want %d", n, len(subs[s]))
		}
	}
	if n := ix.size.Load(); n != 0 || len(ix.byEnd[plain])+len(ix.byEnd[star])+len(ix.byEnd[deep]) != 0 {
		t.Fatalf("%d subscriptions left in %v", n, ix.byEnd)
	}
}

func compareReceivers(t *testing.T, channel string, got map[*Session]int, subs map[*Session]map[string]bool) {
	t.Helper()
	for s, mine := range subs {
		want := 0
		for p := range mine {
			if Matches(p, channel) {
				want = 1
			}
		}
		if got[s] != want {
			t.Fatalf("%s: a session with %v got it %d times", channel, mine, got[s])
		}
	}
}

func TestIndexAddIsAllOrNothing(t *testing.T) {
	ix, s := newIndex(1<<40), indexSession()
	if added, ok := ix.add(s, []string{"/a", "/a", "/b"}, 2); !ok || !slices.Equal(added, []string{"/a", "/b"}) {
		t.Fatal(added, ok)
	}
	if added, ok := ix.add(s, []string{"/c", "/d"}, 3); ok || added != nil {
		t.Fatal(added, ok)
	}
	if got := len(receivers(ix, "/c")) + len(receivers(ix, "/d")); got != 0 {
		t.Fatal("a refused subscription receives")
	}
	ix.removeAll(s)
	if _, ok := ix.add(s, []string{"/e"}, 3); ok {
		t.Fatal("a session that has ended subscribed")
	}
}

func TestIndexShrinks(t *testing.T) {
	ix := newIndex(1 << 40)
	var all []*Session
	for range 2000 {
		s := indexSession()
		all = append(all, s)
		ix.add(s, []string{"/a"}, 1)
	}
	for _, s := range all[1:] {
		ix.removeAll(s)
	}
	if c := cap(ix.byEnd[plain]["/a"].subs); c > 64 {
		t.Fatalf("one subscriber keeps room for %d", c)
	}
}

func BenchmarkIndexLookup(b *testing.B) {
	ix := newIndex(1 << 40)
	for room := range 10_000 {
		ix.add(indexSession(), []string{fmt.Sprintf("/rooms/%d", room), fmt.Sprintf("/rooms/%d/*", room)}, 10)
	}
	ix.add(indexSession(), []string{"/**"}, 10)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		ix.each("/rooms/777", func(*Session) { n++ })
	}
	if n != 2*b.N {
		b.Fatal("wrong count")
	}
}

// TestIndexRefusesAtOnce asks for far too many: what was there stays, nothing is added,
// and it takes no longer than to see that there is no room.
func TestIndexRefusesAtOnce(t *testing.T) {
	ix, s := newIndex(1<<40), indexSession()
	if _, ok := ix.add(s, []string{"/a", "/b"}, 2); !ok {
		t.Fatal("two of two are refused")
	}
	var many []string
	for i := range 1000 {
		many = append(many, fmt.Sprint("/many/", i))
	}
	refused := testing.AllocsPerRun(10, func() {
		if added, ok := ix.add(s, append([]string{"/a"}, many...), 2); ok || added != nil {
			t.Fatalf("got %d more", len(added))
		}
	})
	if got := ix.of(s); !slices.Equal(got, []string{"/a", "/b"}) || ix.size.Load() != 2 || ix.topics() != 2 {
		t.Errorf("left with %v, %d of %d", got, ix.size.Load(), ix.topics())
	}
	if refused > 100 {
		t.Errorf("a refusal takes %v allocations", refused)
	}
}
