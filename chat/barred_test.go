package chat_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// TestBarred: who is banned from everything may go, and stays banned.
func TestBarred(t *testing.T) {
	ctx := chat.WithRoles(t.Context(), chat.RoleAdmin)
	barred := func(t *testing.T) (*crew, chat.User) {
		w := newCrew(t, chat.Public)
		admin := w.user("admin")
		said := w.post(w.member, "secret")
		if _, err := w.Ban(ctx, admin.ID, "", w.member.ID, chat.SanctionDraft{Reason: "spam"}); err != nil {
			t.Fatal(err)
		}
		if a := w.ask("DELETE /api/v1/me", `{"confirm":true}`, "X-User: member"); a.StatusCode != http.StatusNoContent {
			t.Fatalf("%s %s", a.Status, a.body)
		}
		if got, err := w.Message(t.Context(), "", said.ID); err != nil || got.Text != "" || got.Author.DisplayName != "Deleted user" {
			t.Errorf("what they said: %+v, %v", got, err)
		}
		return w, admin
	}
	t.Run("ErrBannedWhenTheyComeBack", func(t *testing.T) {
		w, _ := barred(t)
		for _, route := range []string{"GET /api/v1/me", "GET /api/v1/rooms", "DELETE /api/v1/me"} {
			if a := w.ask(route, "", "X-User: member"); a.StatusCode != http.StatusForbidden || !strings.Contains(a.body, `"banned"`) {
				t.Errorf("%s: %s %s", route, a.Status, a.body)
			}
		}
		for _, id := range []chat.Identity{{Provider: "test", Subject: "member"}, {Provider: "test", Subject: "other", Formerly: []string{"member"}}} {
			if _, err := w.SignIn(t.Context(), id); !errors.Is(err, chat.ErrBanned) {
				t.Errorf("%+v: %v", id, err)
			}
		}
		if list, _, err := w.Sanctions(ctx, w.user("admin").ID, "", chat.Ban, "", 9); err != nil || len(list) != 1 || list[0].User != w.member.ID || list[0].Reason != "" {
			t.Errorf("bans %+v, %v", list, err)
		}
	})
	t.Run("LiftedTheyAreSomebodyNew", func(t *testing.T) {
		w, admin := barred(t)
		last := w.member.ID
		for range 2 {
			if err := w.Unban(ctx, admin.ID, "", last); err != nil {
				t.Fatal(err)
			}
			again := w.user("member")
			if again.ID == last {
				t.Error("they have the user that was erased")
			}
			if _, err := w.Ban(ctx, admin.ID, "", again.ID, chat.SanctionDraft{}); err != nil {
				t.Fatal(err)
			}
			if err := w.EraseUser(t.Context(), again.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := w.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "member"}); !errors.Is(err, chat.ErrBanned) {
				t.Errorf("banned again: %v", err)
			}
			last = again.ID
		}
	})
	t.Run("ExportsTellNothingOfTheKey", func(t *testing.T) {
		w, _ := barred(t)
		var out strings.Builder
		if err := w.ExportRoom(t.Context(), &out, w.Lobby()); err != nil || strings.Contains(out.String(), "barred") {
			t.Errorf("%v: %s", err, out.String())
		}
	})
	t.Run("OthersAreWhoTheyWere", func(t *testing.T) {
		w := newCrew(t, chat.Public)
		if err := w.EraseUser(t.Context(), w.member.ID); err != nil {
			t.Fatal(err)
		}
		if again := w.user("member"); again.ID == w.member.ID {
			t.Error("they have the user that was erased")
		}
	})
}
