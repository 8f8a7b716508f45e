package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// calendar is a clock for tests.
type calendar struct {
	mu  sync.Mutex
	now time.Time
}

func newCalendar() *calendar { return &calendar{now: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)} }

func (c *calendar) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *calendar) pass(days int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.AddDate(0, 0, days)
}

// texts is what the lobby says now.
func (w *world) texts() string {
	w.Helper()
	page, err := w.Messages(w.Context(), "", chat.MessageQuery{Room: w.Lobby(), Limit: 100})
	if err != nil {
		w.Fatal(err)
	}
	var all []string
	for _, m := range page.Items {
		all = append(all, m.Text)
	}
	return fmt.Sprint(all)
}

func TestSweep(t *testing.T) {
	t.Run("RemovesWhatIsTooOldAndTells", func(t *testing.T) {
		c := newCalendar()
		w := newWorld(t, func(o *chat.Options) { o.Now = c.Now })
		ann := w.user("ann")
		w.post(ann, "old")
		c.pass(20)
		w.post(ann, "young")
		if got, err := w.Sweep(t.Context()); err != nil || got.Messages != 0 {
			t.Fatalf("without retention: %+v, %v", got, err)
		}
		if _, err := w.ManageRoom(t.Context(), "", w.Lobby(), chat.RoomEdit{RetentionDays: to(30)}); err != nil {
			t.Fatal(err)
		}
		c.pass(11)
		got, err := w.Sweep(t.Context())
		if err != nil || got != (chat.SweepReport{Rooms: 1, Messages: 1}) {
			t.Fatalf("got %+v, %v", got, err)
		}
		for _, want := range []chat.EventKind{chat.MessageCreated, chat.MessageCreated, chat.RoomUpdated, chat.MessagesExpired} {
			if ev := w.next(); ev.Kind != want {
				t.Errorf("published %s, want %s", ev.Kind, want)
			}
		}
		if got := w.texts(); got != "[young]" {
			t.Errorf("left %s", got)
		}
		if got, err := w.Sweep(t.Context()); err != nil || got.Messages != 0 {
			t.Errorf("again: %+v, %v", got, err)
		}
	})
	t.Run("TakesAnyNumber", func(t *testing.T) {
		c := newCalendar()
		w := newWorld(t, func(o *chat.Options) { o.Now, o.Publisher = c.Now, nil })
		ann := w.user("ann")
		for range 1234 {
			w.post(ann, "old")
		}
		if _, err := w.ManageRoom(t.Context(), "", w.Lobby(), chat.RoomEdit{RetentionDays: to(1)}); err != nil {
			t.Fatal(err)
		}
		c.pass(2)
		if got, err := w.Sweep(t.Context()); err != nil || got.Messages != 1234 {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
	t.Run("PrunesTheLogAndSaysSo", func(t *testing.T) {
		c := newCalendar()
		w := newWorld(t, func(o *chat.Options) { o.Now, o.KeepLog = c.Now, 48*time.Hour })
		ann := w.user("ann")
		w.post(ann, "one")
		w.next()
		c.pass(3)
		w.post(ann, "two")
		got, err := w.Sweep(t.Context())
		if err != nil || got.Events != 1 || got.Messages != 0 {
			t.Fatalf("got %+v, %v", got, err)
		}
		if _, _, err := w.Events(t.Context(), ann.ID, w.Lobby(), 0, 10); !errors.Is(err, chat.ErrGone) {
			t.Errorf("from before: %v", err)
		}
		if events, _, err := w.Events(t.Context(), ann.ID, w.Lobby(), 1, 10); err != nil || len(events) != 1 {
			t.Errorf("from after: %d events, %v", len(events), err)
		}
		res := w.ask("GET /api/v1/rooms/lobby/events?after=0", "")
		if res.StatusCode != 410 {
			t.Errorf("over HTTP: %s %s", res.Status, res.body)
		}
	})
	t.Run("OneFailingRoomStopsNoOther", func(t *testing.T) {
		c := newCalendar()
		store := &unsweepable{Storage: memory.New()}
		w := worldOver(t, store, func(o *chat.Options) { o.Now = c.Now })
		ann := w.user("ann")
		bad, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "bad", Name: "Bad", RetentionDays: 1})
		if err != nil || bad.RetentionDays != 1 {
			t.Fatal(bad, err)
		}
		good, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "good", Name: "Good", RetentionDays: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, room := range []chat.RoomID{bad.ID, good.ID} {
			if _, _, err := w.Post(t.Context(), ann.ID, room, chat.Draft{Text: "old"}); err != nil {
				t.Fatal(err)
			}
		}
		c.pass(2)
		store.bad.Store(&bad.ID)
		got, err := w.Sweep(t.Context())
		if !errors.Is(err, errDown) || got.Messages != 1 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("EndsWithItsContext", func(t *testing.T) {
		w := newWorld(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.Sweep(ctx); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Run("SeveralAtOnceDoNoHarm", func(t *testing.T) {
		c := newCalendar()
		w := newWorld(t, func(o *chat.Options) { o.Now, o.KeepLog = c.Now, time.Hour })
		ann := w.user("ann")
		for range 700 {
			w.post(ann, "old")
		}
		if _, err := w.ManageRoom(t.Context(), "", w.Lobby(), chat.RoomEdit{RetentionDays: to(1)}); err != nil {
			t.Fatal(err)
		}
		c.pass(2)
		var removed atomic.Int64
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				got, err := w.Sweep(t.Context())
				if err != nil {
					t.Error(err)
				}
				removed.Add(int64(got.Messages))
			})
		}
		all.Wait()
		if removed.Load() != 700 || w.texts() != "[]" {
			t.Errorf("removed %d, left %s", removed.Load(), w.texts())
		}
	})
}

// unsweepable fails for one room.
type unsweepable struct {
	chat.Storage
	bad atomic.Pointer[chat.RoomID]
}

func (s *unsweepable) ExpireMessages(ctx context.Context, room chat.RoomID, before time.Time, limit int, at time.Time) (int, error) {
	if bad := s.bad.Load(); bad != nil && *bad == room {
		return 0, errDown
	}
	return s.Storage.ExpireMessages(ctx, room, before, limit, at)
}

// counting counts the sweeps by the lists of all rooms that they read.
type counting struct {
	chat.Storage
	sweeps atomic.Int64
	fail   atomic.Bool
}

func (s *counting) Rooms(ctx context.Context, q chat.RoomQuery) ([]chat.Room, error) {
	if q.All && q.After == "" {
		s.sweeps.Add(1)
		if s.fail.Load() {
			return nil, errDown
		}
	}
	return s.Storage.Rooms(ctx, q)
}

func TestSweepEvery(t *testing.T) {
	nobody := chat.AuthenticatorFunc(nil)
	t.Run("SweepsByItselfAndSaysNothing", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			store, log := &counting{Storage: memory.New()}, &anyLog{}
			m, err := chat.New(store, nobody, &chat.Options{Logger: slog.New(log)})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(24 * time.Hour) // of the bubble, which takes no time
			if n := store.sweeps.Load(); n < 15 || n > 50 {
				t.Errorf("%d sweeps in a day", n)
			}
			if n := log.lines.Load(); n > 0 {
				t.Errorf("logged %d lines", n)
			}
			store.fail.Store(true)
			time.Sleep(3 * time.Hour)
			if n := log.lines.Load(); n < 1 {
				t.Error("failed in silence")
			}
			if err := m.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			n := store.sweeps.Load()
			time.Sleep(24 * time.Hour)
			if store.sweeps.Load() != n {
				t.Error("sweeps after the end")
			}
		})
	})
	t.Run("NeverWhenNegative", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			store := &counting{Storage: memory.New()}
			m, err := chat.New(store, nobody, &chat.Options{SweepEvery: -1})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(24 * time.Hour)
			if n := store.sweeps.Load(); n != 0 {
				t.Errorf("%d sweeps", n)
			}
			if err := m.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	})
	t.Run("ALogTooShortIsRefused", func(t *testing.T) {
		for _, d := range []time.Duration{-time.Hour, time.Minute} {
			if _, err := chat.New(memory.New(), nobody, &chat.Options{KeepLog: d}); err == nil {
				t.Errorf("%s was accepted", d)
			}
		}
	})
}

// anyLog counts what is logged above debug.
type anyLog struct{ lines atomic.Int64 }

func (l *anyLog) Enabled(_ context.Context, level slog.Level) bool { return level > slog.LevelDebug }
func (l *anyLog) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l *anyLog) WithGroup(string) slog.Handler                    { return l }
func (l *anyLog) Handle(context.Context, slog.Record) error        { l.lines.Add(1); return nil }
