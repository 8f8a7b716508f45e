package chat_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// indexing is a storage that tells what was indexed, and may fail.
type indexing struct {
	*memory.Store
	mu     sync.Mutex
	down   bool
	rooms  []chat.RoomID // of each call
	passed int
}

func (s *indexing) IndexMessages(ctx context.Context, room chat.RoomID, limit int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms = append(s.rooms, room)
	if s.down {
		return 0, errDown
	}
	n, err := s.Store.IndexMessages(ctx, room, limit)
	s.passed += n
	return n, err
}

// since is the calls since the last time, and how many messages they passed.
func (s *indexing) since() (rooms []chat.RoomID, passed int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rooms, passed = s.rooms, s.passed
	s.rooms, s.passed = nil, 0
	return rooms, passed
}

func (s *indexing) fail(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

func TestIndexing(t *testing.T) {
	run := func(name string, change func(*chat.Options), test func(t *testing.T, w *world, s *indexing)) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &indexing{Store: memory.New()}
				w := worldOver(t, s, func(o *chat.Options) { o.SweepEvery = -1 }, change)
				test(t, w, s)
			})
		})
	}
	same := func(*chat.Options) {}
	run("ComesSoonAfterManyMessages", same, func(t *testing.T, w *world, s *indexing) {
		ann := w.user("ann")
		for range 10 {
			w.post(ann, "hi")
		}
		if rooms, _ := s.since(); rooms != nil {
			t.Errorf("%d calls while posting", len(rooms))
		}
		time.Sleep(350 * time.Millisecond)
		if rooms, passed := s.since(); len(rooms) != 1 || passed != 10 {
			t.Errorf("%d calls passed %d", len(rooms), passed)
		}
	})
	run("GoesOnInSteps", same, func(t *testing.T, w *world, s *indexing) {
		ann := w.user("ann")
		for range 450 {
			w.post(ann, "hi")
		}
		time.Sleep(time.Second)
		if rooms, passed := s.since(); len(rooms) != 3 || passed != 450 {
			t.Errorf("%d calls passed %d", len(rooms), passed)
		}
	})
	run("ASearchDoesNotWait", same, func(t *testing.T, w *world, s *indexing) {
		ann := w.user("ann")
		w.post(ann, "red")
		w.finds(ann, "red", "red")
		if _, passed := s.since(); passed != 1 {
			t.Errorf("passed %d", passed)
		}
	})
	run("TriesAgain", func(o *chat.Options) { o.Logger = slog.New(slog.DiscardHandler) }, func(t *testing.T, w *world, s *indexing) {
		ann := w.user("ann")
		s.fail(true)
		w.post(ann, "red")
		w.finds(ann, "red", "red") // whatever the storage finds
		time.Sleep(time.Second)
		s.fail(false)
		s.since()
		time.Sleep(11 * time.Second)
		if rooms, passed := s.since(); passed != 1 {
			t.Errorf("%d calls passed %d", len(rooms), passed)
		}
	})
	run("NotForLogsOfUsers", same, func(t *testing.T, w *world, s *indexing) {
		ann := w.user("ann")
		if err := w.AddBookmark(t.Context(), ann.ID, w.post(ann, "hi").ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if rooms, _ := s.since(); slices.ContainsFunc(rooms, func(r chat.RoomID) bool { return r != w.Lobby() }) {
			t.Errorf("indexed %v", rooms)
		}
	})
	run("SweepDoesTheRest", same, func(t *testing.T, w *world, s *indexing) {
		writesBesides(t, w)
		report, err := w.Sweep(t.Context())
		if err != nil || report.Indexed != 450 {
			t.Errorf("%+v, %v", report, err)
		}
		s.fail(true)
		writesBesides(t, w)
		if _, err := w.Sweep(t.Context()); err == nil {
			t.Error("failed in silence")
		}
	})
	run("EndsWithTheModule", same, func(t *testing.T, w *world, s *indexing) {
		w.post(w.user("ann"), "hi")
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if rooms, _ := s.since(); rooms != nil {
			t.Errorf("%d calls after the end", len(rooms))
		}
	})
	t.Run("AStartCatchesUp", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &indexing{Store: memory.New()}
			writesBesides(t, worldOver(t, s, func(o *chat.Options) { o.SweepEvery = -1 }))
			s.since()
			worldOver(t, s)
			time.Sleep(time.Second)
			if _, passed := s.since(); passed != 450 {
				t.Errorf("passed %d", passed)
			}
		})
	})
}

// writesBesides writes to the lobby without the module.
func writesBesides(t *testing.T, w *world) {
	t.Helper()
	for range 450 {
		id := chat.MessageID("m-" + time.Now().Format(time.RFC3339Nano))
		time.Sleep(time.Nanosecond) // of the bubble
		if _, _, err := w.store.AddMessage(t.Context(), chat.Message{ID: id, Room: w.Lobby(), ClientID: string(id), Text: "hi"}); err != nil {
			t.Fatal(err)
		}
	}
}
