package chat_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

func TestType(t *testing.T) {
	tuned(t, "EndsByItself", func(t *testing.T, w *crew, r *radio) {
		w.types(w.member, true)
		hears(t, r, "typing.started member")
		time.Sleep(6*time.Second - time.Nanosecond)
		hears(t, r)
		time.Sleep(time.Nanosecond)
		hears(t, r, "typing.stopped member")
		forgotten(t, w)
		hears(t, r)
	})
	tuned(t, "GoesOnWhileItIsSaid", func(t *testing.T, w *crew, r *radio) {
		for range 5 {
			w.types(w.member, true)
			hears(t, r, "typing.started member")
			time.Sleep(5 * time.Second)
		}
		time.Sleep(time.Second)
		hears(t, r, "typing.stopped member")
	})
	tuned(t, "OnceASecond", func(t *testing.T, w *crew, r *radio) {
		for range 20 { // for two seconds
			w.types(w.member, true)
			time.Sleep(100 * time.Millisecond)
		}
		hears(t, r, "typing.started member", "typing.started member", "typing.started member")
	})
	tuned(t, "EndsWithAPost", func(t *testing.T, w *crew, r *radio) {
		w.types(w.member, true)
		time.Sleep(2 * time.Second)
		r.heard()
		w.says(w.member)
		hears(t, r, "typing.stopped member")
		forgotten(t, w)
	})
	tuned(t, "EndsOnRequest", func(t *testing.T, w *crew, r *radio) {
		w.types(w.member, true)
		w.types(w.member, false)
		time.Sleep(time.Second)
		// Not told at all, or both a second apart: which, depends on who was faster.
		if got := r.heard(); len(got) != 0 && len(got) != 2 {
			t.Errorf("heard %q", got)
		}
		w.types(w.owner, false) // who never began
		hears(t, r)
		forgotten(t, w)
	})
	tuned(t, "OfTwoNeitherEndsTheOther", func(t *testing.T, w *crew, r *radio) {
		w.types(w.member, true)
		w.types(w.owner, true)
		time.Sleep(2 * time.Second)
		hears(t, r, "typing.started member", "typing.started owner")
		w.says(w.owner)
		hears(t, r, "typing.stopped owner")
		list, err := w.Typing(t.Context(), w.reader.ID, w.room.ID)
		if err != nil || len(list) != 1 || list[0] != w.member {
			t.Errorf("got %v, %v", list, err)
		}
	})
	tuned(t, "EndsWithTheMembership", func(t *testing.T, w *crew, r *radio) {
		w.types(w.member, true)
		time.Sleep(2 * time.Second)
		r.heard()
		if err := w.DropMember(t.Context(), "", w.room.ID, w.member.ID); err != nil {
			t.Fatal(err)
		}
		hears(t, r, "typing.stopped member")
	})
	tuned(t, "ErasedHaveNoName", func(t *testing.T, w *crew, r *radio) {
		w.types(w.member, true)
		time.Sleep(2 * time.Second)
		r.heard()
		if err := w.EraseUser(t.Context(), w.member.ID); err != nil {
			t.Fatal(err)
		}
		hears(t, r, "typing.stopped ")
		forgotten(t, w)
	})
	tuned(t, "HiddenAreNotTold", func(t *testing.T, w *crew, r *radio) {
		w.types(w.member, true)
		time.Sleep(2 * time.Second)
		r.heard()
		w.prefers(w.member, chat.Preferences{HidePresence: true})
		hears(t, r, "typing.stopped member", "preferences.updated member")
		w.types(w.member, true)
		time.Sleep(2 * time.Second)
		hears(t, r)
		forgotten(t, w)
	})
	for _, end := range []string{"", "archive"} {
		tuned(t, "ErrWho"+end, func(t *testing.T, w *crew, r *radio) {
			want := map[chat.UserID]error{
				w.owner.ID: nil, w.member.ID: nil, w.reader.ID: chat.ErrForbidden, w.nobody.ID: chat.ErrNotFound, "": chat.ErrNotFound,
			}
			if end == "archive" {
				yes := true
				if _, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: &yes}); err != nil {
					t.Fatal(err)
				}
				want[w.owner.ID], want[w.member.ID] = chat.ErrArchived, chat.ErrArchived
			}
			for user, want := range want {
				err, err2 := w.Type(t.Context(), user, w.room.ID, true), w.CanPost(t.Context(), user, w.room.ID)
				if !errors.Is(err, want) || !errors.Is(err2, want) {
					t.Errorf("%q: %v and %v, want %v", user, err, err2, want)
				}
			}
			if err := w.Type(t.Context(), w.owner.ID, "no-room", true); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("no room: %v", err)
			}
			if _, err := w.Typing(t.Context(), w.nobody.ID, w.room.ID); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("a stranger sees who types: %v", err)
			}
		})
	}
}

// TestTypeBounds: how much anybody can make a module keep in mind.
func TestTypeBounds(t *testing.T) {
	tuned(t, "InFiveRooms", func(t *testing.T, w *crew, r *radio) {
		for i := range 8 {
			room, err := w.CreateRoom(t.Context(), w.member.ID, chat.RoomDraft{Kind: chat.Private, Name: fmt.Sprint("room ", i)})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Type(t.Context(), w.member.ID, room.ID, true); err != nil {
				t.Error(err)
			}
		}
		if got := r.heard(); len(got) != 5 {
			t.Errorf("heard %q", got)
		}
		forgotten(t, w)
	})
	tuned(t, "OfAHundred", func(t *testing.T, w *crew, r *radio) {
		for i := range 103 {
			if err := w.Type(t.Context(), w.user(fmt.Sprint(i)).ID, w.Lobby(), true); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		list, err := w.Typing(t.Context(), "", w.Lobby())
		if got := r.heard(); err != nil || len(list) != 100 || len(got) != 100 {
			t.Errorf("heard of %d, listed %d, %v", len(got), len(list), err)
		}
		forgotten(t, w)
	})
}
