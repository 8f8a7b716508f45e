package chat_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

var errMail = errors.New("no mail today")

// failAt fails for the given rev of rooms, as long as it is told to.
func failAt(rev int64, on *atomic.Bool) func(context.Context, chat.Event) error {
	return func(_ context.Context, ev chat.Event) error {
		if _, personal := ev.Room.Owner(); !personal && ev.Rev == rev && on.Load() {
			return errMail
		}
		return nil
	}
}

// always is a failure that lasts.
func always() *atomic.Bool {
	var on atomic.Bool
	on.Store(true)
	return &on
}

func TestConsume(t *testing.T) {
	t.Run("InOrderAndOneCallAtATimePerRoom", func(t *testing.T) {
		const rooms, each = 3, 40
		var inside [rooms]atomic.Int32
		var list [rooms]chat.RoomID
		n := &notes{fails: func(_ context.Context, ev chat.Event) error {
			for i, room := range list {
				if room == ev.Room {
					if inside[i].Add(1) > 1 {
						t.Error("two calls at once for one room")
					}
					runtime.Gosched() // let another come in, if it may
					inside[i].Add(-1)
				}
			}
			return nil
		}}
		w := newWorld(t)
		ann := w.user("ann")
		for i := range list {
			list[i] = w.open(ann, fmt.Sprint("room-", i)).ID
		}
		w.consume(n, nil)
		var writers sync.WaitGroup
		for i := range rooms * each {
			writers.Go(func() { w.say(ann, list[i%rooms], "x") })
		}
		writers.Wait()
		w.end()
		want := make([]string, each)
		for i := range want {
			want[i] = fmt.Sprint(i+1, " x")
		}
		for _, room := range list {
			if got := n.of(room); got != strings.Join(want, ", ") {
				t.Errorf("told %s", got)
			}
		}
	})
	t.Run("ThirtyTwoRoomsAtOnce", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			const rooms = 40
			w := newWorld(t)
			ann := w.user("ann")
			var list []chat.RoomID
			for i := range rooms {
				list = append(list, w.open(ann, fmt.Sprint("room-", i)).ID)
			}
			var inside atomic.Int32
			hold := make(chan struct{})
			w.consume(&notes{fails: func(ctx context.Context, _ chat.Event) error {
				inside.Add(1)
				<-hold
				return nil
			}}, nil)
			for _, room := range list {
				w.say(ann, room, "x")
			}
			synctest.Wait()
			if got := inside.Load(); got != 32 {
				t.Errorf("%d rooms at once", got)
			}
			close(hold)
			w.end()
			if got := inside.Load(); got != rooms {
				t.Errorf("%d rooms in all", got)
			}
		})
	})
	t.Run("ANewOneBeginsNow", func(t *testing.T) {
		w, n := newWorld(t), &notes{}
		ann := w.user("ann")
		w.post(ann, "before")
		w.consume(n, nil)
		w.post(ann, "after")
		w.end()
		if got := n.of(w.Lobby()); got != "2 after" {
			t.Errorf("told %s", got)
		}
	})
	t.Run("FromStartBeginsWithWhatTheLogHolds", func(t *testing.T) {
		c := newCalendar()
		w := newWorld(t, func(o *chat.Options) { o.Now, o.KeepLog = c.Now, time.Hour })
		ann, n := w.user("ann"), &notes{}
		w.post(ann, "pruned")
		c.pass(1)
		w.post(ann, "kept")
		if got, err := w.Sweep(t.Context()); err != nil || got.Events != 1 {
			t.Fatal(got, err)
		}
		w.consume(n, &chat.ConsumeOptions{FromStart: true})
		w.post(ann, "after")
		w.end()
		if got := n.of(w.Lobby()); got != "2 kept, 3 after" {
			t.Errorf("told %s", got)
		}
	})
	t.Run("FromStartChangesNothingForAKnownOne", func(t *testing.T) {
		store := memory.New()
		w := worldOver(t, store)
		ann := w.user("ann")
		w.post(ann, "before")
		known(t, store, "mail")
		n := &notes{}
		w.consume(n, &chat.ConsumeOptions{FromStart: true})
		w.post(ann, "after")
		w.end()
		if got := n.of(w.Lobby()); got != "2 after" {
			t.Errorf("told %s", got)
		}
	})
	t.Run("IsToldOfTheLogsOfUsers", func(t *testing.T) {
		w, n := newWorld(t), &notes{}
		ann := w.user("ann")
		w.consume(n, nil)
		w.open(ann, "new")
		w.end()
		if got := n.of(chat.UserLog(ann.ID)); got != "1 room.added" {
			t.Errorf("told %s", got)
		}
	})
	t.Run("AnExpiredMessageIsNil", func(t *testing.T) {
		c := newCalendar()
		w, n := newWorld(t, func(o *chat.Options) { o.Now = c.Now }), &notes{}
		w.post(w.user("ann"), "old")
		if _, err := w.ManageRoom(t.Context(), "", w.Lobby(), chat.RoomEdit{RetentionDays: to(1)}); err != nil {
			t.Fatal(err)
		}
		c.pass(2)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.consume(n, &chat.ConsumeOptions{FromStart: true})
		w.end()
		if got := n.of(w.Lobby()); got != "1 message.created, 2 room.updated, 3 messages.expired" {
			t.Errorf("told %s", got)
		}
	})
}

// TestConsumeAfterARestart: what a consumer was not told of comes after the next start,
// in order and without a hole.
func TestConsumeAfterARestart(t *testing.T) {
	onEachStorage(t, func(t *testing.T, fresh func(*testing.T) func() chat.Storage) {
		start := fresh(t)
		w := worldOver(t, start())
		ann := w.user("ann")
		failed := make(chan struct{}, 100)
		first := &notes{fails: func(_ context.Context, ev chat.Event) error {
			if ev.Rev < 3 {
				return nil
			}
			failed <- struct{}{}
			return errMail
		}}
		w.consume(first, nil)
		for i := range 5 {
			w.post(ann, fmt.Sprint("m", i+1))
		}
		<-failed
		w.crash()
		if got := first.of(w.Lobby()); got != "1 m1, 2 m2" {
			t.Fatalf("told %s", got)
		}
		second := &notes{}
		next := worldOver(t, start())
		next.consume(second, nil)
		next.post(ann, "m6")
		next.end()
		// It may be told again of what the first was told of: at least once.
		const all = "1 m1, 2 m2, 3 m3, 4 m4, 5 m5, 6 m6"
		if got := second.of(w.Lobby()); !strings.HasSuffix(all, got) || !strings.Contains(got, "3 m3") {
			t.Errorf("after the restart told %s", got)
		}
		third := &notes{}
		last := worldOver(t, start())
		last.consume(third, nil)
		last.end()
		if got := third.String(); got != "" {
			t.Errorf("what was told is told again: %s", got)
		}
	})
}

func TestConsumeRefuses(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) {
		o.Consumers = []chat.Consumer{{Name: "far", Publisher: &listener{}}}
	})
	n := &notes{}
	w.consume(n, nil)
	for name, is := range map[string]struct {
		consumer string
		fn       func(context.Context, chat.Event) error
		want     error
	}{
		"ErrRunsAlready":     {"mail", n.take, chat.ErrExists},
		"ErrOfTheOptions":    {"far", n.take, chat.ErrExists},
		"ErrNameRequired":    {"", n.take, chat.ErrInvalid},
		"ErrNameTooLong":     {strings.Repeat("x", 65), n.take, chat.ErrInvalid},
		"ErrNameForm":        {"é", n.take, chat.ErrInvalid},
		"ErrFunctionMissing": {"other", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if err := w.Consume(is.consumer, is.fn, nil); err == nil || is.want != nil && !errors.Is(err, is.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("ErrClosed", func(t *testing.T) {
		w.end()
		if err := w.Consume("other", n.take, nil); !errors.Is(err, chat.ErrClosed) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("AnOutageGivesTheNameBack", func(t *testing.T) {
		store := &unstartable{Storage: memory.New()}
		w := worldOver(t, store)
		store.down.Store(true)
		if err := w.Consume("mail", n.take, nil); !errors.Is(err, errDown) {
			t.Fatalf("got %v", err)
		}
		store.down.Store(false)
		if err := w.Consume("mail", n.take, nil); err != nil {
			t.Error(err)
		}
	})
}

// unstartable is a store in which no consumer can begin for a while.
type unstartable struct {
	chat.Storage
	down atomic.Bool
}

func (s *unstartable) StartConsumer(ctx context.Context, consumer string) error {
	if s.down.Load() {
		return errDown
	}
	return s.Storage.StartConsumer(ctx, consumer)
}
