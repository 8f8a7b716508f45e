package chat_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// edited is a message of the crew's member that said each of the texts, one after the
// other.
func (c *crew) edited(texts ...string) chat.Message {
	c.Helper()
	m := c.said(texts[0])
	for _, text := range texts[1:] {
		var err error
		if m, err = c.Edit(c.Context(), c.member.ID, m.ID, chat.Edit{Text: text}); err != nil {
			c.Fatal(err)
		}
	}
	return m
}

// before is what a message said before, the newest first.
func (c *crew) before(id chat.MessageID) string {
	c.Helper()
	list, err := c.store.Revisions(c.Context(), id, 0, 100)
	if err != nil {
		c.Fatal(err)
	}
	var texts []string
	for _, r := range list {
		texts = append(texts, r.Text)
	}
	return strings.Join(texts, " ")
}

func TestRevisions(t *testing.T) {
	archive := func(w *crew, _ chat.Message) error {
		yes := true
		_, err := w.UpdateRoom(w.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: &yes})
		return err
	}
	silence := func(w *crew, _ chat.Message) error {
		_, _, err := w.ManageMember(w.Context(), "", w.room.ID, w.member.ID, chat.RoleReadOnly)
		return err
	}
	leave := func(w *crew, _ chat.Message) error { return w.DropMember(w.Context(), "", w.room.ID, w.member.ID) }
	for _, c := range []struct {
		name        string
		kind        chat.RoomKind
		actor       func(*crew) chat.User
		spoil       func(w *crew, m chat.Message) error
		read, purge error
	}{
		{"TheAuthor", chat.Private, member, nil, nil, nil},
		{"AnOwner", chat.Private, owner, nil, nil, nil},
		{"AModerator", chat.Public, moderator, nil, nil, nil},
		{"ErrAReader", chat.Private, reader, nil, chat.ErrForbidden, chat.ErrForbidden},
		{"ErrAStrangerInAPublicRoom", chat.Public, nobody, nil, chat.ErrForbidden, chat.ErrForbidden},
		{"ErrAStranger", chat.Private, nobody, nil, chat.ErrNotFound, chat.ErrNotFound},
		{"ErrNotLoggedIn", chat.Public, anonymous, nil, chat.ErrUnauthenticated, chat.ErrUnauthenticated},
		{"InAnArchiveOneReads", chat.Private, owner, archive, nil, chat.ErrArchived},
		{"ErrASilencedAuthorPurgesNothing", chat.Private, member, silence, nil, chat.ErrForbidden},
		{"ErrAnAuthorWhoLeft", chat.Private, member, leave, chat.ErrNotFound, chat.ErrNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCrew(t, c.kind)
			m := w.edited("one", "two", "three")
			if c.spoil != nil {
				if err := c.spoil(w, m); err != nil {
					t.Fatal(err)
				}
			}
			list, more, err := w.Revisions(t.Context(), c.actor(w).ID, m.ID, 0, 1)
			if !errors.Is(err, c.read) || c.read == nil && (!more || len(list) != 1 || list[0].Text != "two" || list[0].ReplacedBy != w.member.ID) || c.read != nil && list != nil {
				t.Errorf("read %+v, %v", list, err)
			}
			all, err := w.store.Revisions(t.Context(), m.ID, 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			want := "two"
			if c.purge != nil {
				want = "two one"
			}
			if err := w.PurgeRevision(t.Context(), c.actor(w).ID, m.ID, all[1].N); !errors.Is(err, c.purge) || w.before(m.ID) != want {
				t.Errorf("purged: %v, left %q", err, w.before(m.ID))
			}
		})
	}
	t.Run("AnAdminOnlyWhereTheyRead", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m := w.edited("secret", "two")
		if list, _, err := w.Revisions(chat.WithRoles(t.Context(), chat.RoleAdmin), w.nobody.ID, m.ID, 0, 10); !errors.Is(err, chat.ErrNotFound) || list != nil {
			t.Errorf("read %+v, %v", list, err)
		}
	})
	t.Run("ErrNoSuchRevision", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		if err := w.PurgeRevision(t.Context(), w.member.ID, w.edited("one", "two").ID, 1); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("GoneWithTheText", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		deleted, erased := w.edited("one", "two"), w.edited("uno", "dos")
		if w.before(deleted.ID) != "one" || w.before(erased.ID) != "uno" {
			t.Fatal("there are none")
		}
		if _, err := w.Delete(t.Context(), w.member.ID, deleted.ID); err != nil {
			t.Fatal(err)
		}
		if list, _, err := w.Revisions(t.Context(), w.member.ID, deleted.ID, 0, 10); err != nil || len(list) != 0 {
			t.Errorf("a tombstone said %+v, %v", list, err)
		}
		if err := w.EraseUser(t.Context(), w.member.ID); err != nil {
			t.Fatal(err)
		}
		if s := w.before(erased.ID); s != "" {
			t.Errorf("an erased person said %q", s)
		}
	})
	t.Run("PurgingIsNoEvent", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m := w.edited("one", "two")
		if err := w.PurgeRevision(t.Context(), w.member.ID, m.ID, m.Rev); err != nil {
			t.Fatal(err)
		}
		if r, err := w.store.Room(t.Context(), w.room.ID); err != nil || r.Rev != m.Rev {
			t.Errorf("rev %d after %d, %v", r.Rev, m.Rev, err)
		}
	})
}

func TestV1Revisions(t *testing.T) {
	w := newCrew(t, chat.Private)
	m := w.edited("one", "two", "three")
	base := "/api/v1/messages/" + string(m.ID) + "/revisions"
	w.answers(t, []request{
		{"List", "GET " + base, "moderator", 200, `"text":"one"`},
		{"ListFirst", "GET " + base + "?limit=1", "member", 200, `"text":"two","replacedAt":"`},
		{"ListOn", "GET " + base + "?before=" + fmt.Sprint(m.Rev), "member", 200, `"page":{"before":` + fmt.Sprint(m.Rev-1) + `,"hasBefore":false}`},
		{"ErrList", "GET " + base, "reader", 403, `"code":"forbidden"`},
		{"ErrListByStranger", "GET " + base, "nobody", 404, `"code":"not_found"`},
		{"ErrListUnauthenticated", "GET " + base, "", 404, `"code":"not_found"`},
		{"ErrLimit", "GET " + base + "?limit=1000", "member", 422, `"pointer":"/limit"`},
		{"ErrDelete", "DELETE " + base + "/" + fmt.Sprint(m.Rev), "reader", 403, `"code":"forbidden"`},
		{"ErrDeleteWord", "DELETE " + base + "/x", "member", 404, `"code":"not_found"`},
		{"ErrDeleteHuge", "DELETE " + base + "/99999999999999999999", "member", 404, `"code":"not_found"`},
		{"Delete", "DELETE " + base + "/" + fmt.Sprint(m.Rev), "member", 204, ``},
		{"ErrDeleteAgain", "DELETE " + base + "/" + fmt.Sprint(m.Rev), "member", 404, `"code":"not_found"`},
	})
}

func TestExportRevisions(t *testing.T) {
	w := newCrew(t, chat.Private)
	m := w.edited("one", "two", "three")
	w.edited("plain")
	lines := w.exported()
	t.Run("ARoomComesWithThem", func(t *testing.T) {
		there, _ := imported(t, lines)
		if again, err := there.Import(t.Context(), strings.NewReader(lines), nil); err != nil || again.Messages != 0 {
			t.Errorf("again: %+v, %v", again, err)
		}
		got, err := there.store.Revisions(t.Context(), m.ID, 0, 10)
		want, err2 := w.store.Revisions(t.Context(), m.ID, 0, 10)
		if errors.Join(err, err2) != nil || len(got) != 2 || got[0].Text != "two" || got[1].Text != "one" || got[0].N != want[0].N || !got[0].ReplacedAt.Equal(want[0].ReplacedAt) || got[0].ReplacedBy == "" {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
	t.Run("APersonGetsTheirs", func(t *testing.T) {
		if s := w.exportedBy(w.member); !strings.Contains(s, `"text":"one"`) {
			t.Errorf("exported %s", s)
		}
		if s := w.exportedBy(w.owner); strings.Contains(s, `"text":"one"`) {
			t.Errorf("exported %s", s)
		}
	})
	for name, change := range map[string][2]string{
		"ErrOfAnotherMessage": {`("type":"revision".*?"message":")`, `${1}no-`},
		"ErrOfAnotherRoom":    {`("type":"revision","room":")`, `${1}no-`},
		"ErrOrder":            {`("type":"revision".*?"n":)\d+`, `${1}1`},
		"ErrUser":             {`("replacedBy":")`, `${1}no-`},
		"ErrText":             {`("type":"revision".*?"text":")`, `${1}\u0000`},
	} {
		t.Run(name, func(t *testing.T) {
			damaged := regexp.MustCompile(change[0]).ReplaceAllString(lines, change[1])
			if damaged == lines {
				t.Fatal("nothing is damaged")
			}
			if _, err := newWorld(t).Import(t.Context(), strings.NewReader(resummed(damaged)), nil); !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("got %v", err)
			}
		})
	}
}
