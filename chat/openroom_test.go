package chat_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestDirect(t *testing.T) {
	w := newWorld(t)
	ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
	draft := func(people ...chat.UserID) chat.RoomDraft { return chat.RoomDraft{Kind: chat.Direct, Members: people} }
	first, made, err := w.OpenRoom(t.Context(), ann.ID, draft(bob.ID))
	if err != nil || !made {
		t.Fatalf("made %t, %v", made, err)
	}
	t.Run("OneForEachPair", func(t *testing.T) {
		for actor, other := range map[chat.UserID]chat.UserID{ann.ID: bob.ID, bob.ID: ann.ID} {
			got, made, err := w.OpenRoom(t.Context(), actor, draft(other))
			if err != nil || made || got.ID != first.ID {
				t.Errorf("made %t, %+v, %v", made, got, err)
			}
		}
		if _, err := w.CreateRoom(t.Context(), bob.ID, draft(ann.ID)); !errors.Is(err, chat.ErrExists) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("OneHoweverManyAskAtOnce", func(t *testing.T) {
		ids := make([]chat.RoomID, 20)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				r, _, err := w.OpenRoom(t.Context(), []chat.UserID{ann.ID, eve.ID}[i%2], draft(ann.ID, eve.ID))
				if err != nil {
					t.Error(err)
				}
				ids[i] = r.ID
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Fatalf("rooms %q", ids)
			}
		}
	})
	t.Run("AnyNumberForMore", func(t *testing.T) {
		one, _, err1 := w.OpenRoom(t.Context(), ann.ID, draft(bob.ID, eve.ID))
		two, made, err2 := w.OpenRoom(t.Context(), ann.ID, draft(bob.ID, eve.ID))
		if err := errors.Join(err1, err2); err != nil || !made || one.ID == two.ID {
			t.Errorf("made %t, %v", made, err)
		}
	})
	t.Run("WhoIsInItNeverChanges", func(t *testing.T) {
		_, _, add := w.PutMember(t.Context(), ann.ID, first.ID, eve.ID, "")
		_, _, manage := w.ManageMember(t.Context(), "", first.ID, eve.ID, "")
		_, host := w.AddMember(t.Context(), "", first.ID, eve.ID)
		leave := w.RemoveMember(t.Context(), ann.ID, first.ID, ann.ID)
		_, _, invite := w.CreateInvite(t.Context(), ann.ID, first.ID, chat.InviteDraft{})
		for what, err := range map[string]error{"add": add, "manage": manage, "host": host, "leave": leave, "invite": invite} {
			if !errors.Is(err, chat.ErrForbidden) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
	t.Run("ItExistsForNobodyElse", func(t *testing.T) {
		for _, name := range []string{string(first.ID), "ref:" + first.Ref} {
			if _, err := w.Room(t.Context(), eve.ID, name); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("BothAreEqual", func(t *testing.T) {
		for _, u := range []chat.User{ann, bob} {
			if _, _, err := w.Post(t.Context(), u.ID, first.ID, chat.Draft{Text: "hi"}); err != nil {
				t.Error(err)
			}
			if _, err := w.UpdateRoom(t.Context(), u.ID, first.ID, chat.RoomEdit{Name: to("Mine")}); !errors.Is(err, chat.ErrForbidden) {
				t.Errorf("got %v", err)
			}
		}
	})
	for name, d := range map[string]chat.RoomDraft{
		"ErrNobodyElse": {Kind: chat.Direct}, "ErrSlug": {Kind: chat.Direct, Slug: "x", Members: []chat.UserID{bob.ID}},
		"ErrRef":     {Kind: chat.Direct, Ref: "order:1", Members: []chat.UserID{bob.ID}},
		"ErrUnknown": {Kind: chat.Direct, Members: []chat.UserID{"who"}},
		"ErrPairRef": {Kind: chat.Private, Name: "x", Ref: chat.PairRef(ann.ID, bob.ID)},
		"ErrNoSlug":  {Kind: chat.Public, Name: "x"},
		"ErrNoName":  {Kind: chat.Private},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := w.OpenRoom(t.Context(), ann.ID, d); !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRef(t *testing.T) {
	t.Run("FoundOrMade", func(t *testing.T) {
		w := newWorld(t)
		ann, bob := w.user("ann"), w.user("bob")
		d := chat.RoomDraft{Kind: chat.Private, Ref: "order:42", Name: "Order 42", Members: []chat.UserID{bob.ID}}
		first, made, err := w.OpenRoom(t.Context(), ann.ID, d)
		again, twice, err2 := w.OpenRoom(t.Context(), bob.ID, d)
		if err := errors.Join(err, err2); err != nil || !made || twice || first.ID != again.ID {
			t.Fatalf("made %t and %t, %v", made, twice, err)
		}
		if got, err := w.Room(t.Context(), bob.ID, "ref:order:42"); err != nil || got.ID != first.ID {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("TheHostSaysWhatItShallBe", func(t *testing.T) {
		var asked []string
		w := newWorld(t, func(o *chat.Options) {
			o.OpenRef = func(_ context.Context, viewer chat.User, ref string) (chat.RoomDraft, error) {
				asked = append(asked, viewer.Subject+" "+ref)
				if ref != "order:42" {
					return chat.RoomDraft{}, chat.ErrNotFound
				}
				return chat.RoomDraft{Kind: chat.Private, Name: "Order 42"}, nil
			}
		})
		ann, bob := w.user("ann"), w.user("bob")
		if _, err := w.Room(t.Context(), bob.ID, "ref:order:7"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		if _, err := w.Room(t.Context(), "", "ref:order:42"); !errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("somebody who is not logged in: %v", err)
		}
		r, err := w.Room(t.Context(), ann.ID, "ref:order:42")
		if err != nil || r.Name != "Order 42" || r.Ref != "order:42" {
			t.Fatalf("got %+v, %v", r, err)
		}
		if _, err := w.Room(t.Context(), bob.ID, "ref:order:42"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("somebody else's order: %v", err)
		}
		if len(asked) != 3 || asked[0] != "bob order:7" || asked[2] != "ann order:42" {
			t.Errorf("asked %q", asked)
		}
	})
	t.Run("ErrPanic", func(t *testing.T) {
		w := newWorld(t, func(o *chat.Options) {
			o.OpenRef = func(context.Context, chat.User, string) (chat.RoomDraft, error) { panic("mine") }
		})
		a := w.ask("GET /api/v1/rooms/ref:order:42", "", "X-User: ann")
		if a.StatusCode != 500 || len(w.log.all()) == 0 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
}

func TestArchive(t *testing.T) {
	w := newCrew(t, chat.Private)
	msg, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "hi"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.UpdateRoom(t.Context(), w.moderator.ID, w.room.ID, chat.RoomEdit{Archived: to(true)}); !errors.Is(err, chat.ErrForbidden) {
		t.Errorf("a moderator: %v", err)
	}
	r, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: to(true)})
	if err != nil || !r.Archived() {
		t.Fatalf("got %+v, %v", r, err)
	}
	for w.nextIn(w.room.ID).Kind != chat.RoomArchived {
	}
	_, _, post := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "more"})
	_, edit := w.Edit(t.Context(), w.member.ID, msg.ID, chat.Edit{Text: "less"})
	_, remove := w.Delete(t.Context(), w.moderator.ID, msg.ID)
	_, rename := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Name: to("Other")})
	_, _, add := w.PutMember(t.Context(), w.owner.ID, w.room.ID, w.nobody.ID, "")
	_, _, invite := w.CreateInvite(t.Context(), w.owner.ID, w.room.ID, chat.InviteDraft{})
	for what, err := range map[string]error{"post": post, "edit": edit, "delete": remove, "rename": rename, "add": add, "invite": invite} {
		if !errors.Is(err, chat.ErrArchived) {
			t.Errorf("%s: %v", what, err)
		}
	}
	t.Run("ItIsReadStill", func(t *testing.T) {
		if _, err := w.Message(t.Context(), w.reader.ID, msg.ID); err != nil {
			t.Error(err)
		}
	})
	t.Run("PeopleLeaveStill", func(t *testing.T) {
		if err := w.RemoveMember(t.Context(), w.reader.ID, w.room.ID, w.reader.ID); err != nil {
			t.Error(err)
		}
	})
	t.Run("NotListedUnlessAsked", func(t *testing.T) {
		for archived, want := range map[bool]int{false: 0, true: 1} {
			list, _, err := w.Rooms(t.Context(), w.member.ID, chat.RoomFilter{Joined: true, Archived: archived}, "", 10)
			if err != nil || len(list) != want {
				t.Errorf("archived %t: %d rooms, %v", archived, len(list), err)
			}
		}
	})
	t.Run("OpenAgain", func(t *testing.T) {
		if r, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: to(false), Name: to("Other")}); err != nil || r.Archived() || r.Name != "Other" {
			t.Errorf("got %+v, %v", r, err)
		}
		if _, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "more"}); err != nil {
			t.Error(err)
		}
	})
}
