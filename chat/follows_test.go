package chat_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// replies says something in the thread of a message.
func (c *crew) replies(author chat.User, to chat.Message, text string) chat.Message {
	c.Helper()
	m, _, err := c.Post(c.Context(), author.ID, c.room.ID, chat.Draft{Text: text, Thread: to.ID})
	if err != nil {
		c.Fatal(err)
	}
	return m
}

// threads are what somebody follows: how it began, and how many answers are new.
func (c *crew) threads(u chat.User) string {
	c.Helper()
	list, more, err := c.FollowedThreads(c.Context(), u.ID, "", 100)
	if err != nil || more {
		c.Fatal(more, err)
	}
	var all []string
	for _, f := range list {
		all = append(all, fmt.Sprintf("%s+%d", f.Message.Text, f.Unread))
	}
	return strings.Join(all, " ")
}

func TestFollow(t *testing.T) {
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
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCalling(t, c.kind)
			m := w.posts(w.owner, "root")
			for range 2 {
				if err := w.FollowThread(t.Context(), c.actor(w).ID, m.ID, 0); !errors.Is(err, c.want) {
					t.Fatalf("got %v", err)
				}
			}
			if c.want != nil {
				return
			}
			a := w.replies(w.owner, m, "one")
			w.replies(w.owner, a, "two") // in the same thread
			if s := w.threads(c.actor(w)); s != "root+2" {
				t.Errorf("follows %q", s)
			}
			if err := w.FollowThread(t.Context(), c.actor(w).ID, a.ID, a.Seq); err != nil || w.threads(c.actor(w)) != "root+1" {
				t.Errorf("%q after reading, %v", w.threads(c.actor(w)), err)
			}
			for range 2 {
				if err := w.UnfollowThread(t.Context(), c.actor(w).ID, a.ID); err != nil || w.threads(c.actor(w)) != "" {
					t.Errorf("still %q, %v", w.threads(c.actor(w)), err)
				}
			}
		})
	}
	t.Run("WhoWritesIsCalledOrBegan", func(t *testing.T) {
		w := newCalling(t, chat.Private)
		m := w.posts(w.owner, "root")
		w.posts(w.owner, "other")
		w.replies(w.member, m, "@reader")
		for _, c := range []struct {
			who  chat.User
			want string
		}{{w.owner, "root+1"}, {w.member, "root+0"}, {w.reader, "root+1"}, {w.moderator, ""}} {
			if s := w.threads(c.who); s != c.want {
				t.Errorf("%s follows %q", c.who.DisplayName, s)
			}
		}
	})
	t.Run("OnlyWhatOneMayRead", func(t *testing.T) {
		w := newCalling(t, chat.Private)
		w.replies(w.member, w.posts(w.owner, "root"), "one")
		if err := w.RemoveMember(t.Context(), w.owner.ID, w.room.ID, w.member.ID); err != nil || w.threads(w.member) != "" {
			t.Errorf("sees %q, %v", w.threads(w.member), err)
		}
	})
	t.Run("ErrNobody", func(t *testing.T) {
		w := newCalling(t, chat.Public)
		m := w.posts(w.owner, "root")
		_, _, err := w.FollowedThreads(t.Context(), "", "", 10)
		if err2 := w.UnfollowThread(t.Context(), "", m.ID); !errors.Is(err, chat.ErrUnauthenticated) || !errors.Is(err2, chat.ErrUnauthenticated) {
			t.Errorf("%v, %v", err, err2)
		}
		if err := w.FollowThread(t.Context(), w.owner.ID, m.ID, -1); !errors.Is(err, chat.ErrInvalid) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("TheirDevicesAreTold", func(t *testing.T) {
		w := newCalling(t, chat.Public)
		m := w.posts(w.owner, "root")
		err := w.FollowThread(t.Context(), w.nobody.ID, m.ID, 0)
		if err2 := w.UnfollowThread(t.Context(), w.nobody.ID, m.ID); errors.Join(err, err2) != nil {
			t.Fatal(err, err2)
		}
		for _, kind := range []chat.EventKind{chat.ThreadFollowed, chat.ThreadUnfollowed} {
			ev := w.next()
			for ev.Room != chat.UserLog(w.nobody.ID) {
				ev = w.next()
			}
			if ev.Kind != kind || ev.Message == nil || ev.Message.ID != m.ID {
				t.Errorf("got %+v", ev)
			}
		}
	})
}

func TestExportFollows(t *testing.T) {
	w := newCalling(t, chat.Private)
	w.replies(w.member, w.posts(w.owner, "root"), "one")
	there, report := imported(t, w.exported())
	over := &crew{world: there, room: w.room}
	if over.threads(w.owner) != "root+1" || over.threads(w.member) != "root+0" || report.Skipped != 0 {
		t.Errorf("owner %q, member %q, %+v", over.threads(w.owner), over.threads(w.member), report)
	}
	if s := w.exportedBy(w.member); strings.Count(s, `"type":"follow"`) != 1 || strings.Contains(s, string(w.owner.ID)) {
		t.Errorf("exported %s", s)
	}
}
