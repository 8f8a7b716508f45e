package chat_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// moody is a store that cannot tell where people are while it is down.
type moody struct {
	chat.Storage
	down  atomic.Bool
	tries atomic.Int64
	// pages is how many pages of rooms it gives while it is down.
	pages atomic.Int64
	held  atomic.Pointer[chan struct{}]
}

// hold keeps answers back until the channel is closed.
func (m *moody) hold() chan struct{} {
	until := make(chan struct{})
	m.held.Store(&until)
	return until
}

func (m *moody) wait() {
	if until := m.held.Load(); until != nil {
		<-*until
	}
}

func (m *moody) Rooms(ctx context.Context, q chat.RoomQuery) ([]chat.Room, error) {
	m.tries.Add(1)
	list, err := m.Storage.Rooms(ctx, q)
	if m.wait(); m.down.Load() && m.pages.Add(-1) < 0 {
		return nil, errDown
	}
	return list, err
}

func (m *moody) UnreadIn(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Unread, error) {
	if m.tries.Add(1); m.down.Load() {
		return chat.Unread{}, errDown
	}
	u, err := m.Storage.UnreadIn(ctx, room, user)
	m.wait()
	return u, err
}

// TestLiveOutage: what could not be found out is tried again every second, and told then.
func TestLiveOutage(t *testing.T) {
	outage(t, "OK", func(t *testing.T, w *crew, r *radio, store *moody) {
		store.down.Store(true)
		session := w.Attend(w.member.ID)
		if _, err := w.MarkRead(t.Context(), w.member.ID, w.room.ID, 99); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10*time.Second - time.Millisecond)
		hears(t, r)
		if n := store.tries.Load(); n != 20 {
			t.Errorf("asked %d times in ten seconds", n)
		}
		store.down.Store(false)
		time.Sleep(time.Second)
		if got := r.heard(); len(got) != 3 {
			t.Errorf("heard %q", got)
		}
		session.End()
		store.down.Store(true)
		time.Sleep(time.Minute)
		hears(t, r)
		store.down.Store(false)
		time.Sleep(time.Second)
		hears(t, r, "presence.updated member offline")
		forgotten(t, w)
	})
	// Half of the rooms were told that somebody came, whom nobody saw go.
	outage(t, "HalfToldIsToldAgain", func(t *testing.T, w *crew, r *radio, store *moody) {
		for i := range 205 {
			d := chat.RoomDraft{Kind: chat.Private, Name: fmt.Sprint(i)}
			if _, err := w.CreateRoom(t.Context(), w.member.ID, d); err != nil {
				t.Fatal(err)
			}
		}
		store.down.Store(true)
		store.pages.Store(1)
		session := w.Attend(w.member.ID)
		if got := r.heard(); len(got) != 200 {
			t.Fatalf("heard of %d", len(got))
		}
		session.End()
		time.Sleep(time.Minute)
		hears(t, r)
		store.down.Store(false)
		time.Sleep(time.Second)
		if got := r.heard(); len(got) != 206 || got[0] != "presence.updated member offline" {
			t.Errorf("heard of %d", len(got))
		}
		forgotten(t, w)
	})
	// They look in and go again while the rooms are being told that they are gone.
	outage(t, "LookedInMeanwhile", func(t *testing.T, w *crew, r *radio, store *moody) {
		session := w.Attend(w.member.ID)
		hears(t, r, "presence.updated member online")
		session.End()
		until := store.hold()
		store.down.Store(true)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		w.Attend(w.member.ID).End()
		close(until)
		synctest.Wait()
		store.down.Store(false)
		time.Sleep(time.Second)
		hears(t, r, "presence.updated member offline")
		forgotten(t, w)
	})
}

// TestToldAgain: what happens while something is being told is told after it.
func TestToldAgain(t *testing.T) {
	outage(t, "OK", func(t *testing.T, w *crew, r *radio, store *moody) {
		until := store.hold()
		for _, seq := range []int64{0, 2, 3} {
			if _, err := w.MarkUnread(t.Context(), w.member.ID, w.room.ID, seq); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		close(until)
		hears(t, r, "read.updated member 0+1", "receipt.updated member 0", "read.updated member 3+1", "receipt.updated member 3")
	})
}

// outage runs a test in a bubble, with a crew over a store that can be down, of whose
// owner there is one message.
func outage(t *testing.T, name string, test func(t *testing.T, w *crew, r *radio, store *moody)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, store := &radio{}, &moody{Storage: memory.New()}
			w := crewOf(worldOver(t, store, func(o *chat.Options) {
				o.Live, o.SweepEvery, o.Logger = r, -1, slog.New(slog.DiscardHandler)
			}), chat.Private)
			w.says(w.owner)
			hears(t, r)
			test(t, w, r, store)
		})
	})
}
