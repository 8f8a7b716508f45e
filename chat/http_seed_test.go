package chat_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// seedAnswer is the envelope of the first version.
type seedAnswer struct {
	Data  json.RawMessage `json:"data"`
	Error *struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Data    json.RawMessage `json:"data"`
	} `json:"error"`
	Success bool `json:"success"`
}

// TestSeedRoutes compares every route of the first version, happy and unhappy, with
// its documented status and envelope.
func TestSeedRoutes(t *testing.T) {
	const ann, bob = "X-User: ann", "X-User: bob"
	for name, c := range map[string]struct {
		route, body string
		headers     []string
		status      int
		code        int // in the envelope; 0 means success
	}{
		"List":                   {"GET /api/messages", "", nil, 200, 0},
		"ListAsUser":             {"GET /api/messages?limit=1", "", []string{ann}, 200, 0},
		"ListWithForgedToken":    {"GET /api/messages", "", []string{"X-User: forged"}, 200, 0},
		"ListLimitMost":          {"GET /api/messages?limit=200", "", nil, 200, 0},
		"ErrListLimitZero":       {"GET /api/messages?limit=0", "", nil, 400, 400},
		"ErrListLimitNegative":   {"GET /api/messages?limit=-1", "", nil, 400, 400},
		"ErrListLimitHuge":       {"GET /api/messages?limit=201", "", nil, 400, 400},
		"ErrListLimitWord":       {"GET /api/messages?limit=all", "", nil, 400, 400},
		"ErrListLimitTwice":      {"GET /api/messages?limit=1&limit=2", "", nil, 400, 400},
		"ErrListOutage":          {"GET /api/messages", "", []string{"X-User: outage"}, 503, 503},
		"Create":                 {"POST /api/messages", `{"content":"new"}`, []string{ann}, 200, 0},
		"ErrCreateAnonymous":     {"POST /api/messages", `{"content":"new"}`, nil, 403, 403},
		"ErrCreateForgedToken":   {"POST /api/messages", `{"content":"new"}`, []string{"X-User: forged"}, 403, 403},
		"ErrCreateNoBody":        {"POST /api/messages", "", []string{ann}, 400, 400},
		"ErrCreateNoContent":     {"POST /api/messages", `{}`, []string{ann}, 400, 400},
		"ErrCreateNullContent":   {"POST /api/messages", `{"content":null}`, []string{ann}, 400, 400},
		"ErrCreateBlankContent":  {"POST /api/messages", `{"content":"  "}`, []string{ann}, 400, 400},
		"ErrCreateNumberContent": {"POST /api/messages", `{"content":7}`, []string{ann}, 400, 400},
		"ErrCreateArray":         {"POST /api/messages", `["content"]`, []string{ann}, 400, 400},
		"ErrCreateNotJSON":       {"POST /api/messages", `{"content":`, []string{ann}, 400, 400},
		"ErrCreateNUL":           {"POST /api/messages", `{"content":"a\u0000b"}`, []string{ann}, 400, 400},
		"ErrCreateInvalidUTF8":   {"POST /api/messages", "{\"content\":\"a\xffb\"}", []string{ann}, 400, 400},
		"ErrCreateHalfCharacter": {"POST /api/messages", `{"content":"\ud83d"}`, []string{ann}, 400, 400},
		"ErrCreateTooLong":       {"POST /api/messages", `{"content":"` + strings.Repeat("x", 8001) + `"}`, []string{ann}, 400, 400},
		"ErrCreateHugeBody":      {"POST /api/messages", `{"content":"` + strings.Repeat("x", 1<<20) + `"}`, []string{ann}, 413, 413},
		"ErrCreateForm":          {"POST /api/messages", `content=x`, []string{ann, "Content-Type: application/x-www-form-urlencoded"}, 415, 415},
		"ErrCreateForeignPage":   {"POST /api/messages", `{"content":"x"}`, []string{ann, "Sec-Fetch-Site: cross-site"}, 403, 403},
		"Update":                 {"PUT /api/messages/1", `{"content":"changed"}`, []string{ann}, 200, 0},
		"ErrUpdateAnonymous":     {"PUT /api/messages/1", `{"content":"changed"}`, nil, 403, 403},
		"ErrUpdateNotAuthor":     {"PUT /api/messages/1", `{"content":"changed"}`, []string{bob}, 400, 403},
		"ErrUpdateNoContent":     {"PUT /api/messages/1", `{}`, []string{ann}, 400, 400},
		"ErrUpdateUnknown":       {"PUT /api/messages/99", `{"content":"x"}`, []string{ann}, 400, 400},
		"ErrUpdateDeleted":       {"PUT /api/messages/3", `{"content":"x"}`, []string{ann}, 400, 400},
		"ErrUpdateWord":          {"PUT /api/messages/one", `{"content":"x"}`, []string{ann}, 404, 404},
		"ErrUpdateZero":          {"PUT /api/messages/0", `{"content":"x"}`, []string{ann}, 400, 400},
		"ErrUpdateBeyondInt64":   {"PUT /api/messages/99999999999999999999", `{"content":"x"}`, []string{ann}, 400, 400},
		"ErrUpdateSign":          {"PUT /api/messages/+1", `{"content":"x"}`, []string{ann}, 404, 404},
		"ErrUpdateMinus":         {"PUT /api/messages/-1", `{"content":"x"}`, []string{ann}, 404, 404},
		"ErrUpdateWordAnonymous": {"PUT /api/messages/one", `{"content":"x"}`, nil, 404, 404},
		"Delete":                 {"DELETE /api/messages/1", "", []string{ann}, 200, 0},
		"ErrDeleteAnonymous":     {"DELETE /api/messages/1", "", nil, 403, 403},
		"ErrDeleteNotAuthor":     {"DELETE /api/messages/1", "", []string{bob}, 400, 403},
		"ErrDeleteUnknown":       {"DELETE /api/messages/99", "", []string{ann}, 400, 400},
		"ErrDeleteZero":          {"DELETE /api/messages/0", "", []string{ann}, 400, 400},
		"ErrDeleteBeyondInt64":   {"DELETE /api/messages/99999999999999999999", "", []string{ann}, 400, 400},
		"ErrDeleteSign":          {"DELETE /api/messages/+1", "", []string{ann}, 404, 404},
		"ErrDeleteAgain":         {"DELETE /api/messages/3", "", []string{ann}, 400, 400},
		"Me":                     {"GET /auth/me", "", []string{ann}, 200, 0},
		"MeAnonymous":            {"GET /auth/me", "", nil, 200, 0},
		"MeForgedToken":          {"GET /auth/me", "", []string{"X-User: forged"}, 200, 0},
		"ErrMeOutageIsNoLogOut":  {"GET /auth/me", "", []string{"X-User: outage"}, 503, 503},
		"ErrUnknownPath":         {"GET /api/nothing", "", nil, 404, 404},
		"ErrMethod":              {"PATCH /api/messages", "", nil, 405, 405},
		"ErrMethodOfMe":          {"POST /auth/me", "", nil, 405, 405},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			author := w.user("ann")
			w.post(author, "first")
			w.post(w.user("bob"), "second")
			gone := w.post(author, "third")
			if _, err := w.Delete(t.Context(), author.ID, gone.ID); err != nil {
				t.Fatal(err)
			}
			res := w.ask(c.route, c.body, c.headers...)
			var got seedAnswer
			res.into(t, &got)
			if res.StatusCode != c.status || res.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s %s: %s", res.Status, res.Header.Get("Content-Type"), res.body)
			}
			if c.code == 0 && (!got.Success || got.Error != nil) {
				t.Errorf("not a success: %s", res.body)
			}
			if c.code != 0 && (got.Success || string(got.Data) != "null" || got.Error == nil || got.Error.Code != c.code || got.Error.Message == "") {
				t.Errorf("want error %d: %s", c.code, res.body)
			}
			if lines := w.log.all(); (len(lines) > 0) != (c.status >= 500) {
				t.Errorf("logged as errors: %q", lines)
			}
		})
	}
}

func TestSeedShapes(t *testing.T) {
	w := newWorld(t)
	ann, err := w.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "ann", Name: "ann", AvatarURL: "https://a.example/1.png", ProfileURL: "https://a.example/ann"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		w.post(ann, fmt.Sprint("n", i+1))
	}
	t.Run("ListIsNewestFirstWithAuthors", func(t *testing.T) {
		var list struct {
			Data []map[string]any `json:"data"`
		}
		w.ask("GET /api/messages?limit=2", "").into(t, &list)
		if len(list.Data) != 2 || list.Data[0]["id"] != 3.0 || list.Data[1]["id"] != 2.0 {
			t.Fatalf("got %v", list.Data)
		}
		first := list.Data[0]
		user, _ := first["user"].(map[string]any)
		if len(first) != 5 || first["content"] != "n3" || first["userId"] != string(ann.ID) || first["created"] == "" ||
			len(user) != 4 || user["id"] != string(ann.ID) || user["displayName"] != "ann" ||
			user["avatarUrl"] != ann.AvatarURL || user["profileUrl"] != ann.ProfileURL {
			t.Errorf("got %v", first)
		}
	})
	t.Run("DeletedOnesAreLeftOut", func(t *testing.T) {
		w.ask("DELETE /api/messages/3", "", "X-User: ann")
		var list struct {
			Data []chat.SeedMessage `json:"data"`
		}
		w.ask("GET /api/messages", "").into(t, &list)
		if len(list.Data) != 2 || list.Data[0].ID != 2 {
			t.Errorf("got %v", list.Data)
		}
	})
	t.Run("EmptyListIsAnArray", func(t *testing.T) {
		if res := newWorld(t).ask("GET /api/messages", ""); !strings.Contains(res.body, `"data":[]`) {
			t.Error(res.body)
		}
	})
	t.Run("MeOfNobodyIsNull", func(t *testing.T) {
		if res := w.ask("GET /auth/me", ""); !strings.Contains(res.body, `{"data":null,"error":null,"success":true}`) {
			t.Error(res.body)
		}
	})
	t.Run("Status", func(t *testing.T) {
		if res := w.ask("GET /status", ""); res.StatusCode != http.StatusOK || res.body != "Ok" {
			t.Errorf("%s %s", res.Status, res.body)
		}
	})
}
