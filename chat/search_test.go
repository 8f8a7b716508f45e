package chat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// finds wants a search to find these texts, the newest first.
func (w *world) finds(viewer chat.User, query string, want ...string) {
	w.Helper()
	hits, more, err := w.Search(w.Context(), viewer.ID, chat.Search{Query: query})
	if err != nil || more {
		w.Errorf("%s: more %t, %v", query, more, err)
	}
	var got []string
	for _, h := range hits {
		got = append(got, h.Message.Text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.Errorf("%s: - want, + got:\n%s", query, diff)
	}
}

// TestSearchSees: nobody finds what they may not read.
func TestSearchSees(t *testing.T) {
	onEachStorage(t, func(t *testing.T, fresh func(t *testing.T) func() chat.Storage) {
		c := crewOf(worldOver(t, fresh(t)()), chat.Private)
		public := c.post(c.member, "red rose").Text
		secret := c.said("red secret").Text
		t.Run("Members", func(*testing.T) {
			for _, u := range []chat.User{c.owner, c.moderator, c.member, c.reader} {
				c.finds(u, "red", secret, public)
			}
		})
		t.Run("Strangers", func(*testing.T) {
			c.finds(c.nobody, "red", public)
			c.finds(c.nobody, "red -in:lobby")
			for _, room := range []string{"crew", string(c.room.ID), "nowhere", "~" + string(c.nobody.ID)} {
				c.finds(c.nobody, "red in:"+room)
				c.finds(c.nobody, "red -in:"+room, public)
			}
		})
		t.Run("ErrRoomOfOthers", func(t *testing.T) {
			for _, room := range []string{"crew", string(c.room.ID), "nowhere", "a\x00", strings.Repeat("a", 500), "~" + string(c.nobody.ID)} {
				_, _, err := c.Search(t.Context(), c.nobody.ID, chat.Search{Query: "red", Room: room})
				if !errors.Is(err, chat.ErrNotFound) {
					t.Errorf("in %.20q: %v", room, err)
				}
			}
		})
		t.Run("ErrNotLoggedIn", func(t *testing.T) {
			if _, _, err := c.Search(t.Context(), "", chat.Search{Query: "red"}); !errors.Is(err, chat.ErrUnauthenticated) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("ThoseWhoLostTheRoom", func(t *testing.T) {
			if err := c.RemoveMember(t.Context(), c.owner.ID, c.room.ID, c.reader.ID); err != nil {
				t.Fatal(err)
			}
			c.finds(c.reader, "red", public)
			c.finds(c.reader, "secret")
			c.finds(c.reader, "secret in:crew")
		})
		t.Run("WhatIsThereNow", func(t *testing.T) {
			gone, changed := c.said("red gone"), c.said("red before")
			_, err := c.Delete(t.Context(), c.member.ID, gone.ID)
			_, err2 := c.Edit(t.Context(), c.member.ID, changed.ID, chat.Edit{Text: "red after"})
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			c.finds(c.owner, "red", "red after", secret, public)
			c.finds(c.owner, "before")
			if err := c.EraseUser(t.Context(), c.member.ID); err != nil {
				t.Fatal(err)
			}
			c.finds(c.owner, "red")
		})
	})
}

// TestSearchFrom finds authors by what others call them.
func TestSearchFrom(t *testing.T) {
	onEachStorage(t, func(t *testing.T, fresh func(t *testing.T) func() chat.Storage) {
		c := crewOf(worldOver(t, fresh(t)()), chat.Private)
		ann, err := c.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "ann", Name: "Ann", Handle: "Ann.1"})
		if err != nil {
			t.Fatal(err)
		}
		hers, other := c.post(ann, "red by her").Text, c.post(c.member, "red by another").Text
		c.finds(c.owner, "red from:ann.1", hers)
		c.finds(c.owner, "red from:@ANN.1", hers)
		c.finds(c.owner, "red from:"+string(ann.ID), hers)
		c.finds(c.owner, "red -from:ann.1", other)
		c.finds(c.owner, "red from:ann.1 from:"+string(c.member.ID), other, hers)
		c.finds(c.owner, "red from:@")
		c.finds(c.owner, "red from:nobody")
	})
}

// TestSearchKeepsOrder: bans hold here too, and what somebody wrote whom the viewer blocks
// is marked as everywhere.
func TestSearchKeepsOrder(t *testing.T) {
	w := newCrew(t, chat.Public)
	red := w.said("red rose").Text
	lobby := w.post(w.member, "red lobby").Text
	w.finds(w.reader, "red", lobby, red)
	admin := chat.WithRoles(t.Context(), chat.RoleAdmin)
	t.Run("BannedFromARoom", func(t *testing.T) {
		if _, err := w.Ban(t.Context(), w.owner.ID, w.room.ID, w.reader.ID, chat.SanctionDraft{}); err != nil {
			t.Fatal(err)
		}
		w.finds(w.reader, "red", lobby)
		w.finds(w.reader, "red in:crew")
	})
	t.Run("ErrBannedFromEverything", func(t *testing.T) {
		if _, err := w.Ban(admin, w.owner.ID, "", w.nobody.ID, chat.SanctionDraft{}); err != nil {
			t.Fatal(err)
		}
		for _, query := range []string{"red", "wolf", ""} {
			if _, _, err := w.Search(t.Context(), w.nobody.ID, chat.Search{Query: query}); !errors.Is(err, chat.ErrBanned) {
				t.Errorf("%s: %v", query, err)
			}
		}
	})
	t.Run("Blocked", func(t *testing.T) {
		if err := w.Block(t.Context(), w.owner.ID, w.member.ID); err != nil {
			t.Fatal(err)
		}
		hits, _, err := w.Search(t.Context(), w.owner.ID, chat.Search{Query: "rose"})
		if err != nil || len(hits) != 1 || !hits[0].Message.Author.Blocked {
			t.Errorf("got %+v, %v", hits, err)
		}
	})
}

func TestSearchAsksThePolicy(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) { o.Policy = hidesDen })
	ann, eve := w.user("ann"), w.user("eve")
	den, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "den", Name: "Den"})
	if err != nil {
		t.Fatal(err)
	}
	friend := chat.WithRoles(t.Context(), "friend")
	for i := range 30 {
		if i%10 == 0 {
			w.post(ann, fmt.Sprint("open ", i))
		}
		if _, _, err := w.Post(friend, ann.ID, den.ID, chat.Draft{Text: "open secret"}); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("WhatItHidesIsNotFound", func(*testing.T) {
		w.finds(eve, "open", "open 20", "open 10", "open 0")
		w.finds(eve, "secret")
		w.finds(eve, "open in:den")
	})
	t.Run("NorCounted", func(t *testing.T) {
		hits, more, err := w.Search(t.Context(), eve.ID, chat.Search{Query: "open", Limit: 2})
		if len(hits) != 2 || !more || err != nil {
			t.Fatalf("%d hits, more %t, %v", len(hits), more, err)
		}
		hits, more, err = w.Search(t.Context(), eve.ID, chat.Search{Query: "open", Limit: 2, Before: hits[1].Message.ID})
		if len(hits) != 1 || more || err != nil {
			t.Errorf("%d hits, more %t, %v", len(hits), more, err)
		}
	})
	t.Run("WhatItShowsIsFound", func(t *testing.T) {
		if hits, more, err := w.Search(friend, eve.ID, chat.Search{Query: "secret in:den", Limit: 30}); len(hits) != 30 || more || err != nil {
			t.Errorf("%d hits, more %t, %v", len(hits), more, err)
		}
	})
	t.Run("AnOutageIsNoAnswer", func(t *testing.T) {
		for _, query := range []string{"secret", "open in:den", "open -in:den"} {
			if _, _, err := w.Search(t.Context(), w.user("outage").ID, chat.Search{Query: query}); !errors.Is(err, errDown) {
				t.Errorf("%s: %v", query, err)
			}
		}
	})
}

func TestSearchHits(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann"), w.user("bob")
	for i := range 5 {
		w.post(ann, fmt.Sprintf("🎉 Öl **%d**, öl", i))
	}
	w.post(bob, "öl of bob")
	hits, more, err := w.Search(t.Context(), bob.ID, chat.Search{Query: `OL from:` + string(ann.ID), Limit: 2})
	if err != nil || !more || len(hits) != 2 {
		t.Fatalf("%d hits, more %t, %v", len(hits), more, err)
	}
	h := hits[0]
	if h.Message.Author.DisplayName != "ann" || h.Message.Nodes == nil || h.Room.Slug != chat.LobbySlug {
		t.Errorf("got %+v", h)
	}
	if diff := cmp.Diff([]chat.Range{{Start: 3, End: 5}, {Start: 13, End: 15}}, h.Highlights); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	seen := []string{hits[0].Message.Text, hits[1].Message.Text}
	for more {
		hits, more, err = w.Search(t.Context(), bob.ID, chat.Search{Query: "-bob öl", Limit: 2, Before: hits[len(hits)-1].Message.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			seen = append(seen, h.Message.Text)
		}
	}
	if want := slices.Sorted(slices.Values(seen)); len(seen) != 5 || seen[0] != want[4] || seen[4] != want[0] {
		t.Errorf("pages of %q", seen)
	}
}

// TestSearchAfterImport: the index does not travel, and is made where messages arrive.
func TestSearchAfterImport(t *testing.T) {
	from := newWorld(t)
	ann := from.user("ann")
	from.post(ann, "red fox")
	gone := from.post(ann, "red herring")
	if _, err := from.Delete(t.Context(), ann.ID, gone.ID); err != nil {
		t.Fatal(err)
	}
	onEachStorage(t, func(t *testing.T, fresh func(t *testing.T) func() chat.Storage) {
		to := worldOver(t, fresh(t)())
		r, w := io.Pipe()
		go func() { w.CloseWithError(from.ExportRoom(t.Context(), w, from.Lobby())) }()
		if _, err := to.Import(t.Context(), r, nil); err != nil {
			t.Fatal(err)
		}
		to.finds(to.user("bob"), "red", "red fox")
	})
}

// TestSearchWithin: what a transaction of the host wrote is found once it is committed.
func TestSearchWithin(t *testing.T) {
	onEachHost(t, func(t *testing.T, fresh freshHost) {
		h := fresh(t, 0)
		ann := h.user("ann")
		if err := h.order(ann, 1, false); err == nil {
			t.Fatal("committed")
		}
		h.must(h.order(ann, 2, true))
		h.next() // then it is known that it was committed
		h.finds(ann, "order", "Order 2")
	})
}

// TestSearchWhenClosed refuses like everything else.
func TestSearchWhenClosed(t *testing.T) {
	m, err := chat.New(memory.New(), byHeader, nil)
	if err == nil {
		err = m.Shutdown(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.Search(t.Context(), "ann", chat.Search{Query: "x"}); !errors.Is(err, chat.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
