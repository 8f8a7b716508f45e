package chat_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// uncommitted is a store as others see it while somebody's transaction, which is the
// store itself, is open: nothing of it is there before the commit.
type uncommitted struct {
	chat.Storage
	committed atomic.Bool
}

func (u *uncommitted) Behind(ctx context.Context, consumer string, after chat.RoomID, limit int) ([]chat.RoomID, error) {
	if !u.committed.Load() {
		return nil, nil
	}
	return u.Storage.Behind(ctx, consumer, after, limit)
}

func (u *uncommitted) Room(ctx context.Context, id chat.RoomID) (chat.Room, error) {
	r, err := u.Storage.Room(ctx, id)
	if !u.committed.Load() {
		r.Rev = 0
	}
	return r, err
}

func (u *uncommitted) Events(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
	if !u.committed.Load() {
		return nil, nil
	}
	return u.Storage.Events(ctx, room, after, limit)
}

// known makes the consumer one that the store knows already, as after a restart.
func known(t *testing.T, store chat.Storage, consumer string) {
	t.Helper()
	if err := store.StartConsumer(t.Context(), consumer); err != nil {
		t.Fatal(err)
	}
}

// A consumer that begins while a transaction of the host is open sees nothing of it: the
// commit has to wake it, also when nobody listened at the time of the write.
func TestConsumerBeginsBeforeTheCommit(t *testing.T) {
	for name, publisher := range map[string]chat.Publisher{
		"NobodyListenedBefore":   nil,
		"SomebodyListenedBefore": chat.PublisherFunc(func(context.Context, chat.Event) error { return nil }),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				inner := memory.New()
				store := &uncommitted{Storage: inner}
				w := worldOver(t, store, func(o *chat.Options) { o.Publisher = publisher })
				known(t, store, "late")
				ann := w.user("ann")
				tx := w.Within(inner)
				room, err := tx.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "new", Name: "New"})
				if err != nil {
					t.Fatal(err)
				}
				if _, _, err := tx.Post(t.Context(), ann.ID, room.ID, chat.Draft{Text: "hello"}); err != nil {
					t.Fatal(err)
				}
				told := &notes{}
				if err := w.Consume("late", told.take, nil); err != nil {
					t.Fatal(err)
				}
				synctest.Wait() // it looked, and there was nothing
				if got := told.String(); got != "" {
					t.Fatalf("told before the commit: %s", got)
				}
				store.committed.Store(true)
				tx.Done()
				if err := w.Shutdown(t.Context()); err != nil {
					t.Fatal(err)
				}
				if told.of(room.ID) != "1 hello" || told.of(chat.UserLog(ann.ID)) != "1 room.added" {
					t.Errorf("told %s", told)
				}
			})
		})
	}
}

// creating is a store that does something while a room is about to be made.
type creating struct {
	chat.Storage
	first func()
}

func (c *creating) CreateRoom(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
	if c.first != nil {
		c.first()
	}
	return c.Storage.CreateRoom(ctx, r, members)
}

// The same without a transaction: the logs of the first members are written to as well.
func TestConsumerBeginsWhileARoomIsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &creating{Storage: memory.New()}
		w := worldOver(t, store, func(o *chat.Options) { o.Publisher = nil })
		known(t, store, "late")
		ann := w.user("ann")
		told := &notes{}
		store.first = func() {
			if err := w.Consume("late", told.take, nil); err != nil {
				t.Error(err)
			}
			synctest.Wait() // it looked, and there was nothing
		}
		if _, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "new", Name: "New"}); err != nil {
			t.Fatal(err)
		}
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if told.of(chat.UserLog(ann.ID)) != "1 room.added" {
			t.Errorf("told %s", told)
		}
	})
}
