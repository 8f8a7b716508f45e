package chat_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// TestRoomTellsWhetherOneMayWrite: a page need not try it to find out.
func TestRoomTellsWhetherOneMayWrite(t *testing.T) {
	down := false
	w := newCrew(t, chat.Public, func(o *chat.Options) {
		o.Policy = chat.PolicyFunc(func(ctx context.Context, actor chat.User, action chat.Action, target chat.Target) error {
			switch {
			case down && action == chat.ActionPostMessage:
				return context.DeadlineExceeded
			case action == chat.ActionPostMessage && actor.DisplayName == "nobody":
				return chat.Refuse("pay first")
			}
			return chat.RoomRoles{}.Can(ctx, actor, action, target)
		})
	})
	until := time.Date(2999, 1, 2, 3, 4, 5, 0, time.UTC)
	if _, err := w.Mute(t.Context(), w.owner.ID, w.room.ID, w.moderator.ID, chat.SanctionDraft{Until: until}); err != nil {
		t.Fatal(err)
	}
	tell := func(name, as, want string) {
		t.Run(name, func(t *testing.T) {
			var headers []string
			if as != "" {
				headers = []string{"X-User: " + as}
			}
			if a := w.ask("GET /api/v1/rooms/crew", "", headers...); a.StatusCode != 200 || !strings.Contains(a.body, `"posting":`+want+`}`) {
				t.Errorf("%d %s", a.StatusCode, a.body)
			}
		})
	}
	tell("Member", "member", `{"allowed":true}`)
	tell("Reader", "reader", `{"allowed":false,"code":"forbidden"}`)
	tell("Muted", "moderator", `{"allowed":false,"code":"muted","until":"2999-01-02T03:04:05Z"}`)
	tell("RefusedByTheHost", "nobody", `{"allowed":false,"code":"forbidden"}`)
	tell("NotLoggedIn", "", `{"allowed":false,"code":"unauthenticated"}`)
	closed := true
	if _, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: &closed}); err != nil {
		t.Fatal(err)
	}
	tell("Archived", "owner", `{"allowed":false,"code":"archived"}`)
	down = true
	t.Run("ErrOutage", func(t *testing.T) {
		if a := w.ask("GET /api/v1/rooms/crew", "", "X-User: owner"); a.StatusCode != 504 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
}
