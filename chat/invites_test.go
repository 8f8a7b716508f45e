package chat_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

func TestInvite(t *testing.T) {
	t.Run("LetsIn", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		inv, token, err := w.CreateInvite(t.Context(), w.moderator.ID, w.room.ID, chat.InviteDraft{})
		if err != nil || inv.Role != chat.RoleMember || len(token) != 26 {
			t.Fatalf("%+v, %q, %v", inv, token, err)
		}
		r, m, added, err := w.AcceptInvite(t.Context(), w.nobody.ID, token)
		if err != nil || !added || r.ID != w.room.ID || m.User != w.nobody.ID || w.role(w.nobody) != chat.RoleMember {
			t.Errorf("%+v, %t, %v", m, added, err)
		}
		if _, m, added, err = w.AcceptInvite(t.Context(), w.owner.ID, token); err != nil || added || m.Role != chat.RoleOwner {
			t.Errorf("the owner: %+v, %t, %v", m, added, err)
		}
		list, more, err := w.Invites(t.Context(), w.owner.ID, w.room.ID, "", 10)
		if err != nil || more || len(list) != 1 || list[0].Uses != 1 {
			t.Errorf("%+v, %t, %v", list, more, err)
		}
	})
	t.Run("ForSoManyOnly", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		_, token, err := w.CreateInvite(t.Context(), w.owner.ID, w.room.ID, chat.InviteDraft{MaxUses: 3, Role: chat.RoleReadOnly})
		if err != nil {
			t.Fatal(err)
		}
		var in atomic.Int64
		var wg sync.WaitGroup
		for i := range 10 {
			u := w.user(string(rune('a' + i)))
			wg.Go(func() {
				switch _, _, added, err := w.AcceptInvite(t.Context(), u.ID, token); {
				case added:
					in.Add(1)
				case !errors.Is(err, chat.ErrGone):
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if in.Load() != 3 {
			t.Errorf("%d came in", in.Load())
		}
	})
	t.Run("ErrExpired", func(t *testing.T) {
		now := time.Now()
		w := newCrew(t, chat.Private, func(o *chat.Options) { o.Now = func() time.Time { return now } })
		_, token, err := w.CreateInvite(t.Context(), w.owner.ID, w.room.ID, chat.InviteDraft{ExpiresAt: now.Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
		if _, _, _, err := w.AcceptInvite(t.Context(), w.nobody.ID, token); !errors.Is(err, chat.ErrGone) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrWithdrawn", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		inv, token, err := w.CreateInvite(t.Context(), w.owner.ID, w.room.ID, chat.InviteDraft{})
		if err == nil {
			err = w.RemoveInvite(t.Context(), w.moderator.ID, w.room.ID, inv.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := w.AcceptInvite(t.Context(), w.nobody.ID, token); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("WhoMayNot", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		for _, c := range []struct {
			actor chat.UserID
			draft chat.InviteDraft
			want  error
		}{
			{w.member.ID, chat.InviteDraft{}, chat.ErrForbidden},
			{w.nobody.ID, chat.InviteDraft{}, chat.ErrNotFound},
			{"", chat.InviteDraft{}, chat.ErrNotFound},
			{w.owner.ID, chat.InviteDraft{Role: chat.RoleOwner}, chat.ErrInvalid},
			{w.owner.ID, chat.InviteDraft{MaxUses: -1}, chat.ErrInvalid},
			{w.owner.ID, chat.InviteDraft{ExpiresAt: time.Unix(1, 0)}, chat.ErrInvalid},
		} {
			if _, _, err := w.CreateInvite(t.Context(), c.actor, w.room.ID, c.draft); !errors.Is(err, c.want) {
				t.Errorf("%+v: %v", c.draft, err)
			}
			if _, _, err := w.Invites(t.Context(), c.actor, w.room.ID, "", 1); (err == nil) != (c.actor == w.owner.ID) {
				t.Errorf("listed for %q: %v", c.actor, err)
			}
		}
		if _, _, _, err := w.AcceptInvite(t.Context(), "", "any"); !errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("nobody: %v", err)
		}
		if _, _, _, err := w.AcceptInvite(t.Context(), w.nobody.ID, "any"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("a guess: %v", err)
		}
	})
}
