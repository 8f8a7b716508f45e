package chat_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

func TestDispatcher(t *testing.T) {
	t.Run("RetriesTheSameEventInOrder", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var calls []int64
			var failures atomic.Int64
			failures.Store(5)
			w := newWorld(t, func(o *chat.Options) {
				o.Publisher = chat.PublisherFunc(func(_ context.Context, ev chat.Event) error {
					calls = append(calls, ev.Rev)
					if ev.Rev == 2 && failures.Add(-1) >= 0 {
						return errors.New("unreachable")
					}
					return nil
				})
			})
			ann := w.user("ann")
			for i := range 3 {
				w.post(ann, fmt.Sprint(i))
			}
			if err := w.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			if want := []int64{1, 2, 2, 2, 2, 2, 2, 3}; fmt.Sprint(calls) != fmt.Sprint(want) {
				t.Errorf("published %v, want %v", calls, want)
			}
		})
	})
	t.Run("SurvivesAnOutageOfTheLog", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var down atomic.Bool
			store := &failing{Storage: memory.New(), events: func() error {
				if down.Load() {
					return errors.New("database down")
				}
				return nil
			}}
			w := worldOver(t, store)
			ann := w.user("ann")
			down.Store(true)
			w.post(ann, "while the log cannot be read")
			synctest.Wait()
			if len(w.events) != 0 {
				t.Fatal("published what could not be read")
			}
			down.Store(false)
			if ev := w.next(); ev.Rev != 1 {
				t.Errorf("got %+v", ev)
			}
		})
	})
	t.Run("PublishesACommitWhoseAnswerWasLost", func(t *testing.T) {
		store := &failing{Storage: memory.New()}
		store.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			if _, _, err := store.Storage.AddMessage(ctx, m); err != nil {
				return m, false, err
			}
			return chat.Message{}, false, errors.New("connection lost after commit")
		}
		w := worldOver(t, store)
		if _, _, err := w.Post(t.Context(), w.user("ann").ID, w.Lobby(), chat.Draft{Text: "x"}); err == nil {
			t.Fatal("the error was swallowed")
		}
		if ev := w.next(); ev.Rev != 1 {
			t.Errorf("got %+v", ev)
		}
	})
	t.Run("WritersComeAndGoWhileItPublishes", func(t *testing.T) {
		const writers, each = 8, 25
		var revs []int64
		w := newWorld(t, func(o *chat.Options) {
			o.Publisher = chat.PublisherFunc(func(_ context.Context, ev chat.Event) error {
				revs = append(revs, ev.Rev)
				return nil
			})
		})
		ann := w.user("ann")
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					if _, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), chat.Draft{Text: "x"}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, rev := range revs {
			if rev != int64(i)+1 {
				t.Fatalf("published %v", revs)
			}
		}
		if len(revs) != writers*each {
			t.Errorf("published %d of %d", len(revs), writers*each)
		}
	})
	t.Run("RoomsDoNotWaitForEachOther", func(t *testing.T) {
		stuck := make(chan struct{})
		passed := make(chan chat.RoomID, 10)
		var slow chat.RoomID
		var mu sync.Mutex
		w := newWorld(t, func(o *chat.Options) {
			o.Publisher = chat.PublisherFunc(func(ctx context.Context, ev chat.Event) error {
				mu.Lock()
				wait := ev.Room == slow
				mu.Unlock()
				if wait {
					select {
					case <-stuck:
					case <-ctx.Done():
					}
				}
				if ev.Kind == chat.MessageCreated {
					passed <- ev.Room
				}
				return nil
			})
		})
		ann := w.user("ann")
		other, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "other", Name: "Other"})
		if err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		slow = w.Lobby()
		mu.Unlock()
		w.post(ann, "stuck")
		if _, _, err := w.Post(t.Context(), ann.ID, other.ID, chat.Draft{Text: "free"}); err != nil {
			t.Fatal(err)
		}
		if got := <-passed; got != other.ID {
			t.Errorf("%s was published first", got)
		}
		close(stuck)
		if got := <-passed; got != w.Lobby() {
			t.Errorf("then came %s", got)
		}
	})
	t.Run("SkipsWhatWasImported", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		w.post(ann, "before")
		w.next()
		_, err := w.store.ImportMessages(t.Context(), w.Lobby(), []chat.Message{{ID: "old", Room: w.Lobby(), Seq: 40, Rev: 40, AuthorID: ann.ID, ClientID: "old", Text: "old"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.post(ann, "after"); got.Seq != 41 {
			t.Fatalf("got seq %d", got.Seq)
		}
		if ev := w.next(); ev.Rev != 41 {
			t.Errorf("got %+v", ev)
		}
	})
}

func TestShutdown(t *testing.T) {
	t.Run("PublishesWhatWasCommitted", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		for range 200 {
			w.post(ann, "x")
		}
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(w.events) != 200 {
			t.Errorf("%d of 200 events were published", len(w.events))
		}
	})
	t.Run("ErrClosed", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), chat.Draft{Text: "x"}); !errors.Is(err, chat.ErrClosed) {
			t.Errorf("got %v", err)
		}
		if res := w.ask("GET /api/v1/rooms", ""); res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
			t.Errorf("got %s", res.Status)
		}
	})
	t.Run("GivesUpWhenTheContextEnds", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m, err := chat.New(memory.New(), byHeader, &chat.Options{Publisher: chat.PublisherFunc(
				func(context.Context, chat.Event) error { return errors.New("never") })})
			if err != nil {
				t.Fatal(err)
			}
			u, err := m.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "1"})
			if err == nil {
				_, _, err = m.Post(t.Context(), u.ID, m.Lobby(), chat.Draft{Text: "x"})
			}
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := m.Shutdown(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
	})
}
