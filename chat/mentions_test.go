package chat_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// handled gives people their names as handles.
func (w *world) handled(users ...chat.User) {
	w.Helper()
	for _, u := range users {
		got, err := w.SignIn(w.Context(), chat.Identity{Provider: "test", Subject: u.Subject, Name: u.DisplayName, Handle: u.Subject,
			AsOf: u.UpdatedAt.Add(time.Microsecond)}) // also where the clock stands still
		if err != nil || got.Handle != u.Subject {
			w.Fatalf("%+v, %v", got, err)
		}
	}
}

// newCalling is a crew whose people, and a stranger with the handle "nobody", can be called.
func newCalling(t *testing.T, kind chat.RoomKind, change ...func(*chat.Options)) *crew {
	t.Helper()
	w := newCrew(t, kind, change...)
	w.handled(w.owner, w.moderator, w.member, w.reader, w.nobody)
	return w
}

// posts says something in the room.
func (c *crew) posts(author chat.User, text string) chat.Message {
	c.Helper()
	m, _, err := c.Post(c.Context(), author.ID, c.room.ID, chat.Draft{Text: text})
	if err != nil {
		c.Fatal(err)
	}
	return m
}

// calls are who is called by nodes: their IDs, or "room".
func calls(list []chat.Node) []string {
	var all []string
	for _, n := range list {
		if n.Kind == chat.NodeMention && n.User == "" {
			all = append(all, "room")
		} else if n.Kind == chat.NodeMention {
			all = append(all, string(n.User))
		}
		all = append(all, calls(n.Nodes)...)
	}
	return all
}

// mentions are the texts of the messages that call somebody.
func (c *crew) mentions(u chat.User) string {
	c.Helper()
	list, more, err := c.Mentions(c.Context(), u.ID, "", 100)
	if err != nil || more {
		c.Fatal(more, err)
	}
	var texts []string
	for _, m := range list {
		texts = append(texts, m.Text)
	}
	return strings.Join(texts, "|")
}

// unreadMentions is how many mentions of somebody in the room are unread.
func (c *crew) unreadMentions(u chat.User) int {
	c.Helper()
	list, _, err := c.Unread(c.Context(), u.ID, "", 10)
	if err != nil {
		c.Fatal(err)
	}
	for _, one := range list {
		if one.Room == c.room.ID {
			return one.Mentions
		}
	}
	return 0
}

func TestMentions(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   chat.RoomKind
		author func(*crew) chat.User
		text   string
		want   func(*crew) []chat.User // nil: nobody
	}{
		{"AMember", chat.Private, owner, "hi @member", one(member)},
		{"AReader", chat.Private, member, "@reader, look", one(reader)},
		{"InUpperCase", chat.Private, owner, "@MEMBER", one(member)},
		{"Twice", chat.Private, owner, "@member @member @Member", one(member)},
		{"Two", chat.Private, owner, "@reader (@member)", one(member, reader)},
		{"InMarkup", chat.Private, owner, "**@member** and > x", one(member)},
		{"InAQuoteAndAList", chat.Private, owner, "> @member\n\n- @reader", one(member, reader)},
		{"AStrangerInAPublicRoom", chat.Public, member, "@nobody", one(nobody)},
		{"NobodyWhoMayNotRead", chat.Private, owner, "@nobody", nil},
		{"NobodyWhoDoesNotExist", chat.Public, owner, "@noone", nil},
		{"NotOneself", chat.Private, member, "@member", nil},
		{"NotInCode", chat.Private, owner, "`@member` and\n```\n@reader\n```", nil},
		{"NotInALink", chat.Private, owner, "[@member](https://a.example) https://a.example/@reader", nil},
		{"NotInAnAddress", chat.Private, owner, "to@member a@member.example x/@member <a@reader.example>", nil},
		{"NotAPartOfAWord", chat.Private, owner, "@memberü @members @member@a", nil},
		{"NotAfterABackslash", chat.Private, owner, `\@member`, nil},
		{"WithADotBehind", chat.Private, owner, "Ask @member.", one(member)},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCalling(t, c.kind)
			m := w.posts(c.author(w), c.text)
			var want []string
			if c.want != nil {
				for _, u := range c.want(w) {
					want = append(want, string(u.ID))
				}
			}
			var got []string
			if m.Nodes != nil {
				got = calls(*m.Nodes)
			}
			slices.Sort(got)
			slices.Sort(want)
			if got = slices.Compact(got); !slices.Equal(got, want) {
				t.Errorf("nodes call %v, want %v", got, want)
			}
			for _, u := range []chat.User{w.owner, w.moderator, w.member, w.reader, w.nobody} {
				if called := w.mentions(u) != ""; called != slices.Contains(want, string(u.ID)) {
					t.Errorf("%s is called: %t", u.DisplayName, called)
				}
			}
		})
	}
	t.Run("ErrNotLoggedIn", func(t *testing.T) {
		w := newCalling(t, chat.Public)
		if _, _, err := w.Mentions(t.Context(), "", "", 10); !errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("NoMoreThanMaxMentions", func(t *testing.T) {
		w := newCalling(t, chat.Public)
		var text strings.Builder
		for i := range chat.MaxMentions {
			fmt.Fprintf(&text, "@x%d ", i)
		}
		w.posts(w.owner, text.String()+"@member")
		w.posts(w.owner, text.String()[4:]+"@reader")
		if w.mentions(w.member) != "" || w.mentions(w.reader) == "" {
			t.Error("the wrong ones are called")
		}
	})
	t.Run("HowFarTheyWereRead", func(t *testing.T) {
		w := newCalling(t, chat.Private)
		w.posts(w.owner, "@member one")
		m := w.posts(w.owner, "@member two")
		w.posts(w.owner, "@reader @room three")
		if n := w.unreadMentions(w.member); n != 3 {
			t.Errorf("%d are unread", n)
		}
		if _, err := w.MarkRead(t.Context(), w.member.ID, w.room.ID, m.Seq); err != nil || w.unreadMentions(w.member) != 1 {
			t.Errorf("%d are unread, %v", w.unreadMentions(w.member), err)
		}
	})
	t.Run("OnlyWhatOneMayRead", func(t *testing.T) {
		w := newCalling(t, chat.Private)
		m := w.posts(w.owner, "@member @reader")
		if err := w.RemoveMember(t.Context(), w.owner.ID, w.room.ID, w.member.ID); err != nil {
			t.Fatal(err)
		}
		if w.mentions(w.member) != "" || w.mentions(w.reader) != m.Text {
			t.Errorf("who left sees %q, who stayed %q", w.mentions(w.member), w.mentions(w.reader))
		}
	})
	t.Run("InPages", func(t *testing.T) {
		w := newCalling(t, chat.Private)
		for i := range 5 {
			w.posts(w.owner, fmt.Sprint("@member ", i))
		}
		var got []string
		for before, more := chat.MessageID(""), true; more; {
			var list []chat.Message
			var err error
			if list, more, err = w.Mentions(t.Context(), w.member.ID, before, 2); err != nil {
				t.Fatal(err)
			}
			for _, m := range list {
				got, before = append(got, m.Text[len("@member "):]), m.ID
			}
		}
		if want := []string{"4", "3", "2", "1", "0"}; !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("PlainTextToo", func(t *testing.T) {
		w := newCalling(t, chat.Private, func(o *chat.Options) { o.PlainText = true })
		if m := w.posts(w.owner, "`@member`"); m.Nodes != nil || w.mentions(w.member) != m.Text {
			t.Errorf("%+v, %q", m.Nodes, w.mentions(w.member))
		}
	})
}

// one makes a list of people.
func one(who ...func(*crew) chat.User) func(*crew) []chat.User {
	return func(c *crew) []chat.User {
		var list []chat.User
		for _, u := range who {
			list = append(list, u(c))
		}
		return list
	}
}

func TestMentionsOfTheRoom(t *testing.T) {
	for _, c := range []struct {
		name   string
		author func(*crew) chat.User
		want   bool
	}{{"AnOwner", owner, true}, {"AModerator", moderator, true}, {"NotAMember", member, false}} {
		t.Run(c.name, func(t *testing.T) {
			w := newCalling(t, chat.Private)
			m := w.posts(c.author(w), "@room, @Room and @member")
			called := m.Nodes != nil && slices.Contains(calls(*m.Nodes), "room")
			if called != c.want || (w.mentions(w.reader) != "") != c.want || w.mentions(w.nobody) != "" || w.mentions(c.author(w)) != "" {
				t.Errorf("nodes %t, reader %q, nobody %q, author %q", called, w.mentions(w.reader), w.mentions(w.nobody), w.mentions(c.author(w)))
			}
			if n := w.unreadMentions(w.reader); (n == 1) != c.want {
				t.Errorf("%d are unread", n)
			}
		})
	}
	t.Run("EverybodyInADirectRoom", func(t *testing.T) {
		w := newCalling(t, chat.Private)
		var err error
		if w.room, err = w.CreateRoom(t.Context(), w.owner.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{w.member.ID, w.reader.ID}}); err != nil {
			t.Fatal(err)
		}
		if w.posts(w.member, "@room"); w.mentions(w.reader) != "@room" {
			t.Error("not called")
		}
	})
	t.Run("AsThePolicySays", func(t *testing.T) {
		w := newCalling(t, chat.Private, func(o *chat.Options) {
			o.Policy = chat.PolicyFunc(func(_ context.Context, actor chat.User, action chat.Action, _ chat.Target) error {
				if action == chat.ActionMentionRoom && actor.DisplayName != "member" || action == chat.ActionReadRoom && actor.DisplayName == "reader" {
					return chat.ErrForbidden
				}
				return nil
			})
		})
		w.posts(w.owner, "@room 1")
		w.posts(w.member, "@room 2 @reader @nobody")
		if w.mentions(w.moderator) != "@room 2 @reader @nobody" || w.mentions(w.reader) != "" || w.mentions(w.nobody) == "" {
			t.Errorf("moderator %q, reader %q, nobody %q", w.mentions(w.moderator), w.mentions(w.reader), w.mentions(w.nobody))
		}
	})
	t.Run("NobodyHasItsHandle", func(t *testing.T) {
		w := newWorld(t)
		u, err := w.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "eve", Handle: "Room"})
		if err != nil || u.Handle != "" {
			t.Errorf("%+v, %v", u, err)
		}
	})
}

func TestMentionsChange(t *testing.T) {
	w := newCalling(t, chat.Private)
	m := w.posts(w.owner, "@member")
	edit := func(text string) chat.Message {
		t.Helper()
		got, err := w.Edit(t.Context(), w.owner.ID, m.ID, chat.Edit{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	edit("@member and @reader")
	if w.mentions(w.member) == "" || w.mentions(w.reader) == "" || w.unreadMentions(w.reader) != 1 {
		t.Error("an edit calls nobody")
	}
	edit("nobody")
	if w.mentions(w.member) != "" || w.unreadMentions(w.reader) != 0 {
		t.Error("an edit takes nobody away")
	}
	edit("@reader")
	if _, err := w.Delete(t.Context(), w.owner.ID, m.ID); err != nil || w.mentions(w.reader) != "" {
		t.Errorf("%q, %v", w.mentions(w.reader), err)
	}
	told := map[chat.UserID]int{}
	if err := w.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	for close(w.events); ; {
		ev, ok := <-w.events
		if !ok {
			break
		}
		if ev.Kind == chat.MentionAdded {
			user, _ := ev.Room.Owner()
			told[user]++
		}
	}
	// The reader was no longer called when they were called again.
	if told[w.member.ID] != 1 || told[w.reader.ID] != 2 || len(told) != 2 {
		t.Errorf("told %v", told)
	}
}

// TestMentionsGoByName: the tree calls people by the handles that they have now.
func TestMentionsGoByName(t *testing.T) {
	w := newCalling(t, chat.Private)
	m := w.posts(w.owner, "@member **!**")
	if _, err := w.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "member", Handle: "Member.2"}); err != nil {
		t.Fatal(err)
	}
	got, err := w.Message(t.Context(), w.owner.ID, m.ID)
	if err != nil || got.Nodes == nil || len(calls(*got.Nodes)) != 0 {
		t.Errorf("%+v, %v", got.Nodes, err)
	}
	if w.posts(w.owner, "@member.2"); !strings.Contains(w.mentions(w.member), "@member.2") {
		t.Errorf("called in %q", w.mentions(w.member))
	}
	if err := w.EraseUser(t.Context(), w.member.ID); err != nil {
		t.Fatal(err)
	}
	if m := w.posts(w.owner, "@member.2 again"); m.Nodes != nil {
		t.Errorf("%+v", m.Nodes)
	}
}
