package chat_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestPost(t *testing.T) {
	t.Run("OK", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		got := w.post(ann, "hello")
		if got.Seq != 1 || got.Rev != 1 || got.Text != "hello" || got.Author != ann || got.ClientID == "" {
			t.Errorf("got %+v", got)
		}
		ev := w.next()
		if ev.Kind != chat.MessageCreated || ev.Rev != 1 || ev.Message == nil || ev.Message.Text != "hello" || ev.By == nil || *ev.By != ann {
			t.Errorf("event %+v", ev)
		}
	})
	t.Run("SameClientIDIsTheSameMessage", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		draft := chat.Draft{ClientID: "c1", Text: "once"}
		first, created, err := w.Post(t.Context(), ann.ID, w.Lobby(), draft)
		if err != nil || !created {
			t.Fatal(created, err)
		}
		again, created, err := w.Post(t.Context(), ann.ID, w.Lobby(), draft)
		if err != nil || created || again.ID != first.ID {
			t.Errorf("got %v %v %v", again, created, err)
		}
		bob := w.user("bob")
		if other, created, err := w.Post(t.Context(), bob.ID, w.Lobby(), draft); err != nil || !created || other.Seq != 2 {
			t.Errorf("another author's message with that client ID: %v %v %v", other, created, err)
		}
	})
	t.Run("ErrReused", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		for i, text := range []string{"one", "two"} {
			_, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), chat.Draft{ClientID: "c1", Text: text})
			if i == 1 && !errors.Is(err, chat.ErrReused) {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("RetryOfAnEditedMessageReturnsIt", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		draft := chat.Draft{ClientID: "c1", Text: "first"}
		msg, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), draft)
		if err == nil {
			_, err = w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "edited"})
		}
		if err != nil {
			t.Fatal(err)
		}
		again, created, err := w.Post(t.Context(), ann.ID, w.Lobby(), draft)
		if err != nil || created || again.Text != "edited" {
			t.Errorf("got %v %v %v", again, created, err)
		}
	})
	t.Run("Concurrent", func(t *testing.T) {
		const writers = 50
		w := newWorld(t)
		ann := w.user("ann")
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() { w.post(ann, fmt.Sprint("message ", i)) })
		}
		wg.Wait()
		for rev := int64(1); rev <= writers; rev++ {
			if ev := w.next(); ev.Rev != rev || ev.Message.Seq != rev {
				t.Fatalf("event %d came where %d was due", ev.Rev, rev)
			}
		}
	})
	t.Run("ConcurrentRetries", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		ids := make([]chat.MessageID, 50)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				m, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), chat.Draft{ClientID: "same", Text: "hi"})
				if err != nil {
					t.Error(err)
				}
				ids[i] = m.ID
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Fatalf("two messages: %s and %s", id, ids[0])
			}
		}
	})
}

func TestPostRefuses(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) { o.MaxText = 10 })
	ann := w.user("ann")
	for name, c := range map[string]struct {
		author chat.UserID
		room   chat.RoomID
		draft  chat.Draft
		want   error
		field  string
	}{
		"ErrUnauthenticated":  {"", w.Lobby(), chat.Draft{Text: "x"}, chat.ErrUnauthenticated, ""},
		"ErrNotFound":         {ann.ID, "nowhere", chat.Draft{Text: "x"}, chat.ErrNotFound, ""},
		"ErrTextRequired":     {ann.ID, w.Lobby(), chat.Draft{}, chat.ErrInvalid, "text"},
		"ErrTextBlank":        {ann.ID, w.Lobby(), chat.Draft{Text: " \n\t\u00a0"}, chat.ErrInvalid, "text"},
		"ErrTextTooLong":      {ann.ID, w.Lobby(), chat.Draft{Text: strings.Repeat("é", 11)}, chat.ErrInvalid, "text"},
		"ErrTextNUL":          {ann.ID, w.Lobby(), chat.Draft{Text: "a\x00b"}, chat.ErrInvalid, "text"},
		"ErrTextInvalidUTF8":  {ann.ID, w.Lobby(), chat.Draft{Text: "a\xffb"}, chat.ErrInvalid, "text"},
		"ErrClientIDTooLong":  {ann.ID, w.Lobby(), chat.Draft{Text: "x", ClientID: strings.Repeat("c", 65)}, chat.ErrInvalid, "clientId"},
		"ErrClientIDNotASCII": {ann.ID, w.Lobby(), chat.Draft{Text: "x", ClientID: "ü"}, chat.ErrInvalid, "clientId"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := w.Post(t.Context(), c.author, c.room, c.draft)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			var fe *chat.FieldError
			if c.field != "" && (!errors.As(err, &fe) || fe.Field != c.field || fe.Reason == "") {
				t.Errorf("got %#v, want field %s", fe, c.field)
			}
			var op *chat.Error
			if !errors.As(err, &op) || op.Op != "chat.Post" {
				t.Errorf("%v does not tell the operation", err)
			}
		})
	}
	if _, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), chat.Draft{Text: strings.Repeat("é", 10)}); err != nil {
		t.Errorf("ten characters are allowed: %v", err)
	}
}

func TestEdit(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann"), w.user("bob")
	msg := w.post(ann, "first")
	w.next()

	t.Run("ErrForbidden", func(t *testing.T) {
		if _, err := w.Edit(t.Context(), bob.ID, msg.ID, chat.Edit{Text: "mine"}); !errors.Is(err, chat.ErrForbidden) {
			t.Error(err)
		}
	})
	t.Run("ErrUnauthenticated", func(t *testing.T) {
		if _, err := w.Edit(t.Context(), "", msg.ID, chat.Edit{Text: "mine"}); !errors.Is(err, chat.ErrUnauthenticated) {
			t.Error(err)
		}
	})
	t.Run("ErrNotFound", func(t *testing.T) {
		if _, err := w.Edit(t.Context(), ann.ID, "nothing", chat.Edit{Text: "x"}); !errors.Is(err, chat.ErrNotFound) {
			t.Error(err)
		}
	})
	t.Run("ErrInvalid", func(t *testing.T) {
		if _, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: " "}); !errors.Is(err, chat.ErrInvalid) {
			t.Error(err)
		}
	})
	t.Run("ErrStale", func(t *testing.T) {
		if _, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "x", IfRev: 7}); !errors.Is(err, chat.ErrStale) {
			t.Error(err)
		}
	})
	t.Run("OK", func(t *testing.T) {
		got, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "second", IfRev: msg.Rev})
		if err != nil || got.Text != "second" || got.Seq != msg.Seq || got.Rev != 2 || got.EditedAt.IsZero() {
			t.Fatalf("got %+v, %v", got, err)
		}
		if ev := w.next(); ev.Kind != chat.MessageUpdated || ev.Rev != 2 || ev.Message.Text != "second" {
			t.Errorf("event %+v", ev)
		}
	})
	t.Run("SameTextChangesNothing", func(t *testing.T) {
		got, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "second"})
		if err != nil || got.Rev != 2 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestDelete(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann"), w.user("bob")
	msg := w.post(ann, "secret")
	w.next()

	t.Run("ErrForbidden", func(t *testing.T) {
		if _, err := w.Delete(t.Context(), bob.ID, msg.ID); !errors.Is(err, chat.ErrForbidden) {
			t.Error(err)
		}
	})
	t.Run("OK", func(t *testing.T) {
		got, err := w.Delete(t.Context(), ann.ID, msg.ID)
		if err != nil || !got.Deleted() || got.Text != "" || got.DeletedBy != ann.ID || got.Rev != 2 {
			t.Fatalf("got %+v, %v", got, err)
		}
		if ev := w.next(); ev.Kind != chat.MessageDeleted || !ev.Message.Deleted() {
			t.Errorf("event %+v", ev)
		}
	})
	t.Run("AgainChangesNothing", func(t *testing.T) {
		if got, err := w.Delete(t.Context(), ann.ID, msg.ID); err != nil || got.Rev != 2 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("EditIsErrGone", func(t *testing.T) {
		if _, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "back"}); !errors.Is(err, chat.ErrGone) {
			t.Error(err)
		}
	})
	t.Run("BeatsARacingEdit", func(t *testing.T) {
		for range 50 {
			m := w.post(ann, "text")
			var wg sync.WaitGroup
			wg.Go(func() { _, _ = w.Edit(t.Context(), ann.ID, m.ID, chat.Edit{Text: "edited"}) }) // may be ErrGone
			wg.Go(func() {
				if _, err := w.Delete(t.Context(), ann.ID, m.ID); err != nil {
					t.Error(err)
				}
			})
			wg.Wait()
			if got, err := w.Message(t.Context(), "", m.ID); err != nil || !got.Deleted() || got.Text != "" {
				t.Fatalf("got %+v, %v", got, err)
			}
		}
	})
}

func TestPrivateRoom(t *testing.T) {
	w := newWorld(t)
	ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
	room, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "plans", Name: "Plans", Members: []chat.UserID{bob.ID, bob.ID, ann.ID}})
	if err != nil {
		t.Fatal(err)
	}
	msg, _, err := w.Post(t.Context(), bob.ID, room.ID, chat.Draft{Text: "for us"})
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func(context.Context, chat.UserID) error{
		"Room":    func(ctx context.Context, u chat.UserID) error { _, err := w.Room(ctx, u, "plans"); return err },
		"CanRead": func(ctx context.Context, u chat.UserID) error { return w.CanRead(ctx, u, room.ID) },
		"Message": func(ctx context.Context, u chat.UserID) error { _, err := w.Message(ctx, u, msg.ID); return err },
		"Messages": func(ctx context.Context, u chat.UserID) error {
			_, err := w.Messages(ctx, u, chat.MessageQuery{Room: room.ID, Limit: 10})
			return err
		},
		"Events": func(ctx context.Context, u chat.UserID) error {
			_, _, err := w.Events(ctx, u, room.ID, 0, 10)
			return err
		},
		"Post": func(ctx context.Context, u chat.UserID) error {
			_, _, err := w.Post(ctx, u, room.ID, chat.Draft{Text: "hi"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, stranger := range []chat.UserID{"", eve.ID} {
				if err := try(t.Context(), stranger); !errors.Is(err, chat.ErrNotFound) {
					t.Errorf("stranger %q: %v", stranger, err)
				}
			}
			for _, member := range []chat.UserID{ann.ID, bob.ID} {
				if err := try(t.Context(), member); err != nil {
					t.Errorf("member: %v", err)
				}
			}
		})
	}
	t.Run("ListedForMembersOnly", func(t *testing.T) {
		for viewer, want := range map[chat.UserID]int{"": 1, eve.ID: 1, bob.ID: 2} {
			list, more, err := w.Rooms(t.Context(), viewer, chat.RoomFilter{}, "", 10)
			if err != nil || more || len(list) != want {
				t.Errorf("%q sees %d rooms, want %d (%v)", viewer, len(list), want, err)
			}
		}
	})
	t.Run("EditByStrangerIsErrNotFound", func(t *testing.T) {
		if _, err := w.Edit(t.Context(), eve.ID, msg.ID, chat.Edit{Text: "x"}); !errors.Is(err, chat.ErrNotFound) {
			t.Error(err)
		}
	})
	t.Run("AddMember", func(t *testing.T) {
		before, err := w.store.Room(t.Context(), room.ID)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time changes nothing
			if _, err := w.AddMember(t.Context(), ann.ID, room.ID, eve.ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.CanRead(t.Context(), eve.ID, room.ID); err != nil {
			t.Error(err)
		}
		events, _, err := w.Events(t.Context(), eve.ID, room.ID, before.Rev, 10)
		if err != nil || len(events) != 1 || events[0].Kind != chat.MemberJoined || events[0].Member == nil || events[0].Member.User != eve.ID {
			t.Errorf("got %+v, %v", events, err)
		}
		if _, err := w.AddMember(t.Context(), ann.ID, room.ID, "nobody"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("a user who does not exist: %v", err)
		}
	})
}

func TestCreateRoomRefuses(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	for name, c := range map[string]struct {
		draft chat.RoomDraft
		field string
	}{
		"ErrSlugRequired":   {chat.RoomDraft{Name: "x"}, "slug"},
		"ErrSlugForm":       {chat.RoomDraft{Slug: "A b", Name: "x"}, "slug"},
		"ErrNameRequired":   {chat.RoomDraft{Slug: "x"}, "name"},
		"ErrNameLine":       {chat.RoomDraft{Slug: "x", Name: "a\nb"}, "name"},
		"ErrKind":           {chat.RoomDraft{Slug: "x", Name: "x", Kind: "secret"}, "kind"},
		"ErrMembersUnknown": {chat.RoomDraft{Slug: "x", Name: "x", Members: []chat.UserID{"nobody"}}, "members"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.CreateRoom(t.Context(), ann.ID, c.draft)
			var fe *chat.FieldError
			if !errors.As(err, &fe) || fe.Field != c.field {
				t.Errorf("got %v, want field %s", err, c.field)
			}
		})
	}
	t.Run("ErrExists", func(t *testing.T) {
		_, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: chat.LobbySlug, Name: "Another lobby"})
		if !errors.Is(err, chat.ErrExists) {
			t.Error(err)
		}
	})
}
