package chat_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

func TestEraseUser(t *testing.T) {
	t.Run("LeavesTombstonesAndABlankName", func(t *testing.T) {
		w := newWorld(t)
		ann, bob := w.user("ann"), w.user("bob")
		room := w.made(ann, bob)
		said := w.post(ann, "my secret")
		kept := w.post(bob, "of bob")
		if err := w.EraseUser(t.Context(), ann.ID); err != nil {
			t.Fatal(err)
		}
		got, err := w.Message(t.Context(), "", said.ID)
		if err != nil || !got.Deleted() || got.Text != "" || got.ClientID == said.ClientID {
			t.Errorf("message %+v, %v", got, err)
		}
		if a := got.Author; a.ID != ann.ID || a.DisplayName != "Deleted user" || a.AvatarURL != "" || a.ErasedAt.IsZero() {
			t.Errorf("author %+v", a)
		}
		if got, err := w.Message(t.Context(), "", kept.ID); err != nil || got.Text != "of bob" {
			t.Errorf("the other's %+v, %v", got, err)
		}
		if err := w.CanRead(t.Context(), ann.ID, room.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("still a member: %v", err)
		}
		for range 2 {
			w.nextIn(w.Lobby()) // the messages
		}
		if ev := w.nextIn(w.Lobby()); ev.Kind != chat.UserErased || ev.Object != string(ann.ID) || ev.Rev != 3 {
			t.Errorf("told %+v", ev)
		}
	})
	t.Run("AgainDoesNoHarm", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		w.post(ann, "secret")
		for range 2 {
			if err := w.EraseUser(t.Context(), ann.ID); err != nil {
				t.Fatal(err)
			}
		}
		w.next()
		w.next()
		w.post(w.user("bob"), "next")
		if ev := w.next(); ev.Rev != 3 {
			t.Errorf("there was another event before %+v", ev)
		}
	})
	t.Run("WhoComesBackIsSomebodyNew", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		if err := w.EraseUser(t.Context(), ann.ID); err != nil {
			t.Fatal(err)
		}
		if again := w.user("ann"); again.ID == ann.ID || again.DisplayName != "ann" {
			t.Errorf("came back as %+v", again)
		}
		if _, err := w.SignIn(t.Context(), chat.Identity{Provider: "erased", Subject: string(ann.ID)}); err == nil {
			t.Error("signed in as who was erased")
		}
	})
	t.Run("NobodyIsNotFound", func(t *testing.T) {
		w := newWorld(t)
		for _, id := range []chat.UserID{"", "no-user", "\x00"} {
			if err := w.EraseUser(t.Context(), id); err == nil {
				t.Errorf("%q: no error", id)
			}
		}
		if err := w.EraseUser(t.Context(), "no-user"); !errors.Is(err, chat.ErrNotFound) {
			t.Error(err)
		}
	})
	t.Run("ScrubsLast", func(t *testing.T) {
		store := &scrubbed{Storage: memory.New()}
		w := worldOver(t, store)
		ann := w.user("ann")
		store.err = errDown
		if err := w.EraseUser(t.Context(), ann.ID); !errors.Is(err, errDown) {
			t.Errorf("a scrub that failed: %v", err)
		}
		store.err = nil
		if err := w.EraseUser(t.Context(), ann.ID); err != nil || store.times != 2 || !store.erasedFirst {
			t.Errorf("scrubbed %d times, %v, %v", store.times, store.erasedFirst, err)
		}
	})
	t.Run("WhileTheyWriteEverybodyIsTold", func(t *testing.T) {
		w := newWorld(t)
		ann, bob := w.user("ann"), w.user("bob")
		w.post(ann, "first")
		var writers sync.WaitGroup
		for range 3 {
			writers.Go(func() {
				for i := range 30 {
					_, _, err := w.Post(t.Context(), bob.ID, w.Lobby(), chat.Draft{Text: fmt.Sprint(i)})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		if err := w.EraseUser(t.Context(), ann.ID); err != nil {
			t.Error(err)
		}
		writers.Wait()
		last, erased := int64(0), false
		for last < 92 {
			ev := w.next()
			if ev.Rev > last+1 {
				t.Fatalf("rev %d after %d", ev.Rev, last)
			}
			last = max(last, ev.Rev)
			erased = erased || ev.Kind == chat.UserErased
		}
		if !erased {
			t.Error("nobody was told")
		}
	})
	t.Run("BeforeWhatIsWrittenNext", func(t *testing.T) {
		store := &overtaken{Storage: memory.New()}
		w := worldOver(t, store)
		ann, bob := w.user("ann"), w.user("bob")
		w.post(ann, "first")
		w.next()
		// Written and told of before the erasure is announced.
		store.after = func(context.Context) {
			w.post(bob, "next")
			for want := int64(2); want <= 3; want++ {
				if ev := w.next(); ev.Rev != want || (ev.Kind == chat.UserErased) != (want == 2) {
					t.Errorf("told of %s %d, want %d", ev.Kind, ev.Rev, want)
				}
			}
		}
		if err := w.EraseUser(t.Context(), ann.ID); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("AQuietRoomIsToldAlsoFarBack", func(t *testing.T) {
		// The store posts on behind the module's back, as another node would.
		store := &overtaken{Storage: memory.New()}
		w := worldOver(t, store)
		ann, bob := w.user("ann"), w.user("bob")
		w.post(ann, "first")
		w.next()
		store.after = func(ctx context.Context) {
			for i := range 250 {
				if _, _, err := store.AddMessage(ctx, chat.Message{ID: chat.MessageID(fmt.Sprintf("m%d", i)), Room: w.Lobby(),
					AuthorID: bob.ID, ClientID: fmt.Sprint(i), Text: "x", CreatedAt: time.Now()}); err != nil {
					t.Error(err)
				}
			}
		}
		if err := w.EraseUser(t.Context(), ann.ID); err != nil {
			t.Fatal(err)
		}
		for want := int64(2); want <= 252; want++ {
			if ev := w.next(); ev.Rev != want || (ev.Kind == chat.UserErased) != (want == 2) {
				t.Fatalf("told of %s %d, want %d", ev.Kind, ev.Rev, want)
			}
		}
	})
}

// scrubbed is a storage that can scrub.
type scrubbed struct {
	chat.Storage
	err         error
	times       int
	erased      bool
	erasedFirst bool
}

func (s *scrubbed) EraseUser(ctx context.Context, u chat.User, at time.Time) ([]chat.RoomID, error) {
	s.erased = true
	return s.Storage.EraseUser(ctx, u, at)
}

func (s *scrubbed) Scrub(context.Context) error {
	s.times++
	s.erasedFirst = s.erased
	return s.err
}

// overtaken does something between the erasing and the answer to it.
type overtaken struct {
	chat.Storage
	after func(context.Context)
}

func (s *overtaken) EraseUser(ctx context.Context, u chat.User, at time.Time) ([]chat.RoomID, error) {
	rooms, err := s.Storage.EraseUser(ctx, u, at)
	s.after(ctx)
	return rooms, err
}
