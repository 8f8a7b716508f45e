package chat_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

func TestSetNotify(t *testing.T) {
	until := time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)
	tuned(t, "OnlyTheyAndTheirDevicesKnow", func(t *testing.T, w *crew, r *radio) {
		a := w.ask("PUT /api/v1/rooms/crew/notify", `{"level":"none","muteUntil":"2999-01-01T00:00:00Z"}`, "X-User: member")
		if a.StatusCode != http.StatusOK || a.body != `{"level":"none","muteUntil":"2999-01-01T00:00:00Z"}`+"\n" {
			t.Errorf("%s %s", a.Status, a.body)
		}
		synctest.Wait()
		r.mu.Lock()
		told := r.said
		r.mu.Unlock()
		if len(told) != 1 || told[0].Kind != chat.NotifyUpdated || told[0].For != w.member.ID || told[0].Room != w.room.ID ||
			told[0].Notify != (chat.Notify{Level: chat.NotifyNone, MuteUntil: until}) {
			t.Errorf("told %+v", told)
		}
		if a := w.ask("GET /api/v1/rooms/crew", "", "X-User: member"); !strings.Contains(a.body, `"notify":{"level":"none"`) {
			t.Errorf("the room says %s", a.body)
		}
		if a := w.ask("GET /api/v1/rooms/crew/members", "", "X-User: owner"); strings.Contains(a.body, "none") {
			t.Errorf("others see %s", a.body)
		}
		if a := w.ask("PUT /api/v1/rooms/crew/notify", `{}`, "X-User: member"); a.body != `{"level":"all"}`+"\n" {
			t.Errorf("nothing chosen: %s", a.body)
		}
	})
	tuned(t, "NoneCountsAndTellsNoMention", func(t *testing.T, w *crew, r *radio) {
		w.handled(w.member, w.reader)
		set := func(u chat.User, n chat.Notify) {
			if _, err := w.SetNotify(t.Context(), u.ID, w.room.ID, n); err != nil {
				t.Fatal(err)
			}
		}
		counts := func(want int) {
			t.Helper()
			synctest.Wait()
			list, _, err := w.Unread(t.Context(), w.member.ID, "", 9)
			rooms, _, err2 := w.RoomList(t.Context(), w.member.ID, chat.RoomFilter{Joined: true}, "", 9)
			if err := errors.Join(err, err2); err != nil || list[0].Mentions != want || rooms[0].Unread.Mentions != want {
				t.Errorf("%+v, %+v, %v, want %d mentions", list, rooms, err, want)
			}
			one, read := fmt.Sprintf(`"mentions":%d}`, want), w.ask("PUT /api/v1/rooms/crew/read", `{"seq":0}`, "X-User: member")
			if a := w.ask("GET /api/v1/rooms/crew", "", "X-User: member"); !strings.Contains(a.body, one) || !strings.Contains(read.body, one) {
				t.Errorf("the room says %s, and %s when it is read", a.body, read.body)
			}
		}
		told := func(u chat.User) (n int) {
			events, _, err := w.Events(t.Context(), u.ID, chat.UserLog(u.ID), 0, 99)
			for _, ev := range events {
				if ev.Kind == chat.MentionAdded {
					n++
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		set(w.member, chat.Notify{Level: chat.NotifyNone})
		set(w.reader, chat.Notify{Level: chat.NotifyMentions, MuteUntil: time.Now().Add(time.Hour)})
		w.posts(w.owner, "@member @reader first")
		edited := w.posts(w.owner, "second")
		if _, err := w.Edit(t.Context(), w.owner.ID, edited.ID, chat.Edit{Text: "@room @member second"}); err != nil {
			t.Fatal(err)
		}
		counts(0)
		if told(w.member) != 0 || told(w.reader) != 0 || told(w.moderator) != 1 {
			t.Errorf("told %d, %d, and the one who may be %d", told(w.member), told(w.reader), told(w.moderator))
		}
		if list := w.mentions(w.member); list != "@room @member second|@member @reader first" {
			t.Errorf("mentions %q", list)
		}
		set(w.member, chat.Notify{Level: chat.NotifyMentions})
		counts(2)
		r.mu.Lock()
		last := r.said[len(r.said)-1]
		r.mu.Unlock()
		if last.Kind != chat.NotifyUpdated || last.Unread.Mentions != 2 {
			t.Errorf("told %+v", last)
		}
		time.Sleep(2 * time.Hour)
		w.posts(w.owner, "@reader @member third")
		if told(w.member) != 1 || told(w.reader) != 1 {
			t.Errorf("told %d and %d", told(w.member), told(w.reader))
		}
	})
	t.Run("WhatCountsAtATime", func(t *testing.T) {
		n := chat.Notify{Level: chat.NotifyMentions, MuteUntil: until}
		if n.At(until.Add(-1)) != chat.NotifyNone || n.At(until) != chat.NotifyMentions {
			t.Errorf("%q and then %q", n.At(until.Add(-1)), n.At(until))
		}
	})
	t.Run("Err", func(t *testing.T) {
		w := newCrew(t, chat.Public)
		for name, c := range map[string]struct {
			who   chat.UserID
			level chat.NotifyLevel
			want  error
		}{
			"no member":   {w.nobody.ID, chat.NotifyNone, chat.ErrForbidden},
			"nobody":      {"", chat.NotifyNone, chat.ErrUnauthenticated},
			"no such one": {w.member.ID, "loud", chat.ErrInvalid},
		} {
			if _, err := w.SetNotify(t.Context(), c.who, w.room.ID, chat.Notify{Level: c.level}); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
