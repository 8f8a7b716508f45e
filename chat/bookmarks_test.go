package chat_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// bookmarks are the texts of what somebody bookmarked.
func (c *crew) bookmarks(u chat.User) string {
	c.Helper()
	list, more, err := c.Bookmarks(c.Context(), u.ID, 0, 100)
	if err != nil || more {
		c.Fatal(more, err)
	}
	var texts []string
	for _, b := range list {
		texts = append(texts, b.Message.Text)
	}
	return strings.Join(texts, " ")
}

func TestBookmarks(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  chat.RoomKind
		actor func(*crew) chat.User
		want  error
	}{
		{"AMember", chat.Private, member, nil},
		{"AReader", chat.Private, reader, nil},
		{"AStrangerInAPublicRoom", chat.Public, nobody, nil},
		{"ErrAStranger", chat.Private, nobody, chat.ErrNotFound},
		{"ErrNotLoggedIn", chat.Public, anonymous, chat.ErrUnauthenticated},
		{"ErrNotLoggedInToAPrivateRoom", chat.Private, anonymous, chat.ErrNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCrew(t, c.kind)
			m := w.said("hi")
			for range 2 {
				if err := w.AddBookmark(t.Context(), c.actor(w).ID, m.ID); !errors.Is(err, c.want) {
					t.Fatalf("got %v", err)
				}
			}
			if c.want != nil {
				return
			}
			if s := w.bookmarks(c.actor(w)); s != "hi" {
				t.Errorf("has %q", s)
			}
			if s := w.bookmarks(w.moderator); s != "" {
				t.Errorf("another has %q", s)
			}
			for range 2 {
				if err := w.RemoveBookmark(t.Context(), c.actor(w).ID, m.ID); err != nil || w.bookmarks(c.actor(w)) != "" {
					t.Errorf("has %q, %v", w.bookmarks(c.actor(w)), err)
				}
			}
		})
	}
	t.Run("ErrNobodyRemoves", func(t *testing.T) {
		w := newCrew(t, chat.Public)
		if err := w.RemoveBookmark(t.Context(), "", w.said("hi").ID); !errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("InAnArchiveToo", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m, yes := w.said("hi"), true
		if _, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: &yes}); err != nil {
			t.Fatal(err)
		}
		if err := w.AddBookmark(t.Context(), w.reader.ID, m.ID); err != nil {
			t.Error(err)
		}
	})
	t.Run("OnlyWhatOneMayRead", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m, lobby := w.said("secret"), w.post(w.owner, "open")
		err := w.AddBookmark(t.Context(), w.reader.ID, m.ID)
		err = errors.Join(err, w.AddBookmark(t.Context(), w.reader.ID, lobby.ID), w.DropMember(t.Context(), "", w.room.ID, w.reader.ID))
		if s := w.bookmarks(w.reader); err != nil || s != "open" {
			t.Errorf("has %q, %v", s, err)
		}
		if list, more, err := w.Bookmarks(t.Context(), w.reader.ID, 0, 1); err != nil || more || len(list) != 1 || list[0].Message.Author.DisplayName != "owner" {
			t.Errorf("page %+v, %t, %v", list, more, err)
		}
		if _, _, err := w.ManageMember(t.Context(), "", w.room.ID, w.reader.ID, ""); err != nil || w.bookmarks(w.reader) != "open secret" {
			t.Errorf("back again: has %q, %v", w.bookmarks(w.reader), err)
		}
		err = errors.Join(w.DropMember(t.Context(), "", w.room.ID, w.reader.ID), w.RemoveBookmark(t.Context(), w.reader.ID, m.ID))
		if err != nil {
			t.Errorf("removing what one may not read: %v", err)
		}
	})
	t.Run("TheirOwnLogTells", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m := w.said("secret")
		log := chat.UserLog(w.reader.ID)
		err := errors.Join(w.AddBookmark(t.Context(), w.reader.ID, m.ID), w.RemoveBookmark(t.Context(), w.reader.ID, m.ID))
		added := w.nextIn(log)
		for added.Kind != chat.BookmarkAdded {
			added = w.nextIn(log)
		}
		removed := w.nextIn(log)
		if err != nil || added.Message == nil || added.Message.ID != m.ID || added.Actor != w.reader.ID || removed.Kind != chat.BookmarkRemoved || removed.Rev != added.Rev+1 {
			t.Errorf("told %+v, then %+v, %v", added, removed, err)
		}
		if err := w.DropMember(t.Context(), "", w.room.ID, w.reader.ID); err != nil {
			t.Fatal(err)
		}
		events, _, err := w.Events(t.Context(), w.reader.ID, log, added.Rev-1, 1)
		if err != nil || len(events) != 1 || events[0].Kind != chat.BookmarkAdded || events[0].Message != nil {
			t.Errorf("whoever left is told %+v, %v", events, err)
		}
		if _, _, err := w.Events(t.Context(), w.owner.ID, log, 0, 1); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("an owner follows it: %v", err)
		}
	})
}

func TestV1Bookmarks(t *testing.T) {
	w := newCrew(t, chat.Private)
	first, second := w.said("first"), w.said("second")
	of := func(m chat.Message) string { return "/api/v1/messages/" + string(m.ID) + "/bookmark" }
	const mine = "/api/v1/me/bookmarks"
	w.answers(t, []request{
		{"None", "GET " + mine, "reader", 200, `{"items":[],"page":{"before":0,"hasBefore":false}}`},
		{"Put", "PUT " + of(first), "reader", 204, ``},
		{"PutAgain", "PUT " + of(first), "reader", 204, ``},
		{"PutAnother", "PUT " + of(second), "reader", 204, ``},
		{"List", "GET " + mine + "?limit=1", "reader", 200, `"text":"second"`},
		{"ListTellsOfMore", "GET " + mine + "?limit=1", "reader", 200, `"page":{"before":3,"hasBefore":true}`},
		{"ListOn", "GET " + mine + "?before=3", "reader", 200, `"text":"first"`},
		{"ListOfAnother", "GET " + mine, "owner", 200, `"items":[]`},
		{"ErrList", "GET " + mine, "", 401, `"code":"unauthenticated"`},
		{"ErrBefore", "GET " + mine + "?before=x", "reader", 422, `"pointer":"/before"`},
		{"ErrPut", "PUT " + of(first), "nobody", 404, `"code":"not_found"`},
		{"ErrPutUnknown", "PUT /api/v1/messages/none/bookmark", "reader", 404, `"code":"not_found"`},
		{"ErrPutUnauthenticated", "PUT " + of(first), "", 401, `"code":"unauthenticated"`},
		{"Delete", "DELETE " + of(second), "reader", 204, ``},
		{"DeleteAgain", "DELETE " + of(second), "reader", 204, ``},
		{"DeleteUnknown", "DELETE /api/v1/messages/none/bookmark", "reader", 204, ``},
		{"ErrDeleteUnauthenticated", "DELETE " + of(first), "", 401, `"code":"unauthenticated"`},
	})
}

func TestExportBookmarks(t *testing.T) {
	w := newCrew(t, chat.Private)
	mine, others := w.said("mine"), w.post(w.owner, "of another")
	err := errors.Join(w.AddBookmark(t.Context(), w.member.ID, others.ID), w.AddBookmark(t.Context(), w.member.ID, mine.ID))
	if err != nil {
		t.Fatal(err)
	}
	lines := w.exportedBy(w.member)
	if strings.Count(lines, `"type":"bookmark"`) != 2 || strings.Index(lines, `"message":"`+string(others.ID)) > strings.Index(lines, `"message":"`+string(mine.ID)) {
		t.Errorf("exported %s", lines)
	}
	if s := w.exported(); strings.Contains(s, `"type":"bookmark"`) {
		t.Errorf("the room tells of it: %s", s)
	}
	there, _ := imported(t, lines)
	if _, err := there.Import(t.Context(), strings.NewReader(lines), nil); err != nil {
		t.Fatal(err)
	}
	list, err := there.store.Bookmarks(t.Context(), w.member.ID, 0, 10)
	if err != nil || len(list) != 1 || list[0].Message != mine.ID { // the other is not here
		t.Errorf("got %+v, %v", list, err)
	}
	damaged := strings.Replace(lines, `{"type":"bookmark","user":"`, `{"type":"bookmark","user":"no-`, 1)
	if _, err := newWorld(t).Import(t.Context(), strings.NewReader(resummed(damaged)), nil); !errors.Is(err, chat.ErrInvalid) {
		t.Errorf("of nobody: %v", err)
	}
}
