package chat_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

// there is who is seen in the room, and how, by name.
func (c *crew) there() map[string]chat.Status {
	c.Helper()
	synctest.Wait()
	list, _, more, err := c.Presence(c.Context(), c.owner.ID, c.room.ID, "", 100)
	if err != nil || more {
		c.Fatal(more, err)
	}
	seen := map[string]chat.Status{}
	for _, one := range list {
		seen[one.User.DisplayName] = one.Status
	}
	return seen
}

func (c *crew) sees(name string, want chat.Status) {
	c.Helper()
	if got := c.there()[name]; got != want {
		c.Errorf("%s is %q, want %q", name, got, want)
	}
}

func TestPresence(t *testing.T) {
	tuned(t, "ComesAndGoes", func(t *testing.T, w *crew, r *radio) {
		desk, phone := w.Attend(w.member.ID), w.Attend(w.member.ID)
		hears(t, r, "presence.updated member online")
		desk.End()
		desk.End()
		time.Sleep(time.Minute)
		hears(t, r)
		phone.End()
		time.Sleep(10*time.Second - time.Nanosecond)
		hears(t, r)
		w.sees("member", chat.Online)
		time.Sleep(time.Nanosecond)
		hears(t, r, "presence.updated member offline")
		w.sees("member", "")
		forgotten(t, w)
	})
	tuned(t, "BackInTime", func(t *testing.T, w *crew, r *radio) {
		for range 5 { // a page that is loaded again
			session := w.Attend(w.member.ID)
			time.Sleep(time.Second)
			session.End()
			time.Sleep(9 * time.Second)
		}
		hears(t, r, "presence.updated member online")
		time.Sleep(10 * time.Second)
		hears(t, r, "presence.updated member offline")
	})
	tuned(t, "AwayOnAllDevices", func(t *testing.T, w *crew, r *radio) {
		desk, phone := w.Attend(w.member.ID), w.Attend(w.member.ID)
		r.heard()
		time.Sleep(time.Second)
		err := desk.SetStatus(chat.Away)
		hears(t, r)
		err = errors.Join(err, phone.SetStatus(chat.Away))
		hears(t, r, "presence.updated member away")
		w.sees("member", chat.Away)
		time.Sleep(time.Second)
		err = errors.Join(err, desk.SetStatus(chat.Online))
		hears(t, r, "presence.updated member online")
		time.Sleep(time.Second)
		desk.End()
		hears(t, r, "presence.updated member away")
		phone.End()
		if err := errors.Join(err, phone.SetStatus(chat.Online)); err != nil {
			t.Error(err)
		}
		time.Sleep(10 * time.Second)
		hears(t, r, "presence.updated member offline")
		forgotten(t, w)
	})
	tuned(t, "OnceASecond", func(t *testing.T, w *crew, r *radio) {
		session := w.Attend(w.member.ID)
		hears(t, r, "presence.updated member online")
		for i := range 21 {
			if err := session.SetStatus([]chat.Status{chat.Away, chat.Online}[i%2]); err != nil {
				t.Fatal(err)
			}
			time.Sleep(40 * time.Millisecond)
		}
		time.Sleep(time.Second)
		hears(t, r, "presence.updated member away")
	})
	tuned(t, "ErrStatus", func(t *testing.T, w *crew, _ *radio) {
		for _, s := range []chat.Status{"", chat.Offline, "busy"} {
			if err := w.Attend(w.member.ID).SetStatus(s); !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("%q: %v", s, err)
			}
		}
	})
	tuned(t, "NobodyIsNotThere", func(t *testing.T, w *crew, r *radio) {
		w.Attend("").End()
		hears(t, r)
		forgotten(t, w)
	})
	tuned(t, "HidesAndShows", func(t *testing.T, w *crew, r *radio) {
		session := w.Attend(w.member.ID)
		hears(t, r, "presence.updated member online")
		time.Sleep(time.Second)
		w.prefers(w.member, chat.Preferences{HidePresence: true})
		hears(t, r, "presence.updated member offline", "preferences.updated member")
		w.sees("member", "")
		time.Sleep(time.Second)
		if err := session.SetStatus(chat.Away); err != nil {
			t.Error(err)
		}
		hears(t, r)
		w.prefers(w.member, chat.Preferences{})
		hears(t, r, "presence.updated member away", "preferences.updated member")
		w.sees("member", chat.Away)
	})
	tuned(t, "IsToldToWhomTheyJoin", func(t *testing.T, w *crew, r *radio) {
		w.Attend(w.nobody.ID)
		hears(t, r)
		time.Sleep(time.Second)
		if _, err := w.AddMember(t.Context(), "", w.room.ID, w.nobody.ID); err != nil {
			t.Fatal(err)
		}
		hears(t, r, "presence.updated nobody online")
		w.sees("nobody", chat.Online)
	})
	tuned(t, "ErasedAreNotThere", func(t *testing.T, w *crew, r *radio) {
		w.Attend(w.member.ID)
		hears(t, r, "presence.updated member online")
		if err := w.EraseUser(t.Context(), w.member.ID); err != nil {
			t.Fatal(err)
		}
		if got := w.there(); len(got) != 0 {
			t.Errorf("there are %v", got)
		}
		time.Sleep(time.Minute)
		hears(t, r)
	})
	tuned(t, "ErrStranger", func(t *testing.T, w *crew, _ *radio) {
		if _, _, _, err := w.Presence(t.Context(), w.nobody.ID, w.room.ID, "", 10); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

// TestPresencePages: few who are there among many members.
func TestPresencePages(t *testing.T) {
	tuned(t, "OK", func(t *testing.T, w *crew, _ *radio) {
		for i := range 1250 {
			u := w.user(fmt.Sprint(i))
			place := chat.Member{Room: w.room.ID, User: u.ID, Role: chat.RoleMember}
			if _, _, err := w.store.AddMember(t.Context(), place, ""); err != nil {
				t.Fatal(err)
			}
			if i%300 == 0 {
				w.Attend(u.ID)
			}
		}
		synctest.Wait()
		seen, pages, more := 0, 0, true
		for after := chat.UserID(""); more; pages++ {
			var list []chat.Attendee
			var err error
			if list, after, more, err = w.Presence(t.Context(), w.owner.ID, w.room.ID, after, 3); err != nil || len(list) > 3 {
				t.Fatal(len(list), err)
			}
			seen += len(list)
		}
		if seen != 5 || pages != 2 {
			t.Errorf("saw %d on %d pages", seen, pages)
		}
	})
}
