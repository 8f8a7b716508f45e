package chat_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/parleychat/parley/chat"
)

// said is a message of the crew's member in their room.
func (c *crew) said(text string) chat.Message {
	c.Helper()
	m, _, err := c.Post(c.Context(), c.member.ID, c.room.ID, chat.Draft{Text: text, ClientID: strings.ReplaceAll(text, " ", "-")})
	if err != nil {
		c.Fatal(err)
	}
	return m
}

// tallies are what a message shows, as "👍2".
func tallies(m chat.Message) string {
	var all []string
	if m.Reactions != nil {
		for _, t := range *m.Reactions {
			all = append(all, fmt.Sprint(t.Emoji, t.Count))
		}
	}
	return strings.Join(all, " ")
}

func TestReact(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  chat.RoomKind
		actor func(*crew) chat.User
		emoji string
		spoil func(w *crew, m chat.Message) error
		want  error
	}{
		{"AMember", chat.Private, member, "👍", nil, nil},
		{"AnOwner", chat.Private, owner, ":+1:", nil, nil},
		{"AStrangerInAPublicRoom", chat.Public, nobody, "🏳️‍🌈", nil, nil},
		{"ErrAReader", chat.Public, reader, "👍", nil, chat.ErrForbidden},
		{"ErrAStranger", chat.Private, nobody, "👍", nil, chat.ErrNotFound},
		{"ErrNotLoggedIn", chat.Public, anonymous, "👍", nil, chat.ErrUnauthenticated},
		{"ErrNotLoggedInToAPrivateRoom", chat.Private, anonymous, "👍", nil, chat.ErrNotFound},
		{"ErrNoEmoji", chat.Private, member, "hello", nil, chat.ErrInvalid},
		{"ErrNothing", chat.Private, member, "", nil, chat.ErrInvalid},
		{"ErrStrangersLearnNothingOfWhatIsInvalid", chat.Private, nobody, "hello", nil, chat.ErrNotFound},
		{"ErrDeleted", chat.Private, owner, "👍", func(w *crew, m chat.Message) error {
			_, err := w.Delete(w.Context(), w.member.ID, m.ID)
			return err
		}, chat.ErrGone},
		{"ErrArchived", chat.Private, owner, "👍", func(w *crew, _ chat.Message) error {
			yes := true
			_, err := w.UpdateRoom(w.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: &yes})
			return err
		}, chat.ErrArchived},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCrew(t, c.kind)
			m := w.said("hi")
			if c.spoil != nil {
				if err := c.spoil(w, m); err != nil {
					t.Fatal(err)
				}
			}
			for what, do := range map[string]func() (chat.Message, error){
				"React": func() (chat.Message, error) { return w.React(t.Context(), c.actor(w).ID, m.ID, c.emoji) },
				"again": func() (chat.Message, error) { return w.React(t.Context(), c.actor(w).ID, m.ID, c.emoji) },
			} {
				got, err := do()
				if !errors.Is(err, c.want) {
					t.Fatalf("%s: got %v", what, err)
				}
				if want := c.emoji + "1"; c.want == nil && (tallies(got) != want || got.Rev != m.Rev+1 || got.Author.DisplayName != "member") {
					t.Errorf("%s: shows %q, rev %d", what, tallies(got), got.Rev)
				}
			}
			got, err := w.Unreact(t.Context(), c.actor(w).ID, m.ID, c.emoji)
			if !errors.Is(err, c.want) || got.Reactions != nil {
				t.Errorf("Unreact: got %q, %v", tallies(got), err)
			}
		})
	}
	t.Run("ErrNoSuchMessage", func(t *testing.T) {
		w := newCrew(t, chat.Public)
		if _, err := w.React(t.Context(), w.owner.ID, "none", "👍"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("WaysOfWritingAreOneEmoji", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m := w.said("hi")
		_, err := w.React(t.Context(), w.owner.ID, m.ID, "❤")
		got, err2 := w.React(t.Context(), w.member.ID, m.ID, "❤\ufe0f")
		if err := errors.Join(err, err2); err != nil || tallies(got) != "❤\ufe0f2" {
			t.Errorf("got %q, %v", tallies(got), err)
		}
	})
	t.Run("ErrFull", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		m := w.said("hi")
		var wg sync.WaitGroup
		errs := make([]error, chat.MaxTallies+10)
		for i := range errs {
			wg.Go(func() { _, errs[i] = w.React(t.Context(), w.member.ID, m.ID, fmt.Sprintf(":e%d:", i)) })
		}
		wg.Wait()
		refused := 0
		for _, err := range errs {
			if errors.Is(err, chat.ErrFull) {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		first, err := w.Message(t.Context(), w.member.ID, m.ID)
		if err != nil || refused != 10 || first.Reactions == nil || len(*first.Reactions) != chat.MaxTallies {
			t.Fatalf("%d refused, %v, %q", refused, err, tallies(first))
		}
		if _, err := w.React(t.Context(), w.owner.ID, m.ID, (*first.Reactions)[0].Emoji); err != nil {
			t.Errorf("one that is there already: %v", err)
		}
	})
}

func TestReactionsAreShown(t *testing.T) {
	w := newCrew(t, chat.Private)
	m, other := w.said("hi"), w.said("bare")
	for _, u := range []chat.User{w.owner, w.member} {
		if _, err := w.React(t.Context(), u.ID, m.ID, "👍"); err != nil {
			t.Fatal(err)
		}
	}
	page, err := w.Messages(t.Context(), w.reader.ID, chat.MessageQuery{Room: w.room.ID, Limit: 10})
	if err != nil || len(page.Items) != 2 || page.Items[1].ID != other.ID || page.Items[1].Reactions != nil {
		t.Fatalf("page %+v, %v", page, err)
	}
	if r := page.Items[0].Reactions; r == nil || len(*r) != 1 || (*r)[0].Count != 2 || !slices.Equal((*r)[0].Users, []chat.UserID{w.owner.ID, w.member.ID}) {
		t.Errorf("shows %+v", r)
	}
	edited, err := w.Edit(t.Context(), w.member.ID, m.ID, chat.Edit{Text: "ho"})
	if err != nil || tallies(edited) != "👍2" {
		t.Errorf("after an edit %q, %v", tallies(edited), err)
	}
	again, created, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{ClientID: m.ClientID, Text: "hi"})
	if err != nil || created || tallies(again) != "👍2" {
		t.Errorf("posted again: %q, %t, %v", tallies(again), created, err)
	}
	deleted, err := w.Delete(t.Context(), w.member.ID, m.ID)
	if err != nil || deleted.Reactions != nil {
		t.Errorf("after the deletion %q, %v", tallies(deleted), err)
	}
}

// TestReusedClientIDAfterReaction: a reaction moves the Rev of a message, and yet it is
// still what was posted.
func TestReusedClientIDAfterReaction(t *testing.T) {
	w := newCrew(t, chat.Private)
	m := w.said("hi")
	if _, err := w.React(t.Context(), w.owner.ID, m.ID, "👍"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{ClientID: m.ClientID, Text: "other"}); !errors.Is(err, chat.ErrReused) {
		t.Errorf("got %v", err)
	}
}

func TestReactionEvents(t *testing.T) {
	w := newCrew(t, chat.Private)
	m := w.said("hi")
	_, err := w.React(t.Context(), w.owner.ID, m.ID, "👍")
	_, err2 := w.React(t.Context(), w.owner.ID, m.ID, "👍")
	_, err3 := w.Unreact(t.Context(), w.owner.ID, m.ID, "👍")
	if err := errors.Join(err, err2, err3); err != nil {
		t.Fatal(err)
	}
	ev := w.nextIn(w.room.ID)
	for ev.Kind != chat.ReactionAdded {
		ev = w.nextIn(w.room.ID)
	}
	removed := w.nextIn(w.room.ID)
	for _, ev := range []chat.Event{ev, removed} {
		if ev.Actor != w.owner.ID || ev.By == nil || ev.By.DisplayName != "owner" || ev.Message == nil || ev.Message.ID != m.ID {
			t.Errorf("published %+v", ev)
		}
	}
	if removed.Kind != chat.ReactionRemoved || removed.Rev != ev.Rev+1 || removed.Message.Reactions != nil {
		t.Errorf("published %+v", removed)
	}
	var read chat.Event
	b, err := ev.MarshalJSON()
	if err != nil || read.UnmarshalJSON(b) != nil || read.Message == nil || read.Message.ID != m.ID || read.Object != string(m.ID) {
		t.Errorf("%s reads as %+v, %v", b, read, err)
	}
}

func TestReactionsOfTheErased(t *testing.T) {
	w := newCrew(t, chat.Private)
	m := w.said("hi")
	for _, u := range []chat.User{w.owner, w.moderator} {
		if _, err := w.React(t.Context(), u.ID, m.ID, "👍"); err != nil {
			t.Fatal(err)
		}
	}
	before, err := w.Message(t.Context(), w.member.ID, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.EraseUser(t.Context(), w.moderator.ID); err != nil {
		t.Fatal(err)
	}
	got, err := w.Message(t.Context(), w.member.ID, m.ID)
	if err != nil || tallies(got) != "👍1" || got.Text != "hi" || got.Rev <= before.Rev {
		t.Errorf("shows %q, rev %d after %d, %v", tallies(got), got.Rev, before.Rev, err)
	}
}
