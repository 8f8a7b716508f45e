package chat_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// TestGrantRooms: other rooms do not exist for a token that is limited to some.
func TestGrantRooms(t *testing.T) {
	w := newCrew(t, chat.Private)
	other, err := w.CreateRoom(t.Context(), w.owner.ID, chat.RoomDraft{Kind: chat.Private, Name: "Other"})
	if err != nil {
		t.Fatal(err)
	}
	bot, limited := w.everywhere(chat.TokenDraft{Scopes: allScopes, Rooms: []chat.RoomID{w.room.ID}})
	if _, _, err := w.ManageMember(t.Context(), "", other.ID, bot.ID, chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	_, token, err := w.CreateInvite(t.Context(), w.owner.ID, other.ID, chat.InviteDraft{})
	msg, _, err2 := w.Post(t.Context(), w.owner.ID, other.ID, chat.Draft{Text: "elsewhere"})
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	for route, want := range map[string]int{
		"GET /api/v1/rooms/" + string(w.room.ID):                200,
		"GET /api/v1/rooms/" + string(other.ID):                 404,
		"GET /api/v1/rooms/lobby":                               404,
		"GET /api/messages":                                     400,
		"GET /api/v1/rooms/" + string(other.ID) + "/events":     404,
		"GET /api/v1/messages/" + string(msg.ID):                404,
		"DELETE /api/v1/messages/" + string(msg.ID):             404,
		"PUT /api/v1/messages/" + string(msg.ID) + "/bookmark":  404,
		"PUT /api/v1/rooms/" + string(other.ID) + "/members/me": 404,
		"POST /api/v1/invites/" + token:                         404,
		"POST /api/v1/rooms/" + string(other.ID) + "/typing":    404,
	} {
		if a := w.ask(route, "", "Authorization: Bearer "+limited); a.StatusCode != want {
			t.Errorf("%s: %s %s", route, a.Status, a.body)
		}
	}
	for route, body := range map[string]string{"POST /api/v1/rooms": `{"kind":"private","name":"New"}`, "GET /api/v1/users": "", "GET /api/v1/users/me": ""} {
		if a := w.ask(route, body, "Authorization: Bearer "+limited); a.StatusCode != 403 {
			t.Errorf("%s: %s %s", route, a.Status, a.body)
		}
	}
	for _, route := range []string{"GET /api/v1/rooms", "GET /api/v1/rooms?filter=joined", "GET /api/v1/unread", "GET /api/v1/unread?limit=1"} {
		a := w.ask(route, "", "Authorization: Bearer "+limited)
		if n := strings.Count(a.body, `"lastSeq"`) + strings.Count(a.body, `"slug"`); n != 1 || !strings.Contains(a.body, string(w.room.ID)) {
			t.Errorf("%s: %s", route, a.body)
		}
	}
	if a := w.ask("GET /api/v1/unread?after="+string(w.room.ID), "", "Authorization: Bearer "+limited); !strings.Contains(a.body, `"items":[]`) {
		t.Errorf("the next page: %s", a.body)
	}
	here := w.said("here, not elsewhere")
	a := w.ask("GET /api/v1/search?q=elsewhere", "", "Authorization: Bearer "+limited)
	if a.StatusCode != 200 || !strings.Contains(a.body, string(here.ID)) || strings.Contains(a.body, string(msg.ID)) {
		t.Errorf("what it finds: %s %s", a.Status, a.body)
	}
	call := func(room chat.RoomID) chat.Message {
		m, _, err := w.Post(t.Context(), w.owner.ID, room, chat.Draft{Text: "@room, all of you"})
		if err == nil {
			err = w.FollowThread(t.Context(), bot.ID, m.ID, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	near, far := call(w.room.ID), call(other.ID)
	for _, route := range []string{"GET /api/v1/me/mentions", "GET /api/v1/me/threads"} {
		a := w.ask(route, "", "Authorization: Bearer "+limited)
		if a.StatusCode != 200 || !strings.Contains(a.body, string(near.ID)) || strings.Contains(a.body, string(far.ID)) {
			t.Errorf("%s: %s %s", route, a.Status, a.body)
		}
	}
	ctx := chat.WithGrant(t.Context(), &chat.Grant{Scopes: chat.NewSet(allScopes...), Rooms: chat.NewSet(w.room.ID)})
	if _, err := w.Log(ctx, bot.ID, chat.UserLog(bot.ID)); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("its own log, which tells of every room: %v", err)
	}
	if _, err := w.Log(chat.WithGrant(ctx, nil), bot.ID, chat.UserLog(bot.ID)); err != nil {
		t.Errorf("without a limit: %v", err)
	}
}

// TestInsufficientScope is about how a missing scope is told.
func TestInsufficientScope(t *testing.T) {
	w := newCrew(t, chat.Private)
	header := w.botWith([]string{chat.ScopeReadMessages})[0]
	for route, want := range map[string]string{
		"POST /api/v1/rooms/crew/messages":    `Bearer error="insufficient_scope", scope="messages:write"`,
		"POST /api/v1/rooms/nowhere/messages": `Bearer error="insufficient_scope", scope="messages:write"`,
		"GET /api/v1/me/export":               `Bearer error="insufficient_scope"`,
		"POST /api/v1/bots":                   `Bearer error="insufficient_scope"`,
	} {
		a := w.ask(route, `{"text":"x"}`, header)
		if a.StatusCode != 403 || a.Header.Get("WWW-Authenticate") != want || !strings.Contains(a.body, `"insufficient_scope"`) {
			t.Errorf("%s: %s %q %s", route, a.Status, a.Header.Get("WWW-Authenticate"), a.body)
		}
	}
	if a := w.ask("POST /api/messages", `{"content":"x"}`, header); a.StatusCode != 400 || !strings.Contains(a.body, "scope") {
		t.Errorf("the old route: %s %s", a.Status, a.body)
	}
	t.Run("ForCallsFromGoToo", func(t *testing.T) {
		ctx := chat.WithGrant(t.Context(), &chat.Grant{Scopes: chat.NewSet(chat.ScopeReadMessages)})
		if _, _, err := w.Post(ctx, w.owner.ID, w.room.ID, chat.Draft{Text: "x"}); !errors.Is(err, chat.ErrInsufficientScope) || !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("got %v", err)
		}
		if _, err := w.CreateBot(ctx, w.owner.ID, w.room.ID, chat.BotDraft{Name: "b"}); !errors.Is(err, chat.ErrInsufficientScope) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("OfTheHostsOwnTokensToo", func(t *testing.T) {
		m, err := chat.New(w.store, chat.AuthenticatorFunc(func(*http.Request) (chat.Identity, error) {
			return chat.Identity{Provider: "test", Subject: "owner", Grant: &chat.Grant{Scopes: "rooms:read"}}, nil
		}), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Shutdown(t.Context())
		rec := httptest.NewRecorder()
		m.Handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/rooms/crew/messages", nil))
		if rec.Code != 403 {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	})
}

// TestLimitBots: each bot has a quota of its own, for reading too.
func TestLimitBots(t *testing.T) {
	w := newCrew(t, chat.Private, func(o *chat.Options) {
		o.Limits.Bots = chat.Rate{Count: 2, Per: time.Hour}
		o.Limits.Posts = chat.Rate{Count: 1, Per: time.Hour}
		o.Limits.Requests = chat.Rate{Count: 1, Per: time.Hour}
	})
	first, second := w.botWith(allScopes)[0], w.botWith(allScopes)[0]
	for i, want := range []int{201, 201, 429} {
		if a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"x"}`, first); a.StatusCode != want || !strings.Contains(a.Header.Get("RateLimit"), `"bots"`) {
			t.Errorf("number %d: %s %s", i, a.Status, a.body)
		}
	}
	if a := w.ask("GET /api/v1/rooms", "", first); a.StatusCode != 429 {
		t.Errorf("reading: %s", a.Status)
	}
	if a := w.ask("GET /api/v1/rooms", "", second); a.StatusCode != 200 {
		t.Errorf("another bot: %s", a.Status)
	}
	for i, want := range []int{401, 429} { // who guesses counts as nobody
		if a := w.ask("GET /api/v1/rooms", "", "Authorization: Bearer pat_guess"); a.StatusCode != want {
			t.Errorf("guess %d: %s", i, a.Status)
		}
	}
}

// TestScopesOfRoutes: every scope that a route takes can be had, and no route is forgotten
// that reads or writes what bots are for.
func TestScopesOfRoutes(t *testing.T) {
	routes := newWorld(t).Routes()
	for _, pattern := range routes {
		if s := chat.RouteScope(pattern); s != "" && s != "free" && !slices.Contains(allScopes, s) {
			t.Errorf("%s takes %q, which no token has", pattern, s)
		}
	}
	for pattern := range chat.RouteScopes() {
		if !slices.Contains(routes, pattern) {
			t.Errorf("%s is no route", pattern)
		}
	}
}
