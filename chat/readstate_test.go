package chat_test

import (
	"errors"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestMarkRead(t *testing.T) {
	w := newWorld(t)
	ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
	room := w.made(ann, bob)
	for _, text := range []string{"one", "two", "three"} {
		if _, _, err := w.Post(t.Context(), ann.ID, room.ID, chat.Draft{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	unread := func() chat.Unread {
		t.Helper()
		list, more, err := w.Unread(t.Context(), bob.ID, "", 10)
		if err != nil || more || len(list) != 1 || list[0].Room != room.ID {
			t.Fatalf("got %+v, %v, %v", list, more, err)
		}
		return list[0]
	}
	if u := unread(); u.Count != 3 || u.LastSeq != 3 {
		t.Errorf("at first %+v", u)
	}
	for _, c := range []struct{ seq, want int64 }{{2, 2}, {1, 2}, {0, 2}, {1 << 60, 3}} {
		got, err := w.MarkRead(t.Context(), bob.ID, room.ID, c.seq)
		if err != nil || got.ReadSeq != c.want || got.User != bob.ID {
			t.Errorf("read %d: %+v, %v", c.seq, got, err)
		}
	}
	if u := unread(); u.Count != 0 || u.ReadSeq != 3 {
		t.Errorf("at last %+v", u)
	}
	for _, c := range []struct {
		user chat.UserID
		room chat.RoomID
		seq  int64
		want error
	}{
		{bob.ID, room.ID, -1, chat.ErrInvalid},
		{eve.ID, room.ID, 1, chat.ErrNotFound},
		{eve.ID, "no-room", 1, chat.ErrNotFound},
		{bob.ID, chat.UserLog(bob.ID), 1, chat.ErrNotFound},
		{eve.ID, w.Lobby(), 1, chat.ErrForbidden},
		{"", room.ID, 1, chat.ErrUnauthenticated},
	} {
		if _, err := w.MarkRead(t.Context(), c.user, c.room, c.seq); !errors.Is(err, c.want) {
			t.Errorf("%q read %d in %s: %v, want %v", c.user, c.seq, c.room, err, c.want)
		}
	}
}

// TestWhoComesLaterHasReadAllBefore: nobody begins with hundreds of unread messages.
func TestWhoComesLaterHasReadAllBefore(t *testing.T) {
	w := newCrew(t, chat.Public)
	say := func(text string) {
		t.Helper()
		if _, _, err := w.Post(t.Context(), w.owner.ID, w.room.ID, chat.Draft{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	say("long ago")
	inv, token, err := w.CreateInvite(t.Context(), w.owner.ID, w.room.ID, chat.InviteDraft{})
	if err != nil {
		t.Fatal(inv, err)
	}
	for name, come := range map[string]func(u chat.User) error{
		"Joined": func(u chat.User) error { _, _, err := w.PutMember(t.Context(), u.ID, w.room.ID, u.ID, ""); return err },
		"Added": func(u chat.User) error {
			_, _, err := w.PutMember(t.Context(), w.owner.ID, w.room.ID, u.ID, "")
			return err
		},
		"ByTheHost": func(u chat.User) error { _, err := w.AddMember(t.Context(), "", w.room.ID, u.ID); return err },
		"Invited":   func(u chat.User) error { _, _, _, err := w.AcceptInvite(t.Context(), u.ID, token); return err },
	} {
		t.Run(name, func(t *testing.T) {
			u := w.user(name)
			if err := come(u); err != nil {
				t.Fatal(err)
			}
			before, err := w.store.UnreadIn(t.Context(), w.room.ID, u.ID)
			if err != nil || before.Count != 0 {
				t.Errorf("%+v, %v", before, err)
			}
			say("since then")
			if after, err := w.store.UnreadIn(t.Context(), w.room.ID, u.ID); err != nil || after.Count != 1 {
				t.Errorf("%+v, %v", after, err)
			}
		})
	}
}

func TestUnread(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	for _, slug := range []string{"a", "b", "c"} {
		if _, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: slug, Name: slug}); err != nil {
			t.Fatal(err)
		}
	}
	var seen []chat.RoomID
	for after, more := chat.RoomID(""), true; more; {
		var list []chat.Unread
		var err error
		if list, more, err = w.Unread(t.Context(), ann.ID, after, 2); err != nil || len(list) == 0 {
			t.Fatalf("got %+v, %v", list, err)
		}
		for _, u := range list {
			seen = append(seen, u.Room)
			after = u.Room
		}
	}
	if len(seen) != 3 || seen[0] >= seen[1] || seen[1] >= seen[2] {
		t.Errorf("saw %v", seen)
	}
	if _, _, err := w.Unread(t.Context(), "", "", 2); !errors.Is(err, chat.ErrUnauthenticated) {
		t.Errorf("nobody: %v", err)
	}
}
