package chat_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// listener is a consumer that writes down what it is told.
type listener struct {
	heard []string
	down  atomic.Bool
}

func (l *listener) Publish(ctx context.Context, ev chat.Event) error {
	if l.down.Load() {
		return errors.New("unreachable")
	}
	if ev.Message != nil {
		l.heard = append(l.heard, fmt.Sprint(ev.Rev, " ", ev.Message.Text))
	}
	return ctx.Err()
}

func (l *listener) String() string { return strings.Join(l.heard, ", ") }

// consumed is a module with the consumer "far".
func consumed(t *testing.T, store chat.Storage, l *listener) *world {
	return worldOver(t, store, func(o *chat.Options) {
		o.Consumers = []chat.Consumer{{Name: "far", Publisher: l}}
	})
}

// crash ends a module without letting it finish, as a kill would: what was not
// published stays so.
func (w *world) crash() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_ = w.Shutdown(ctx) // gives up at once
}

func TestConsumer(t *testing.T) {
	t.Run("GoesOnAfterARestart", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			store, l := memory.New(), &listener{}
			w := consumed(t, store, l)
			ann := w.user("ann")
			w.post(ann, "told")
			synctest.Wait()
			l.down.Store(true)
			w.post(ann, "while it was down")
			w.post(ann, "and more")
			w.crash()
			synctest.Wait()
			l.down.Store(false)
			next := consumed(t, store, l)
			next.post(ann, "after the restart")
			if err := next.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			if want := "1 told, 2 while it was down, 3 and more, 4 after the restart"; l.String() != want {
				t.Errorf("heard %s, want %s", l, want)
			}
		})
	})
	t.Run("IsToldWithoutANewWrite", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			store, l := memory.New(), &listener{}
			l.down.Store(true)
			w := consumed(t, store, l)
			w.post(w.user("ann"), "waits")
			w.crash()
			synctest.Wait() // until then it may be trying
			l.down.Store(false)
			next := consumed(t, store, l)
			if err := next.Shutdown(t.Context()); err != nil { // which waits for the rest
				t.Fatal(err)
			}
			if l.String() != "1 waits" {
				t.Errorf("heard %s", l)
			}
		})
	})
	t.Run("ANewOneBeginsNow", func(t *testing.T) {
		store, l := memory.New(), &listener{}
		first := worldOver(t, store)
		ann := first.user("ann")
		first.post(ann, "before")
		if err := first.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		w := consumed(t, store, l)
		w.post(ann, "after")
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if l.String() != "2 after" {
			t.Errorf("heard %s", l)
		}
	})
	t.Run("ARoomMadeLaterBeginsAtItsStart", func(t *testing.T) {
		store, l := memory.New(), &listener{}
		w := consumed(t, store, l)
		ann := w.user("ann")
		room, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "new", Name: "New"})
		if err == nil {
			_, _, err = w.Post(t.Context(), ann.ID, room.ID, chat.Draft{Text: "first"})
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if l.String() != "1 first" {
			t.Errorf("heard %s", l)
		}
	})
	t.Run("DoesNotHoldUpThePublisher", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := &listener{}
			l.down.Store(true)
			w := consumed(t, memory.New(), l)
			w.post(w.user("ann"), "hi")
			if ev := w.next(); ev.Rev != 1 {
				t.Errorf("got %+v", ev)
			}
			l.down.Store(false)
		})
	})
	t.Run("IsToldWhatBecameOfAMessage", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := &listener{}
			w := consumed(t, memory.New(), l)
			ann := w.user("ann")
			l.down.Store(true)
			regretted := w.post(ann, "regretted")
			synctest.Wait() // it was tried
			if _, err := w.Delete(t.Context(), ann.ID, regretted.ID); err != nil {
				t.Fatal(err)
			}
			l.down.Store(false)
			if err := w.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			if l.String() != "1 , 2 " {
				t.Errorf("heard %s", l)
			}
		})
	})
	t.Run("LeavesTimeToOthersAtShutdown", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := &listener{}
			l.down.Store(true)
			w := consumed(t, memory.New(), l)
			w.post(w.user("ann"), "kept for the next start")
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if err := w.Shutdown(ctx); err != nil || ctx.Err() != nil {
				t.Errorf("%v, %v", err, ctx.Err())
			}
		})
	})
	t.Run("SurvivesAnOutageOfTheCursor", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			store := &failingCursor{Storage: memory.New()}
			l := &listener{}
			w := consumed(t, store, l)
			ann := w.user("ann")
			store.down.Store(true)
			w.post(ann, "one")
			synctest.Wait()
			if l.String() != "" {
				t.Fatalf("heard %s without knowing where to begin", l)
			}
			store.down.Store(false)
			if err := w.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			if l.String() != "1 one" {
				t.Errorf("heard %s", l)
			}
		})
	})
	t.Run("ManyRoomsAreLeftBehind", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			const rooms = 250
			store, l := memory.New(), &listener{}
			l.down.Store(true)
			w := consumed(t, store, l)
			ann := w.user("ann")
			for i := range rooms {
				room, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: fmt.Sprint("r", i), Name: "Room"})
				if err == nil {
					_, _, err = w.Post(t.Context(), ann.ID, room.ID, chat.Draft{Text: "x"})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			w.crash()
			var told atomic.Int64
			next := worldOver(t, store, func(o *chat.Options) {
				o.Consumers = []chat.Consumer{{Name: "far", Publisher: chat.PublisherFunc(func(_ context.Context, ev chat.Event) error {
					if ev.Kind == chat.MessageCreated {
						told.Add(1)
					}
					return nil
				})}}
			})
			if err := next.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			if told.Load() != rooms {
				t.Errorf("told of %d rooms, want %d", told.Load(), rooms)
			}
		})
	})
	for name, list := range map[string][]chat.Consumer{
		"ErrNameRequired": {{Publisher: &listener{}}},
		"ErrNameTwice":    {{Name: "a", Publisher: &listener{}}, {Name: "a", Publisher: &listener{}}},
		"ErrPublisher":    {{Name: "a"}},
		"ErrNameForm":     {{Name: "a\n", Publisher: &listener{}}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := chat.New(memory.New(), byHeader, &chat.Options{Consumers: list}); err == nil || !strings.Contains(err.Error(), "Consumers") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// failingCursor is a store whose cursors cannot be read for a while.
type failingCursor struct {
	chat.Storage
	down atomic.Bool
}

func (f *failingCursor) Cursor(ctx context.Context, consumer string, room chat.RoomID) (int64, error) {
	if f.down.Load() {
		return 0, errDown
	}
	return f.Storage.Cursor(ctx, consumer, room)
}
