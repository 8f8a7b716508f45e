package chat_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// changing is a module whose hooks change drafts as they are told.
func changing(t *testing.T, post func(*chat.Draft), edit func(*chat.Edit), room func(*chat.RoomDraft)) *world {
	return newWorld(t, func(o *chat.Options) {
		o.Before = chat.Hooks{
			Post: func(_ context.Context, _ chat.User, _ chat.Room, d *chat.Draft) error {
				post(d)
				return nil
			},
			Edit: func(_ context.Context, _ chat.User, _ chat.Message, e *chat.Edit) error {
				edit(e)
				return nil
			},
			CreateRoom: func(_ context.Context, _ chat.User, d *chat.RoomDraft) error {
				room(d)
				return nil
			},
		}
	})
}

func TestHooksChangeDrafts(t *testing.T) {
	t.Run("AndThatIsWhatIsStored", func(t *testing.T) {
		w := changing(t,
			func(d *chat.Draft) { d.Text = strings.ReplaceAll(d.Text, "darn", "****") },
			func(e *chat.Edit) { e.Text += " (edited)" },
			func(d *chat.RoomDraft) { d.Name, d.RetentionDays = "Room of "+d.Slug, 30 })
		ann := w.user("ann")
		msg := w.post(ann, "darn it")
		if got, err := w.store.Message(t.Context(), msg.ID); err != nil || got.Text != "**** it" || msg.Text != got.Text {
			t.Errorf("posted %+v, %v, and returned %s", got, err, msg.Text)
		}
		if got, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "oh"}); err != nil || got.Text != "oh (edited)" {
			t.Errorf("edited %+v, %v", got, err)
		}
		if got := w.open(ann, "tea"); got.Name != "Room of tea" || got.RetentionDays != 30 {
			t.Errorf("made %+v", got)
		}
	})
	t.Run("WhichFollowTheRulesAgain", func(t *testing.T) {
		w := changing(t,
			func(d *chat.Draft) { d.Text = strings.Repeat("x", 8001) },
			func(e *chat.Edit) { e.Text = "" },
			func(d *chat.RoomDraft) { d.Slug = "No Slug" })
		ann := w.user("ann")
		old := worldOver(t, w.store).post(ann, "hello")
		_, _, post := w.Post(t.Context(), ann.ID, w.Lobby(), chat.Draft{Text: "x"})
		_, edit := w.Edit(t.Context(), ann.ID, old.ID, chat.Edit{Text: "x"})
		_, room := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "tea", Name: "Tea"})
		for name, err := range map[string]error{"text": post, "text ": edit, "slug": room} {
			var field *chat.FieldError
			if !errors.As(err, &field) || field.Field != strings.TrimSpace(name) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("ButNotTheCallers", func(t *testing.T) {
		w := changing(t, nil, nil, func(d *chat.RoomDraft) { d.Members[0] = d.Members[1] })
		ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
		mine := []chat.UserID{bob.ID, eve.ID}
		d := chat.RoomDraft{Kind: chat.Private, Slug: "tea", Name: "Tea", Members: mine}
		room, err := w.CreateRoom(t.Context(), ann.ID, d)
		if err != nil || !slices.Equal(mine, []chat.UserID{bob.ID, eve.ID}) {
			t.Fatalf("%v, the caller's list is %v", err, mine)
		}
		if err := w.CanRead(t.Context(), bob.ID, room.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("whom the hook took out: %v", err)
		}
		if err := w.CanRead(t.Context(), eve.ID, room.ID); err != nil {
			t.Errorf("whom it left: %v", err)
		}
	})
	t.Run("OfARepeatedPostTheSameWay", func(t *testing.T) {
		asked, add := 0, " (checked)"
		w := changing(t, func(d *chat.Draft) { asked++; d.Text += add }, nil, nil)
		ann := w.user("ann")
		d := chat.Draft{ClientID: "c1", Text: "hello"}
		first, created, err := w.Post(t.Context(), ann.ID, w.Lobby(), d)
		if err != nil || !created {
			t.Fatal(created, err)
		}
		again, created, err := w.Post(t.Context(), ann.ID, w.Lobby(), d)
		if err != nil || created || again != first || asked != 2 {
			t.Errorf("again: %+v, %v, %v, asked %d times", again, created, err, asked)
		}
		add = " (checked otherwise)"
		if _, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), d); !errors.Is(err, chat.ErrReused) {
			t.Errorf("changed otherwise: %v", err)
		}
	})
	t.Run("OfAnEditThatThenChangesNothing", func(t *testing.T) {
		w := changing(t, func(*chat.Draft) {}, func(e *chat.Edit) { e.Text = "hello" }, nil)
		ann := w.user("ann")
		msg := w.post(ann, "hello")
		if got, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "other"}); err != nil || got.Rev != msg.Rev || !got.EditedAt.IsZero() {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// TestHooksMayCallTheModule: as long as they are not Within a transaction.
func TestHooksMayCallTheModule(t *testing.T) {
	var w *world
	w = newWorld(t, func(o *chat.Options) {
		o.Before.Post = func(ctx context.Context, author chat.User, room chat.Room, d *chat.Draft) error {
			if d.Text == "warned" {
				return nil
			}
			_, _, err := w.Post(ctx, author.ID, room.ID, chat.Draft{Text: "warned"})
			return err
		}
	})
	w.post(w.user("ann"), "hello")
	if got := w.texts(); got != "[warned hello]" {
		t.Errorf("got %s", got)
	}
}

// TestHooksAreNotAskedAboutTheHostsOwn: the lobby is made without them.
func TestHooksAreNotAskedAboutTheHostsOwn(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) {
		o.Before.CreateRoom = func(context.Context, chat.User, *chat.RoomDraft) error { return chat.Refuse("no more rooms") }
	})
	if r, err := w.Room(t.Context(), "", "lobby"); err != nil || r.ID != w.Lobby() {
		t.Errorf("got %+v, %v", r, err)
	}
}
