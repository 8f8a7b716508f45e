package drivertest

import (
	"errors"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// A Scrubbed is what NoByteIsLeft is about.
type Scrubbed interface {
	chat.Storage
	chat.Scrubber
}

// Found tells how often a text stands in each of the files of a database.
type Found func(t testing.TB, needle string) map[string]int

// NoByteIsLeft has two people write into the lobby, and erases one, and then the other,
// whose messages expired before. full is called when everything is there.
func NoByteIsLeft(t *testing.T, s Scrubbed, found Found, full func(needle string)) {
	t.Helper()
	ann := &author{TB: t, Storage: s, user: "ann", needle: "needle-of-ann"}
	bob := &author{TB: t, Storage: s, user: "bob", needle: "needle-of-bob"}
	ann.signIn()
	bob.signIn()
	if err := s.StartConsumer(t.Context(), "mirror"); err != nil {
		t.Fatal(err)
	}
	for i := range 150 {
		said := bob.say(i * 3)
		m := ann.say(i * i) // from a few bytes to several pages
		if i%10 == 0 {
			if err := s.AddLetter(t.Context(), chat.Letter{Consumer: "mirror", Room: Lobby, Rev: m.Rev, Reason: ann.text(300)}); err != nil {
				t.Fatal(err)
			}
		}
		if i%5 == 2 {
			ann.keepOrder(said.ID, bob.user)
			bob.keepOrder(m.ID, ann.user)
		}
		if i%50 == 0 {
			ann.edit(m.ID, chat.MaxRevisions+10)
		}
		if i%7 == 0 {
			ann.index()
		}
		if i%3 == 1 {
			ann.react(said.ID)
		}
		if i%3 == 0 {
			ann.delete(m.ID)
		}
	}
	ann.index()
	full(ann.needle)
	if len(found(t, ann.needle)) == 0 || len(found(t, bob.needle)) == 0 {
		t.Fatal("the test looks in the wrong place")
	}
	ann.erase(s)
	if left := found(t, ann.needle); len(left) > 0 {
		t.Errorf("of Ann is left: %v", left)
	}
	if len(found(t, bob.needle)) == 0 {
		t.Error("nothing is left of Bob")
	}
	expire(t, s)
	bob.erase(s)
	if left := found(t, bob.needle); len(left) > 0 {
		t.Errorf("of Bob is left: %v", left)
	}
}

// expire removes all messages of the lobby, and what the log quotes of them: the client
// IDs, which go with pruning.
func expire(t *testing.T, s chat.Storage) {
	t.Helper()
	later := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := s.ExpireMessages(t.Context(), Lobby, later, 10_000, later)
	err = errors.Join(err, s.DropConsumer(t.Context(), "mirror"))
	_, err2 := s.PruneEvents(t.Context(), Lobby, later, 10_000)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
}
