package chat_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// hidesDen is a policy of a host's: the den is for those whom the host calls friends,
// who may do anything there. Elsewhere it is as usual.
var hidesDen = chat.PolicyFunc(func(ctx context.Context, actor chat.User, action chat.Action, t chat.Target) error {
	if t.Room.Slug != "den" {
		return chat.RoomRoles{}.Can(ctx, actor, action, t)
	}
	switch {
	case actor.Subject == "outage":
		return errDown
	case slices.Contains(chat.RolesIn(ctx), "friend"):
		return nil
	case action == chat.ActionReadRoom && actor.Subject == "guest":
		return nil
	case actor.Subject == "guest":
		return chat.Refuse("guests only look")
	}
	return chat.ErrForbidden
})

func TestPolicy(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) { o.Policy = hidesDen })
	ann, guest, eve := w.user("ann"), w.user("guest"), w.user("eve")
	den, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "den", Name: "Den"})
	if err != nil {
		t.Fatal(err)
	}
	friend := chat.WithRoles(t.Context(), "friend")
	post := func(ctx context.Context, u chat.User) error {
		_, _, err := w.Post(ctx, u.ID, den.ID, chat.Draft{Text: "hi"})
		return err
	}
	t.Run("OK", func(t *testing.T) {
		if err := post(friend, eve); err != nil {
			t.Error(err)
		}
	})
	t.Run("WhatOneMayNotReadIsNotThere", func(t *testing.T) {
		for _, err := range []error{post(t.Context(), eve), w.CanRead(t.Context(), eve.ID, den.ID), w.CanRead(t.Context(), "", den.ID)} {
			if !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("TheReasonIsShown", func(t *testing.T) {
		if err := post(t.Context(), guest); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("got %v", err)
		}
		a := w.ask("POST /api/v1/rooms/den/messages", `{"text":"hi"}`, "X-User: guest")
		if a.StatusCode != 403 || !strings.Contains(a.body, `"detail":"guests only look"`) {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
	t.Run("AnOutageIsNoAnswer", func(t *testing.T) {
		if err := post(t.Context(), w.user("outage")); !errors.Is(err, errDown) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("HiddenFromLists", func(t *testing.T) {
		for _, c := range []struct {
			ctx  context.Context
			want int
		}{{t.Context(), 1}, {friend, 2}} {
			list, more, err := w.Rooms(c.ctx, eve.ID, chat.RoomFilter{}, "", 10)
			if err != nil || more || len(list) != c.want {
				t.Errorf("%d rooms, %t, %v", len(list), more, err)
			}
		}
	})
	t.Run("OnlyItsAuthorEditsAMessage", func(t *testing.T) {
		msg, _, err := w.Post(friend, ann.ID, den.ID, chat.Draft{Text: "hi"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Edit(friend, eve.ID, msg.ID, chat.Edit{Text: "no"}); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("APanicIsAnOutage", func(t *testing.T) {
		w := newWorld(t, func(o *chat.Options) {
			o.Policy = chat.PolicyFunc(func(context.Context, chat.User, chat.Action, chat.Target) error { panic("mine") })
		})
		if a := w.ask("GET /api/v1/rooms/lobby", ""); a.StatusCode != 500 || len(w.log.all()) == 0 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
}

// TestRoomRoles: who may make which room, over HTTP.
func TestRoomRoles(t *testing.T) {
	w := newWorld(t)
	bob := w.user("bob")
	for _, c := range []struct {
		name, body string
		headers    []string
		want       int
	}{
		{"PublicByAnAdmin", `{"slug":"a","name":"A"}`, []string{"X-User: ann", "X-Admin: 1"}, 201},
		{"ErrPublic", `{"slug":"b","name":"B"}`, []string{"X-User: ann"}, 403},
		{"Private", `{"kind":"private","name":"C"}`, []string{"X-User: ann"}, 201},
		{"Direct", `{"kind":"direct","members":["` + string(bob.ID) + `"]}`, []string{"X-User: ann"}, 201},
		{"DirectAgain", `{"kind":"direct","members":["` + string(bob.ID) + `"]}`, []string{"X-User: ann"}, 200},
		{"ErrRef", `{"kind":"private","name":"D","ref":"order:1"}`, []string{"X-User: ann"}, 403},
		{"RefByAnAdmin", `{"kind":"private","name":"D","ref":"order:1"}`, []string{"X-User: ann", "X-Admin: 1"}, 201},
		{"RefAgain", `{"kind":"private","name":"D","ref":"order:1"}`, []string{"X-User: ann", "X-Admin: 1"}, 200},
		{"ErrRefOfOthers", `{"kind":"private","name":"D","ref":"order:1"}`, []string{"X-User: eve", "X-Admin: 1"}, 404},
		{"ErrTakenSlug", `{"slug":"a","name":"A"}`, []string{"X-User: ann", "X-Admin: 1"}, 409},
		{"ErrKind", `{"kind":"personal","name":"A"}`, []string{"X-User: ann"}, 422},
		{"ErrNoMembers", `{"kind":"direct"}`, []string{"X-User: ann"}, 422},
		{"ErrUnauthenticated", `{"kind":"private","name":"C"}`, nil, 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			if a := w.ask("POST /api/v1/rooms", c.body, c.headers...); a.StatusCode != c.want {
				t.Errorf("%d %s", a.StatusCode, a.body)
			}
		})
	}
}
