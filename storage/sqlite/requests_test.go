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
	s, spy := withRoom(t, file(t), nil), &drivertest.Spy{}
	s.Hook(watched{hook{spy}})
	ann := chat.Identity{Provider: "p", Subject: "ann"}
	m, err := chat.New(s, chat.AuthenticatorFunc(func(*http.Request) (chat.Identity, error) { return ann, nil }), nil)
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
		want        int // the user, their bans and the room are three, the policy's questions two
	}{
		{"POST /messages", `{"text":"Hi"}`, 10},
		{"GET /messages", "", 12},
		{"GET /messages?around=1", "", 16},
		{"GET /events?after=0", "", 13},
		{"PUT /read", `{"seq":1}`, 9},
		{"GET ", "", 9},
	} {
		method, path, _ := strings.Cut(c.route, " ")
		r := httptest.NewRequestWithContext(ctx, method, "/api/v1/rooms/"+string(room.ID)+path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		spy.Take()
		m.Handler().ServeHTTP(w, r)
		if queries := spy.Take(); w.Code >= 300 || len(queries) != c.want {
			t.Errorf("%s: %d, %d queries, want %d: %.3000v", c.route, w.Code, len(queries), c.want, queries)
		}
	}
}
