package chat_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestPin(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  chat.RoomKind
		actor func(*crew) chat.User
		want  error
	}{
		{"AnOwner", chat.Private, owner, nil},
		{"AModerator", chat.Public, moderator, nil},
		{"ErrAMember", chat.Private, member, chat.ErrForbidden},
		{"ErrAReader", chat.Public, reader, chat.ErrForbidden},
		{"ErrAStrangerInAPublicRoom", chat.Public, nobody, chat.ErrForbidden},
		{"ErrAStranger", chat.Private, nobody, chat.ErrNotFound},
		{"ErrNotLoggedIn", chat.Public, anonymous, chat.ErrUnauthenticated},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCrew(t, c.kind)
			m := w.said("hi")
			for range 2 {
				got, err := w.Pin(t.Context(), c.actor(w).ID, m.ID)
				if !errors.Is(err, c.want) {
					t.Fatalf("got %v", err)
				}
				if c.want == nil && (!got.Pinned() || got.PinnedBy != c.actor(w).ID || got.Rev != m.Rev+1 || got.Text != "hi" || got.Author.ID != w.member.ID) {
					t.Errorf("got %+v", got)
				}
			}
			got, err := w.Unpin(t.Context(), c.actor(w).ID, m.ID)
			if !errors.Is(err, c.want) || got.Pinned() || got.PinnedBy != "" {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	t.Run("EverybodyInADirectRoom", func(t *testing.T) {
		w := newWorld(t)
		ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
		r, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{bob.ID}})
		if err != nil {
			t.Fatal(err)
		}
		m, _, err := w.Post(t.Context(), ann.ID, r.ID, chat.Draft{Text: "hi"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Pin(t.Context(), bob.ID, m.ID); err != nil {
			t.Error(err)
		}
		if _, err := w.Pin(t.Context(), eve.ID, m.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("a stranger: %v", err)
		}
	})
	t.Run("AnAdminOnlyWhereTheyRead", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m := w.said("secret")
		admin := chat.WithRoles(t.Context(), chat.RoleAdmin)
		if got, err := w.Pin(admin, w.nobody.ID, m.ID); !errors.Is(err, chat.ErrNotFound) || got.Text != "" {
			t.Errorf("got %+v, %v", got, err)
		}
		if got, err := w.Message(t.Context(), w.owner.ID, m.ID); err != nil || got.Pinned() {
			t.Errorf("pinned all the same: %+v, %v", got, err)
		}
	})
	t.Run("ErrArchived", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m, yes := w.said("hi"), true
		if _, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: &yes}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Pin(t.Context(), w.owner.ID, m.ID); !errors.Is(err, chat.ErrArchived) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ADeletionUnpins", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m := w.said("hi")
		_, err := w.Pin(t.Context(), w.owner.ID, m.ID)
		got, err2 := w.Delete(t.Context(), w.member.ID, m.ID)
		list, more, err3 := w.Pins(t.Context(), w.owner.ID, w.room.ID, 0, 10)
		if err := errors.Join(err, err2, err3); err != nil || got.Pinned() || len(list) != 0 || more {
			t.Errorf("%+v, %+v, %v", got, list, err)
		}
		for _, pin := range []func() (chat.Message, error){
			func() (chat.Message, error) { return w.Pin(t.Context(), w.owner.ID, m.ID) },
			func() (chat.Message, error) { return w.Unpin(t.Context(), w.owner.ID, m.ID) },
		} {
			if _, err := pin(); !errors.Is(err, chat.ErrGone) {
				t.Errorf("a tombstone: %v", err)
			}
		}
	})
	t.Run("ErrFull", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		for i := range chat.MaxPins {
			if _, err := w.Pin(t.Context(), w.owner.ID, w.said(fmt.Sprint(i)).ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Pin(t.Context(), w.owner.ID, w.said("last").ID); !errors.Is(err, chat.ErrFull) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("EverybodyIsTold", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m := w.said("hi")
		_, err := w.Pin(t.Context(), w.owner.ID, m.ID)
		_, err2 := w.Unpin(t.Context(), w.moderator.ID, m.ID)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		ev := w.nextIn(w.room.ID)
		for ev.Kind != chat.PinAdded {
			ev = w.nextIn(w.room.ID)
		}
		next := w.nextIn(w.room.ID)
		if ev.Message == nil || ev.Message.ID != m.ID || ev.Actor != w.owner.ID || next.Kind != chat.PinRemoved || next.Message.Pinned() || next.Actor != w.moderator.ID {
			t.Errorf("published %+v, then %+v", ev, next)
		}
		var read chat.Event
		if b, err := ev.MarshalJSON(); err != nil || read.UnmarshalJSON(b) != nil || read.Message == nil || read.Message.ID != m.ID {
			t.Errorf("%s reads as %+v, %v", b, read, err)
		}
	})
}

func TestV1Pins(t *testing.T) {
	w := newCrew(t, chat.Private)
	first, second := w.said("first"), w.said("second")
	if _, err := w.React(t.Context(), w.owner.ID, first.ID, "👍"); err != nil {
		t.Fatal(err)
	}
	pins := "/api/v1/rooms/crew/pins"
	w.answers(t, []request{
		{"None", "GET " + pins, "reader", 200, `{"items":[],"page":{"before":0,"hasBefore":false}}`},
		{"Put", "PUT /api/v1/messages/" + string(first.ID) + "/pin", "owner", 200, `"pinnedBy":"` + string(w.owner.ID)},
		{"PutAnother", "PUT /api/v1/messages/" + string(second.ID) + "/pin", "moderator", 200, `"pinnedAt":"`},
		{"ErrPut", "PUT /api/v1/messages/" + string(first.ID) + "/pin", "member", 403, `"code":"forbidden"`},
		{"ErrPutByStranger", "PUT /api/v1/messages/" + string(first.ID) + "/pin", "nobody", 404, `"code":"not_found"`},
		{"ErrPutUnauthenticated", "PUT /api/v1/messages/" + string(first.ID) + "/pin", "", 401, `"code":"unauthenticated"`},
		{"ErrPutUnknown", "PUT /api/v1/messages/none/pin", "owner", 404, `"code":"not_found"`},
		{"List", "GET " + pins + "?limit=1", "reader", 200, `"hasBefore":true`},
		{"ListNewestFirst", "GET " + pins + "?limit=1", "reader", 200, `"text":"second"`},
		{"ListOn", "GET " + pins + "?before=" + fmt.Sprint(second.Seq), "reader", 200, `"text":"first","reactions":[`},
		{"ErrList", "GET " + pins, "nobody", 404, `"code":"not_found"`},
		{"ErrLimit", "GET " + pins + "?limit=0", "reader", 422, `"pointer":"/limit"`},
		{"ErrBefore", "GET " + pins + "?before=x", "reader", 422, `"pointer":"/before"`},
		{"Delete", "DELETE /api/v1/messages/" + string(first.ID) + "/pin", "owner", 200, `"id":"` + string(first.ID)},
		{"DeleteAgain", "DELETE /api/v1/messages/" + string(first.ID) + "/pin", "owner", 200, `"id":"` + string(first.ID)},
	})
}

func TestExportPins(t *testing.T) {
	w := newCrew(t, chat.Private)
	m := w.said("hi")
	if _, err := w.Pin(t.Context(), w.moderator.ID, m.ID); err != nil {
		t.Fatal(err)
	}
	there, _ := imported(t, w.exported())
	got, err := there.store.Message(t.Context(), m.ID)
	by, err2 := there.store.User(t.Context(), got.PinnedBy)
	if err := errors.Join(err, err2); err != nil || !got.Pinned() || by.DisplayName != "moderator" {
		t.Errorf("%+v by %+v, %v", got, by, err)
	}
	if mine := w.exportedBy(w.member); !strings.Contains(mine, `"pinnedAt":"`) || strings.Contains(mine, string(w.moderator.ID)) {
		t.Errorf("exported %s", mine)
	}
}
