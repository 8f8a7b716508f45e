package chat_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// TestOpenAPIAnswers has every operation answer what it was made for, each of which
// world.ask holds against the document.
func TestOpenAPIAnswers(t *testing.T) {
	left := map[string]bool{}
	for pattern := range theContract().ops {
		left[pattern] = true
	}
	w := newCrew(t, chat.Private, withWebhooks)
	w.CallBy(nowhere{})
	said := w.post(w.owner, "one").ID
	bad := w.post(w.member, "bad").ID
	first, second := w.reported(w.nobody, bad), w.reported(w.reader, bad)
	var made struct {
		ID, Token string
		User      struct{ ID string }
		Author    struct{ ID string }
	} // by the last POST that made something with an ID
	file, err := w.attach(w.owner, w.room.ID, "a.png", pngOf(2, 2))
	if err != nil {
		t.Fatal(err)
	}
	room, on := "/api/v1/rooms/crew", "/api/v1/messages/"+string(said)
	for _, c := range []struct {
		route, path, body string // path: what stands for the names in the route
		want              int
	}{
		{"GET /status", "", "", 200}, {"GET /healthz", "", "", 200}, {"GET /readyz", "", "", 200},
		{"GET /auth/me", "", "", 200}, {"GET /api/messages", "", "", 200},
		{"POST /api/messages", "", `{"content":"two"}`, 200},
		{"PUT /api/messages/{id}", "/api/messages/3", `{"content":"<two>"}`, 200},
		{"DELETE /api/messages/{id}", "/api/messages/3", "", 200},
		{"GET /api/v1/meta", "", "", 200}, {"GET /api/v1/openapi.yaml", "", "", 200}, {"GET /api/v1/me", "", "", 200},
		{"GET /api/v1/rooms", "", "", 200},
		{"POST /api/v1/rooms", "", `{"kind":"direct","members":["` + string(w.member.ID) + `"]}`, 201},
		{"POST /api/v1/rooms", "", `{"kind":"direct","members":["` + string(w.member.ID) + `"]}`, 200},
		{"GET /api/v1/rooms/{room}", room, "", 200},
		{"PATCH /api/v1/rooms/{room}", room, `{"topic":"All of it","retentionDays":7}`, 200},
		{"GET /api/v1/rooms/{room}/members", room + "/members", "", 200},
		{"PUT /api/v1/rooms/{room}/members/{user}", room + "/members/" + string(w.nobody.ID), "", 201},
		{"PUT /api/v1/rooms/{room}/members/{user}", room + "/members/" + string(w.nobody.ID), `{"role":"moderator"}`, 200},
		{"DELETE /api/v1/rooms/{room}/members/{user}", room + "/members/" + string(w.nobody.ID), "", 204},
		{"POST /api/v1/rooms/{room}/invites", room + "/invites", `{"maxUses":3,"expiresAt":"2999-01-01T00:00:00Z"}`, 201},
		{"GET /api/v1/rooms/{room}/invites", room + "/invites", "", 200},
		{"POST /api/v1/invites/{token}", "/api/v1/invites/{made.token}", "", 200},
		{"DELETE /api/v1/rooms/{room}/invites/{invite}", room + "/invites/{made.id}", "", 204},
		{"POST /api/v1/rooms/{room}/messages", room + "/messages", `{"text":"first","clientId":"c"}`, 201},
		{"POST /api/v1/rooms/{room}/messages", room + "/messages", `{"text":"first","clientId":"c"}`, 200},
		{"POST /api/v1/rooms/{room}/messages", room + "/messages", `{"text":"aside","replyTo":"{made.id}","thread":"{made.id}","inRoom":true}`, 201},
		{"GET /api/v1/rooms/{room}/messages", room + "/messages", "", 200},
		{"PUT /api/v1/rooms/{room}/read", room + "/read", `{"seq":1}`, 200},
		{"GET /api/v1/rooms/{room}/reads", room + "/reads", "", 200},
		{"POST /api/v1/rooms/{room}/typing", room + "/typing", "", 204},
		{"GET /api/v1/rooms/{room}/typing", room + "/typing", "", 200},
		{"GET /api/v1/rooms/{room}/presence", room + "/presence", "", 200},
		{"PATCH /api/v1/me", "", `{"preferences":{"readReceipts":false}}`, 200},
		{"GET /api/v1/unread", "", "", 200}, {"GET /api/v1/search", "/api/v1/search?q=first+from:me&limit=1", "", 200},
		{"GET /api/v1/rooms/{room}/events", room + "/events", "", 200},
		{"GET /api/v1/rooms/{room}/export", room + "/export", "", 200},
		{"GET /api/v1/messages/{message}", on, "", 200},
		{"PATCH /api/v1/messages/{message}", on, `{"text":"1"}`, 200},
		{"GET /api/v1/messages/{message}/revisions", on + "/revisions", "", 200},
		{"DELETE /api/v1/messages/{message}/revisions/{n}", on + "/revisions/6", "", 204},
		{"PUT /api/v1/messages/{message}/reactions/{emoji}", on + "/reactions/%F0%9F%91%8D", "", 200},
		{"DELETE /api/v1/messages/{message}/reactions/{emoji}", on + "/reactions/%F0%9F%91%8D", "", 200},
		{"PUT /api/v1/messages/{message}/pin", on + "/pin", "", 200},
		{"GET /api/v1/rooms/{room}/pins", room + "/pins", "", 200},
		{"DELETE /api/v1/messages/{message}/pin", on + "/pin", "", 200},
		{"PUT /api/v1/messages/{message}/bookmark", on + "/bookmark", "", 204},
		{"GET /api/v1/me/bookmarks", "", "", 200},
		{"GET /api/v1/me/mentions", "", "", 200},
		{"PUT /api/v1/messages/{message}/follow", on + "/follow", `{"seq":3}`, 204},
		{"GET /api/v1/me/threads", "", "", 200},
		{"DELETE /api/v1/messages/{message}/follow", on + "/follow", "", 204},
		{"GET /api/v1/users", "", "", 200},
		{"GET /api/v1/users/{user}", "/api/v1/users/" + string(w.member.ID), "", 200},
		{"DELETE /api/v1/messages/{message}/bookmark", on + "/bookmark", "", 204},
		{"PUT /api/v1/rooms/{room}/notify", room + "/notify", `{"level":"mentions","muteUntil":"2999-01-01T00:00:00Z"}`, 200},
		{"PUT /api/v1/rooms/{room}/mutes/{user}", room + "/mutes/" + string(w.member.ID), `{"reason":"spam","until":"2999-01-01T00:00:00Z"}`, 200},
		{"GET /api/v1/rooms/{room}/mutes", room + "/mutes", "", 200},
		{"DELETE /api/v1/rooms/{room}/mutes/{user}", room + "/mutes/" + string(w.member.ID), "", 204},
		{"PUT /api/v1/rooms/{room}/bans/{user}", room + "/bans/" + string(w.member.ID), "", 200},
		{"GET /api/v1/rooms/{room}/bans", room + "/bans", "", 200},
		{"DELETE /api/v1/rooms/{room}/bans/{user}", room + "/bans/" + string(w.member.ID), "", 204},
		{"PUT /api/v1/admin/bans/{user}", "/api/v1/admin/bans/" + string(w.member.ID), `{"reason":"spam"}`, 200},
		{"GET /api/v1/admin/bans", "", "", 200},
		{"DELETE /api/v1/admin/bans/{user}", "/api/v1/admin/bans/" + string(w.member.ID), "", 204},
		{"PUT /api/v1/blocks/{user}", "/api/v1/blocks/" + string(w.member.ID), "", 204},
		{"GET /api/v1/blocks", "", "", 200},
		{"DELETE /api/v1/blocks/{user}", "/api/v1/blocks/" + string(w.member.ID), "", 204},
		{"POST /api/v1/messages/{message}/report", "/api/v1/messages/" + string(bad) + "/report", `{"reason":"rude"}`, 202},
		{"GET /api/v1/rooms/{room}/reports", "/api/v1/rooms/lobby/reports", "", 200},
		{"PATCH /api/v1/rooms/{room}/reports/{report}", "/api/v1/rooms/lobby/reports/" + first, `{"status":"resolved","act":"delete","reason":"rude"}`, 200},
		{"GET /api/v1/admin/reports", "/api/v1/admin/reports?status=resolved", "", 200},
		{"PATCH /api/v1/admin/reports/{report}", "/api/v1/admin/reports/" + second, `{"status":"dismissed"}`, 200},
		{"GET /api/v1/rooms/{room}/audit", room + "/audit", "", 200},
		{"GET /api/v1/admin/audit", "/api/v1/admin/audit?limit=2&user=" + string(w.member.ID), "", 200},
		{"OPTIONS /api/v1/uploads", "", "", 204},
		{"POST /api/v1/uploads", "", `{"name":"a.png","size":3}`, 201},
		{"GET /api/v1/uploads/{upload}", "/api/v1/uploads/{made.id}", "", 200},
		{"PATCH /api/v1/uploads/{upload}", "/api/v1/uploads/{made.id}", "end", 204},
		{"DELETE /api/v1/uploads/{upload}", "/api/v1/uploads/{made.id}", "", 204},
		{"GET /api/v1/files/{file}/{name}", "/api/v1/files/{file}/a.png", "", 200},
		{"GET /api/v1/files/{file}/thumb", "/api/v1/files/{file}/thumb", "", 200},
		{"POST /api/v1/bots", "", `{"name":"everywhere"}`, 201},
		{"GET /api/v1/bots", "", "", 200},
		{"POST /api/v1/rooms/{room}/bots", room + "/bots", `{"name":"robot","avatarUrl":"https://x.test/r.png"}`, 201},
		{"GET /api/v1/rooms/{room}/bots", room + "/bots", "", 200},
		{"POST /api/v1/bots/{bot}/tokens", "/api/v1/bots/{made.user}/tokens", `{"scopes":["rooms:read"],"expiresAt":"2100-01-01T00:00:00Z"}`, 201},
		{"GET /api/v1/bots/{bot}/tokens", "/api/v1/bots/{made.user}/tokens", "", 200},
		{"DELETE /api/v1/bots/{bot}/tokens/{token}", "/api/v1/bots/{made.user}/tokens/{made.id}", "", 204},
		{"DELETE /api/v1/bots/{bot}", "/api/v1/bots/{made.user}", "", 204},
		{"POST /api/v1/rooms/{room}/webhooks/incoming", room + "/webhooks/incoming", `{"name":"hook"}`, 201},
		{"GET /api/v1/rooms/{room}/webhooks/incoming", room + "/webhooks/incoming", "", 200},
		{"POST /api/v1/webhooks/incoming/{hook}/rotate", "/api/v1/webhooks/incoming/{made.id}/rotate", "", 200},
		{"POST /hooks/{hook}", "/hooks/{made.token}", `{"text":"ping","name":"Ping","avatar":"https://x.test/p.png","clientId":"1"}`, 201},
		{"DELETE /api/v1/webhooks/incoming/{hook}", "/api/v1/webhooks/incoming/{made.author}", "", 204},
		{"POST /api/v1/webhooks/outgoing", "", `{"url":"https://192.0.2.1/"}`, 201},
		{"GET /api/v1/webhooks/outgoing", "", "", 200},
		{"POST /api/v1/rooms/{room}/webhooks/outgoing", room + "/webhooks/outgoing", `{"url":"https://192.0.2.1/","events":["message.created"]}`, 201},
		{"GET /api/v1/rooms/{room}/webhooks/outgoing", room + "/webhooks/outgoing", "", 200},
		{"PATCH /api/v1/webhooks/outgoing/{hook}", "/api/v1/webhooks/outgoing/{made.id}", `{"url":"https://192.0.2.2/","events":[],"enabled":false}`, 200},
		{"POST /api/v1/webhooks/outgoing/{hook}/rotate", "/api/v1/webhooks/outgoing/{made.id}/rotate", "", 200},
		{"GET /api/v1/webhooks/outgoing/{hook}/failures", "/api/v1/webhooks/outgoing/{made.id}/failures", "", 200},
		{"POST /api/v1/webhooks/outgoing/{hook}/failures/{room}/{rev}", "/api/v1/webhooks/outgoing/{made.id}/failures/x/1", "", 404},
		{"DELETE /api/v1/webhooks/outgoing/{hook}/failures/{room}/{rev}", "/api/v1/webhooks/outgoing/{made.id}/failures/x/1", "", 404},
		{"DELETE /api/v1/webhooks/outgoing/{hook}", "/api/v1/webhooks/outgoing/{made.id}", "", 204},
		{"GET /api/v1/commands", "", "", 200},
		{"DELETE /api/v1/messages/{message}", on, "", 200},
		{"DELETE /api/v1/rooms/{room}", room, "", 204},
		{"GET /api/v1/me/export", "", "", 200},
		{"DELETE /api/v1/me", "", `{"confirm":true}`, 204},
	} {
		method, template, _ := strings.Cut(c.route, " ")
		names := strings.NewReplacer("{made.id}", made.ID, "{made.token}", made.Token, "{made.user}", made.User.ID, "{made.author}", made.Author.ID, "{file}", string(file))
		headers := append([]string{"X-User: owner", "X-Admin: 1"}, matrixHeaders[c.route]...)
		a := w.ask(method+" "+names.Replace(cmp.Or(c.path, template)), names.Replace(c.body), headers...)
		if a.StatusCode != c.want {
			t.Errorf("%s: %s %s", c.route, a.Status, a.body)
		}
		if method == "POST" && a.body != "" {
			a.into(t, &made)
		}
		delete(left, c.route)
	}
	if len(left) > 0 {
		t.Errorf("never asked: %v", left)
	}
}
