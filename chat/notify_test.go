package chat_test

import (
	"errors"
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
