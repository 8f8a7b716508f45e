package chat_test

import (
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// TestBadRequestsTellNothing: whatever is wrong with a request, a room that one may not see is
// like one that does not exist.
func TestBadRequestsTellNothing(t *testing.T) {
	w := newWorld(t)
	ann, _ := w.user("ann"), w.user("eve")
	room, err := w.CreateRoom(w.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "Secret", Slug: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range []string{
		"POST /api/v1/rooms/{room}/messages", "PUT /api/v1/rooms/{room}/read", "POST /api/v1/rooms/{room}/typing",
		"PATCH /api/v1/rooms/{room}", "PUT /api/v1/rooms/{room}/notify", "PUT /api/v1/rooms/{room}/members/ann",
		"POST /api/v1/rooms/{room}/invites", "POST /api/v1/rooms/{room}/webhooks",
	} {
		for _, body := range []string{`{`, `{}`, `{"text":" ","seq":-1,"level":"x","name":"","role":"king"}`, `[]`} {
			for _, who := range []string{"X-User: eve", "X-Nobody: 1"} {
				missing := w.ask(strings.Replace(route, "{room}", "nothing", 1), body, who)
				for _, name := range []string{"secret", string(room.ID)} {
					hidden := w.ask(strings.Replace(route, "{room}", name, 1), body, who)
					if hidden.StatusCode != missing.StatusCode || strings.ReplaceAll(hidden.body, name, "nothing") != missing.body {
						t.Errorf("%s %s, %s: %d %s, but of none %d %s", route, body, who, hidden.StatusCode, hidden.body, missing.StatusCode, missing.body)
					}
				}
			}
		}
	}
}
