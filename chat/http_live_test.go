package chat_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/parleychat/parley/chat"
)

func TestV1Live(t *testing.T) {
	tuned(t, "OK", func(t *testing.T, w *crew, _ *radio) {
		w.Attend(w.member.ID)
		room := "/api/v1/rooms/crew"
		for _, c := range []struct {
			name, route, body, as string
			want                  int
			in                    string
		}{
			{"Typing", "POST " + room + "/typing", "", "member", 204, ""},
			{"TypingAgain", "POST " + room + "/typing", `{"typing":true}`, "member", 204, ""},
			{"WhoTypes", "GET " + room + "/typing", "", "reader", 200, `{"items":[{"user":{"id":"` + string(w.member.ID) + `","displayName":"member"`},
			{"Stopped", "POST " + room + "/typing", `{"typing":false}`, "member", 204, ""},
			{"NobodyTypes", "GET " + room + "/typing", "", "reader", 200, `{"items":[]}`},
			{"ErrTypingReader", "POST " + room + "/typing", "", "reader", 403, `"code":"forbidden"`},
			{"ErrTypingStranger", "POST " + room + "/typing", "", "nobody", 404, ""},
			{"ErrTypingNobody", "POST " + room + "/typing", "", "", 404, ""},
			{"ErrTypingNobodyInPublic", "POST /api/v1/rooms/lobby/typing", "", "", 401, ""},
			{"ErrTypingBody", "POST " + room + "/typing", `{"typing":"loud"}`, "member", 422, `"code":"validation"`},
			{"ErrTypingOfStranger", "GET " + room + "/typing", "", "nobody", 404, ""},
			{"Presence", "GET " + room + "/presence", "", "reader", 200, `"displayName":"member","avatarUrl":"","profileUrl":""},"status":"online"}],"page":`},
			{"NobodyThere", "GET /api/v1/rooms/lobby/presence?limit=1", "", "", 200, `{"items":[],"page":{"after":"","hasAfter":false}}`},
			{"ErrPresenceOfStranger", "GET " + room + "/presence", "", "nobody", 404, ""},
			{"ErrPresenceLimit", "GET " + room + "/presence?limit=0", "", "member", 422, ""},
			{"Read", "PUT " + room + "/read", `{"seq":2}`, "member", 200, `"readSeq":2,"lastSeq":0,"unread":0,"mentions":0}`},
			{"Unread", "PUT " + room + "/read", `{"seq":1,"force":true}`, "member", 200, `"readSeq":1,`},
			{"ErrReadOfNoMember", "PUT /api/v1/rooms/lobby/read", `{"seq":1,"force":true}`, "member", 403, ""},
			{"ErrReadForce", "PUT " + room + "/read", `{"seq":1,"force":"yes"}`, "member", 422, ""},
			{"Reads", "GET " + room + "/reads", "", "reader", 200, `"displayName":"member","avatarUrl":"","profileUrl":""},"readSeq":1}`},
			{"ErrReadsOfStranger", "GET " + room + "/reads", "", "nobody", 404, ""},
			{"ErrReadsAfter", "GET " + room + "/reads?after=%00", "", "member", 422, ""},
			{"Me", "GET /api/v1/me", "", "member", 200, `"preferences":{"presence":true,"readReceipts":true}}`},
			{"Hide", "PATCH /api/v1/me", `{"preferences":{"presence":false}}`, "member", 200, `"preferences":{"presence":false,"readReceipts":true}}`},
			{"HideMore", "PATCH /api/v1/me", `{"preferences":{"readReceipts":false}}`, "member", 200, `"preferences":{"presence":false,"readReceipts":false}}`},
			{"NoChange", "PATCH /api/v1/me", `{}`, "member", 200, `"preferences":{"presence":false,"readReceipts":false}}`},
			{"ErrMeUnauthenticated", "PATCH /api/v1/me", `{}`, "", 401, ""},
			{"ErrMeBody", "PATCH /api/v1/me", `{"preferences":{"presence":"no"}}`, "member", 422, `"pointer":"/preferences/presence"`},
			{"ErrMeMalformed", "PATCH /api/v1/me", `[]`, "member", 400, ""},
			{"ErrMeEmpty", "PATCH /api/v1/me", ``, "member", 400, ""},
		} {
			synctest.Wait()
			var headers []string
			if c.as != "" {
				headers = []string{"X-User: " + c.as}
			}
			a := w.ask(c.route, c.body, headers...)
			if a.StatusCode != c.want || !strings.Contains(a.body, c.in) {
				t.Errorf("%s: %d %s", c.name, a.StatusCode, a.body)
			}
		}
		synctest.Wait()
		for _, hidden := range []string{"presence", "reads", "members"} {
			a := w.ask("GET /api/v1/rooms/crew/"+hidden, "", "X-User: owner")
			if shown := strings.Contains(a.body, string(w.member.ID)); a.StatusCode != 200 || shown != (hidden == "members") {
				t.Errorf("%s: %d %s", hidden, a.StatusCode, a.body)
			}
		}
		if a := w.ask("GET /api/v1/rooms/crew/members", "", "X-User: owner"); strings.Contains(a.body, "preferences") {
			t.Errorf("others see what somebody chose: %s", a.body)
		}
	})
}

// TestPreferencesMove: they go where the person goes, and end with them.
func TestPreferencesMove(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	want := chat.Preferences{HidePresence: true, HideReads: true}
	got, err := w.UpdatePreferences(t.Context(), ann.ID, func(p *chat.Preferences) { *p = want })
	if err != nil || got.Preferences != want {
		t.Fatalf("got %+v, %v", got, err)
	}
	if again := w.user("ann"); again.Preferences != want {
		t.Errorf("after another log-in %+v", again)
	}
	var file strings.Builder
	if err := w.ExportUser(t.Context(), &file, ann.ID); err != nil {
		t.Fatal(err)
	}
	other := newWorld(t)
	if _, err := other.Import(t.Context(), strings.NewReader(file.String()), nil); err != nil {
		t.Fatal(err)
	}
	if moved := other.user("ann"); moved.Preferences != want {
		t.Errorf("elsewhere %+v in %s", moved, file.String())
	}
	if err := w.EraseUser(t.Context(), ann.ID); err != nil {
		t.Fatal(err)
	}
	if left, err := w.store.User(t.Context(), ann.ID); err != nil || left.Preferences != (chat.Preferences{}) {
		t.Errorf("left is %+v, %v", left, err)
	}
	for id, want := range map[chat.UserID]error{"": chat.ErrUnauthenticated, ann.ID: chat.ErrNotFound, "nobody": chat.ErrNotFound} {
		if _, err := w.UpdatePreferences(t.Context(), id, func(*chat.Preferences) {}); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", id, err, want)
		}
	}
}
