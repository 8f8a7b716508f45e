package chat_test

import (
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestV1Members(t *testing.T) {
	w := newCrew(t, chat.Private)
	base := "/api/v1/rooms/crew/members"
	var page struct {
		Items []struct {
			User chat.User
			Role chat.Role
		}
		Page struct {
			After    chat.UserID
			HasAfter bool
		}
	}
	for _, c := range []struct {
		name, route, body, as string
		want                  int
	}{
		{"List", "GET " + base + "?limit=2", "", "member", 200},
		{"ErrListOfStranger", "GET " + base, "", "nobody", 404},
		{"ErrAdd", "PUT " + base + "/" + string(w.nobody.ID), "", "member", 403},
		{"Add", "PUT " + base + "/" + string(w.nobody.ID), "", "owner", 201},
		{"AddAgain", "PUT " + base + "/" + string(w.nobody.ID), `{}`, "owner", 200},
		{"Promote", "PUT " + base + "/" + string(w.nobody.ID), `{"role":"moderator"}`, "owner", 200},
		{"ErrRole", "PUT " + base + "/" + string(w.nobody.ID), `{"role":"king"}`, "owner", 422},
		{"ErrType", "PUT " + base + "/" + string(w.nobody.ID), `{"role":7}`, "owner", 422},
		{"ErrUnknown", "PUT " + base + "/who", "", "owner", 404},
		{"ErrLastOwner", "PUT " + base + "/me", `{"role":"member"}`, "owner", 403},
		{"ErrLastOwnerLeaves", "DELETE " + base + "/me", "", "owner", 403},
		{"Remove", "DELETE " + base + "/" + string(w.nobody.ID), "", "owner", 204},
		{"ErrRemoveAgain", "DELETE " + base + "/" + string(w.nobody.ID), "", "owner", 404},
		{"Leave", "DELETE " + base + "/me", "", "member", 204},
		{"ErrLeft", "GET " + base, "", "member", 404},
		{"AnAdminAdds", "PUT " + base + "/me", `{"role":"owner"}`, "admin", 201},
	} {
		t.Run(c.name, func(t *testing.T) {
			headers := []string{"X-User: " + c.as}
			if c.as == "admin" {
				headers = append(headers, "X-Admin: 1")
			}
			a := w.ask(c.route, c.body, headers...)
			if a.StatusCode != c.want {
				t.Fatalf("%d %s", a.StatusCode, a.body)
			}
			if strings.HasPrefix(c.name, "ErrLastOwner") && !strings.Contains(a.body, `"code":"last_owner"`) {
				t.Errorf("got %s", a.body)
			}
			if c.name == "List" {
				if a.into(t, &page); len(page.Items) != 2 || !page.Page.HasAfter || page.Items[1].User.ID != page.Page.After || page.Items[0].User.DisplayName == "" {
					t.Errorf("got %s", a.body)
				}
			}
		})
	}
}

func TestV1Invites(t *testing.T) {
	w := newCrew(t, chat.Private)
	base := "/api/v1/rooms/crew/invites"
	var made struct {
		ID    chat.InviteID
		Token string
	}
	a := w.ask("POST "+base, `{"maxUses":1}`, "X-User: owner")
	if a.into(t, &made); a.StatusCode != 201 || made.Token == "" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	for _, c := range []struct {
		name, route, body, as string
		want                  int
	}{
		{"ErrCreate", "POST " + base, "", "member", 403},
		{"ErrCreateByStranger", "POST " + base, "", "nobody", 404},
		{"ErrCreateRole", "POST " + base, `{"role":"owner"}`, "owner", 422},
		{"List", "GET " + base, "", "moderator", 200},
		{"ErrAcceptUnauthenticated", "POST /api/v1/invites/" + made.Token, "", "", 401},
		{"ErrAcceptUnknown", "POST /api/v1/invites/AAAA", "", "nobody", 404},
		{"Accept", "POST /api/v1/invites/" + made.Token, "", "nobody", 201},
		{"AcceptAgain", "POST /api/v1/invites/" + made.Token, "", "nobody", 200},
		{"ErrUsedUp", "POST /api/v1/invites/" + made.Token, "", "other", 410},
		{"Remove", "DELETE " + base + "/" + string(made.ID), "", "owner", 204},
		{"ErrRemoveAgain", "DELETE " + base + "/" + string(made.ID), "", "owner", 404},
		{"ErrAcceptRemoved", "POST /api/v1/invites/" + made.Token, "", "other", 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			var headers []string
			if c.as != "" {
				headers = []string{"X-User: " + c.as}
			}
			a := w.ask(c.route, c.body, headers...)
			if a.StatusCode != c.want {
				t.Fatalf("%d %s", a.StatusCode, a.body)
			}
			if c.name == "List" && (!strings.Contains(a.body, string(made.ID)) || strings.Contains(a.body, made.Token)) {
				t.Errorf("got %s", a.body)
			}
		})
	}
}

func TestV1Archive(t *testing.T) {
	w := newCrew(t, chat.Private)
	for _, c := range []struct {
		route, body, as string
		want            int
	}{
		{"DELETE /api/v1/rooms/crew", "", "member", 403},
		{"DELETE /api/v1/rooms/crew", "", "nobody", 404},
		{"DELETE /api/v1/rooms/crew", "", "owner", 204},
		{"DELETE /api/v1/rooms/crew", "", "owner", 204},
		{"POST /api/v1/rooms/crew/messages", `{"text":"hi"}`, "owner", 409},
		{"PATCH /api/v1/rooms/crew", `{"archived":false}`, "owner", 200},
		{"POST /api/v1/rooms/crew/messages", `{"text":"hi"}`, "owner", 201},
		{"GET /api/v1/rooms?filter=joined", "", "owner", 200},
		{"GET /api/v1/rooms?filter=direct&archived=true", "", "owner", 200},
		{"GET /api/v1/rooms?filter=mine", "", "owner", 422},
		{"GET /api/v1/rooms?archived=7", "", "owner", 422},
	} {
		if a := w.ask(c.route, c.body, "X-User: "+c.as); a.StatusCode != c.want {
			t.Errorf("%s by %s: %d %s", c.route, c.as, a.StatusCode, a.body)
		}
	}
}
