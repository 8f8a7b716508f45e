package chat_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// undelivered is a module whose consumer "mail" gave up on every message of the texts,
// posted to the lobby, and fails until down is false.
func undelivered(t *testing.T, texts ...string) (w *world, n *notes, down *atomic.Bool) {
	t.Helper()
	down = always()
	n = &notes{fails: func(_ context.Context, ev chat.Event) error {
		if ev.Message != nil && down.Load() {
			return errMail
		}
		return nil
	}}
	c := newCalendar()
	w = newWorld(t, func(o *chat.Options) {
		o.KeepLog = time.Hour
		o.Now = func() time.Time { c.pass(1); return c.Now() } // each event on another day
	})
	w.consume(n, &chat.ConsumeOptions{Attempts: 1})
	ann := w.user("ann")
	for i, text := range texts {
		w.post(ann, text)
		w.awaitLetters(i + 1)
	}
	return w, n, down
}

// awaitLetters waits until the consumer "mail" has so many letters.
func (w *world) awaitLetters(n int) {
	w.Helper()
	for {
		list, _, err := w.DeadLetters(w.Context(), "mail", "", 0, 100)
		if err != nil {
			w.Fatal(err)
		}
		if len(list) == n {
			return
		}
	}
}

func TestDeadLetters(t *testing.T) {
	t.Run("InPages", func(t *testing.T) {
		w, _, _ := undelivered(t, "a", "b", "c", "d", "e")
		var revs []int64
		var room chat.RoomID
		var rev int64
		for pages := 1; ; pages++ {
			list, more, err := w.DeadLetters(t.Context(), "mail", room, rev, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range list {
				revs, room, rev = append(revs, l.Rev), l.Room, l.Rev
				if l.Consumer != "mail" || l.Room != w.Lobby() || l.Attempts != 1 || l.Reason != errMail.Error() || l.At.IsZero() {
					t.Errorf("got %+v", l)
				}
			}
			if more != (pages < 3) {
				t.Fatalf("page %d of 3 says more: %v", pages, more)
			}
			if !more {
				break
			}
		}
		if got := fmt.Sprint(revs); got != "[1 2 3 4 5]" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("AFullPageThatIsTheLastSaysSo", func(t *testing.T) {
		w, _, _ := undelivered(t, "a", "b")
		if list, more, err := w.DeadLetters(t.Context(), "mail", "", 0, 2); len(list) != 2 || more || err != nil {
			t.Errorf("%d letters, %v, %v", len(list), more, err)
		}
	})
	t.Run("NoneOfAnUnknownConsumer", func(t *testing.T) {
		w, _, _ := undelivered(t, "a")
		if list, more, err := w.DeadLetters(t.Context(), "other", "", 0, 10); len(list) != 0 || more || err != nil {
			t.Errorf("got %v, %v, %v", list, more, err)
		}
	})
	t.Run("ErrLimit", func(t *testing.T) {
		w := newWorld(t)
		for _, limit := range []int{0, -1} {
			if _, _, err := w.DeadLetters(t.Context(), "mail", "", 0, limit); !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("limit %d: %v", limit, err)
			}
		}
	})
	t.Run("TheReasonIsCutToWhatEveryDatabaseKeeps", func(t *testing.T) {
		w := newWorld(t)
		w.consume(&notes{fails: func(context.Context, chat.Event) error {
			return errors.New("a\x00b\xff" + strings.Repeat("ü", 1000))
		}}, &chat.ConsumeOptions{Attempts: 1})
		w.post(w.user("ann"), "x")
		w.awaitLetters(1)
		list, _, err := w.DeadLetters(t.Context(), "mail", "", 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		if r := list[0].Reason; len(r) > 1000 || len(r) < 997 || !utf8.ValidString(r) || !strings.HasPrefix(r, "a\uFFFDb\uFFFDüü") {
			t.Errorf("%d bytes, %q", len(r), r)
		}
	})
}

func TestRedeliver(t *testing.T) {
	t.Run("TellsTheCurrentStateAndRemovesTheLetter", func(t *testing.T) {
		w, n, down := undelivered(t, "a", "b")
		down.Store(false)
		first, err := w.Messages(t.Context(), "", chat.MessageQuery{Room: w.Lobby(), Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Edit(t.Context(), first.Items[0].AuthorID, first.Items[0].ID, chat.Edit{Text: "a, later"}); err != nil {
			t.Fatal(err)
		}
		if err := w.Redeliver(t.Context(), "mail", w.Lobby(), 1); err != nil {
			t.Fatal(err)
		}
		if got := w.letters(); got != "2 1 no mail today" {
			t.Errorf("letters left: %s", got)
		}
		w.end()
		if got := n.of(w.Lobby()); got != "1 a, later, 3 a, later" && got != "3 a, later, 1 a, later" {
			t.Errorf("told %s", got)
		}
	})
	t.Run("KeepsTheLetterWhenItFailsAgain", func(t *testing.T) {
		w, _, _ := undelivered(t, "a")
		if err := w.Redeliver(t.Context(), "mail", w.Lobby(), 1); !errors.Is(err, errMail) {
			t.Errorf("got %v", err)
		}
		if got := w.letters(); got != "1 1 no mail today" {
			t.Errorf("letters: %s", got)
		}
	})
	t.Run("ErrNotFound", func(t *testing.T) {
		w, _, _ := undelivered(t, "a")
		for name, is := range map[string]struct {
			consumer string
			room     chat.RoomID
			rev      int64
		}{
			"another rev":      {"mail", w.Lobby(), 2},
			"another room":     {"mail", "nowhere", 1},
			"another consumer": {"other", w.Lobby(), 1},
		} {
			if err := w.Redeliver(t.Context(), is.consumer, is.room, is.rev); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("ErrNotFoundWhereItDoesNotRun", func(t *testing.T) {
		w, _, _ := undelivered(t, "a")
		next := worldOver(t, w.store)
		if got := next.letters(); got != "1 1 no mail today" {
			t.Errorf("letters: %s", got)
		}
		if err := next.Redeliver(t.Context(), "mail", w.Lobby(), 1); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrGoneThenDropLetter", func(t *testing.T) {
		w, _, down := undelivered(t, "a", "b")
		down.Store(false)
		w.post(w.user("bob"), "later") // so that the log is pruned up to here
		if got, err := w.Sweep(t.Context()); err != nil || got.Events < 2 {
			t.Fatal(got, err)
		}
		if err := w.Redeliver(t.Context(), "mail", w.Lobby(), 1); !errors.Is(err, chat.ErrGone) {
			t.Errorf("got %v", err)
		}
		if err := w.DropLetter(t.Context(), "mail", w.Lobby(), 1); err != nil {
			t.Error(err)
		}
		if err := w.DropLetter(t.Context(), "mail", w.Lobby(), 1); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("again: %v", err)
		}
		if got := w.letters(); got != "2 1 no mail today" {
			t.Errorf("letters left: %s", got)
		}
	})
	t.Run("ErrClosed", func(t *testing.T) {
		w := newWorld(t)
		w.end()
		_, _, err := w.DeadLetters(t.Context(), "mail", "", 0, 1)
		for _, err := range []error{err, w.Redeliver(t.Context(), "mail", "r", 1), w.DropLetter(t.Context(), "mail", "r", 1), w.DropConsumer(t.Context(), "mail")} {
			if !errors.Is(err, chat.ErrClosed) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestDropConsumer(t *testing.T) {
	t.Run("ForgetsItAndLetsGoOfTheLog", func(t *testing.T) {
		c := newCalendar()
		store := memory.New()
		known(t, store, "mail")
		w := worldOver(t, store, func(o *chat.Options) { o.Now, o.KeepLog = c.Now, time.Hour })
		ann := w.user("ann")
		w.post(ann, "one")
		c.pass(1)
		if got, err := w.Sweep(t.Context()); err != nil || got.Events != 0 {
			t.Fatalf("what mail was not told of: %+v, %v", got, err)
		}
		for range 2 { // one that is not known is no error
			if err := w.DropConsumer(t.Context(), "mail"); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := w.Sweep(t.Context()); err != nil || got.Events != 1 {
			t.Errorf("%+v, %v", got, err)
		}
		n := &notes{}
		w.consume(n, nil)
		w.post(ann, "two")
		w.end()
		if got := n.of(w.Lobby()); got != "2 two" {
			t.Errorf("it did not begin anew: %s", got)
		}
	})
	t.Run("ForgetsTheLetters", func(t *testing.T) {
		w, _, _ := undelivered(t, "a")
		w.end()
		next := worldOver(t, w.store)
		if err := next.DropConsumer(t.Context(), "mail"); err != nil || next.letters() != "" {
			t.Errorf("%v, letters %s", err, next.letters())
		}
	})
	t.Run("ErrRunsHere", func(t *testing.T) {
		w := newWorld(t)
		w.consume(&notes{}, nil)
		if err := w.DropConsumer(t.Context(), "mail"); !errors.Is(err, chat.ErrExists) {
			t.Errorf("got %v", err)
		}
	})
}
