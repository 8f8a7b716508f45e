package chat_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

func to[T any](v T) *T { return &v }

// made is a private room of ann's with bob in it.
func (w *world) made(ann, bob chat.User) chat.Room {
	w.Helper()
	r, err := w.CreateRoom(w.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "den", Name: "Den", Members: []chat.UserID{bob.ID}})
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// nextIn waits for the next published event of the room, past those of others.
func (w *world) nextIn(room chat.RoomID) chat.Event {
	w.Helper()
	for {
		if ev := w.next(); ev.Room == room {
			return ev
		}
	}
}

func TestUpdateRoom(t *testing.T) {
	t.Run("AnOwnerChangesWhatIsGiven", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		room := w.made(ann, w.user("bob"))
		got, err := w.UpdateRoom(t.Context(), ann.ID, room.ID, chat.RoomEdit{Topic: to("tea"), RetentionDays: to(30)})
		if err != nil || got.Name != "Den" || got.Topic != "tea" || got.RetentionDays != 30 || got.Rev != room.Rev+1 {
			t.Fatalf("got %+v, %v", got, err)
		}
		if ev := w.nextIn(room.ID); ev.Kind != chat.RoomUpdated || ev.Actor != ann.ID || ev.Rev != got.Rev {
			t.Errorf("published %+v", ev)
		}
		if again, err := w.Room(t.Context(), ann.ID, "den"); err != nil || again != got {
			t.Errorf("stored %+v, %v", again, err)
		}
	})
	t.Run("NothingNewIsNoEvent", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		room := w.made(ann, w.user("bob"))
		for _, e := range []chat.RoomEdit{{}, {Name: to("Den"), Topic: to(""), RetentionDays: to(0)}} {
			if got, err := w.UpdateRoom(t.Context(), ann.ID, room.ID, e); err != nil || got != room {
				t.Errorf("got %+v, %v", got, err)
			}
		}
	})
	t.Run("OwnersOnly", func(t *testing.T) {
		w := newWorld(t)
		ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
		room := w.made(ann, bob)
		for _, c := range []struct {
			actor chat.UserID
			room  chat.RoomID
			want  error
		}{
			{bob.ID, room.ID, chat.ErrForbidden},
			{eve.ID, room.ID, chat.ErrNotFound},
			{"", room.ID, chat.ErrNotFound},
			{eve.ID, w.Lobby(), chat.ErrForbidden},
			{"", w.Lobby(), chat.ErrUnauthenticated},
			{ann.ID, "no-room", chat.ErrNotFound},
			{ann.ID, chat.UserLog(ann.ID), chat.ErrNotFound},
		} {
			_, err := w.UpdateRoom(t.Context(), c.actor, c.room, chat.RoomEdit{Name: to("taken over")})
			if !errors.Is(err, c.want) {
				t.Errorf("%q in %s: %v, want %v", c.actor, c.room, err, c.want)
			}
		}
	})
	t.Run("TheHostAsksNobody", func(t *testing.T) {
		w := newWorld(t)
		got, err := w.ManageRoom(t.Context(), "", w.Lobby(), chat.RoomEdit{RetentionDays: to(7)})
		if err != nil || got.RetentionDays != 7 {
			t.Fatalf("got %+v, %v", got, err)
		}
		ann := w.user("ann")
		w.made(ann, w.user("bob"))
		for _, room := range []chat.RoomID{chat.UserLog(ann.ID), "no-room"} {
			if _, err := w.ManageRoom(t.Context(), "", room, chat.RoomEdit{Name: to("x")}); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("%s: %v", room, err)
			}
		}
	})
	t.Run("BadInputNamesItsField", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		room := w.made(ann, w.user("bob"))
		for field, e := range map[string]chat.RoomEdit{
			"name":          {Name: to(" ")},
			"topic":         {Topic: to("two\nlines")},
			"retentionDays": {RetentionDays: to(-1)},
		} {
			_, err := w.UpdateRoom(t.Context(), ann.ID, room.ID, e)
			var fe *chat.FieldError
			if !errors.As(err, &fe) || fe.Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, err := w.UpdateRoom(t.Context(), ann.ID, room.ID, chat.RoomEdit{RetentionDays: to(36501)})
		if err == nil || !strings.Contains(err.Error(), "must be at most 36500") {
			t.Errorf("too many days: %v", err)
		}
		if got, err := w.Room(t.Context(), ann.ID, "den"); err != nil || got != room {
			t.Errorf("changed to %+v, %v", got, err)
		}
	})
	t.Run("AShutModuleRefuses", func(t *testing.T) {
		w := newWorld(t)
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ManageRoom(t.Context(), "", w.Lobby(), chat.RoomEdit{}); !errors.Is(err, chat.ErrClosed) {
			t.Error(err)
		}
	})
}
