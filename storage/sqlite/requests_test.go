package sqlite_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
)

// TestRequestsAskLittle counts what the database is asked for what people do all the time. On
// one over the network each question is a round trip: more of them need a reason.
func TestRequestsAskLittle(t *testing.T) {
	for name, opts := range map[string]*chat.Options{
		"NoOptions":   nil,
		"OwnPolicy":   {Policy: chat.RoomRoles{}},
		"LoginToRead": {LoginToRead: true},
	} {
		t.Run(name, func(t *testing.T) { asksLittle(t, opts) })
	}
}

func asksLittle(t *testing.T, opts *chat.Options) {
	s, spy := withRoom(t, file(t), nil), &drivertest.Spy{}
	s.Hook(watched{hook{spy}})
	ann := chat.Identity{Provider: "p", Subject: "ann"}
	m, err := chat.New(s, chat.AuthenticatorFunc(func(*http.Request) (chat.Identity, error) { return ann, nil }), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown(t.Context()) })
	me, err := m.SignIn(t.Context(), ann)
	if err != nil {
		t.Fatal(err)
	}
	room, err := m.CreateRoom(t.Context(), me.ID, chat.RoomDraft{Kind: chat.Private, Name: "Room"})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithValue(t.Context(), watchedKey{}, true)
	for _, c := range []struct {
		route, body string
		want, more  int // the user, their bans and the room are three, the policy's questions two; more for the host's own
	}{
		{"GET search?q=nothing", "", 3, 0}, // before there is anything to index
		{"POST rooms/{room}/messages", `{"text":"Hi"}`, 10, 1},
		{"POST rooms/{room}/messages", `{"text":"Ho"}`, 10, 1},
		{"GET rooms/{room}/messages", "", 12, 0},
		{"GET rooms/{room}/messages?around=1", "", 16, 0},
		{"GET rooms/{room}/events?after=0", "", 13, 0},
		{"PUT rooms/{room}/read", `{"seq":1}`, 9, 1},
		{"GET rooms/{room}", "", 6, 0},
		{"GET rooms/{room}/members", "", 7, 0},
		{"GET rooms/{room}/reads", "", 7, 0},
		{"GET rooms/{room}/presence", "", 6, 0},
		{"GET rooms/{room}/typing", "", 5, 0},
		{"GET rooms/{room}/pins", "", 6, 0},
		{"GET rooms/{room}/invites", "", 6, 0},
		{"GET rooms/{room}/mutes", "", 6, 0},
		{"GET rooms/{room}/audit", "", 6, 0},
		{"GET rooms/{room}/reports", "", 6, 0},
		{"GET rooms/lobby", "", 5, 0},
		{"GET rooms", "", 4, 0},
		{"GET meta", "", 4, 1},
		{"GET users", "", 3, 0},
	} {
		if opts != nil && opts.Policy != nil {
			c.want += c.more
		}
		method, path, _ := strings.Cut(strings.ReplaceAll(c.route, "{room}", string(room.ID)), " ")
		r := httptest.NewRequestWithContext(ctx, method, "/api/v1/"+path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		spy.Take()
		m.Handler().ServeHTTP(w, r)
		if queries := spy.Take(); w.Code >= 300 || len(queries) != c.want {
			t.Errorf("%s: %d, %d queries, want %d: %.3000v", c.route, w.Code, len(queries), c.want, queries)
		}
	}
}
