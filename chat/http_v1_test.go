package chat_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

type problem struct {
	Title  string
	Status int
	Detail string
	Code   string
	Errors []struct{ Pointer, Code, Detail string }
}

// TestV1Refuses: every unhappy answer is a problem with a stable code.
func TestV1Refuses(t *testing.T) {
	const ann, bob, admin = "X-User: ann", "X-User: bob", "X-Admin: 1"
	const post, read = "POST /api/v1/rooms/lobby/messages", "PUT /api/v1/rooms/lobby/read"
	for name, c := range map[string]struct {
		route, body string
		headers     []string
		status      int
		code, field string
	}{
		"ErrMeAnonymous":         {"GET /api/v1/me", "", nil, 401, "unauthenticated", ""},
		"ErrMeForged":            {"GET /api/v1/me", "", []string{"X-User: forged"}, 401, "unauthenticated", ""},
		"ErrMeOutage":            {"GET /api/v1/me", "", []string{"X-User: outage"}, 503, "unavailable", ""},
		"ErrPath":                {"GET /api/v1/nothing", "", nil, 404, "not_found", ""},
		"ErrMethod":              {"DELETE /api/v1/rooms", "", nil, 405, "method_not_allowed", ""},
		"ErrRoomUnknown":         {"GET /api/v1/rooms/nowhere", "", nil, 404, "not_found", ""},
		"ErrRoomNUL":             {"GET /api/v1/rooms/a%00b", "", nil, 404, "not_found", ""},
		"ErrRoomInvalidUTF8":     {"GET /api/v1/rooms/a%ffb", "", nil, 404, "not_found", ""},
		"ErrRoomHuge":            {"GET /api/v1/rooms/" + strings.Repeat("x", 300), "", nil, 404, "not_found", ""},
		"ErrRoomsLimit":          {"GET /api/v1/rooms?limit=0", "", nil, 422, "validation", "limit"},
		"ErrRoomsAfter":          {"GET /api/v1/rooms?after=%00", "", nil, 422, "validation", "after"},
		"ErrCreateRoomAnonymous": {"POST /api/v1/rooms", `{"slug":"x","name":"X"}`, nil, 401, "unauthenticated", ""},
		"ErrCreateRoomNotAdmin":  {"POST /api/v1/rooms", `{"slug":"x","name":"X"}`, []string{ann}, 403, "forbidden", ""},
		"ErrCreateRoomTaken":     {"POST /api/v1/rooms", `{"slug":"lobby","name":"X"}`, []string{ann, admin}, 409, "conflict", ""},
		"ErrCreateRoomNoName":    {"POST /api/v1/rooms", `{"slug":"x"}`, []string{ann, admin}, 422, "validation", "name"},
		"ErrPostAnonymous":       {post, `{"text":"x"}`, nil, 401, "unauthenticated", ""},
		"ErrPostForged":          {post, `{"text":"x"}`, []string{"X-User: forged"}, 401, "unauthenticated", ""},
		"ErrPostNoBody":          {post, "", []string{ann}, 400, "malformed", ""},
		"ErrPostNull":            {post, "null", []string{ann}, 400, "malformed", ""},
		"ErrPostTrailing":        {post, `{"text":"x"} {"text":"y"}`, []string{ann}, 400, "malformed", ""},
		"ErrPostNoText":          {post, `{}`, []string{ann}, 422, "validation", "text"},
		"ErrPostWrongType":       {post, `{"text":["x"]}`, []string{ann}, 422, "validation", "text"},
		"ErrPostNUL":             {post, `{"text":"a\u0000"}`, []string{ann}, 422, "validation", "text"},
		"ErrPostInvalidUTF8":     {post, "{\"text\":\"\xc3\x28\"}", []string{ann}, 400, "malformed", ""},
		"ErrPostHuge":            {post, `{"text":"` + strings.Repeat("x", 1<<20) + `"}`, []string{ann}, 413, "too_large", ""},
		"ErrPostText":            {post, "hello", []string{ann, "Content-Type: text/plain"}, 415, "unsupported_media", ""},
		"ErrPostTwoKeys":         {post, `{"text":"x","clientId":"a"}`, []string{ann, "Idempotency-Key: b"}, 422, "validation", "clientId"},
		"ErrPostReusedKey":       {post, `{"text":"x","clientId":"used"}`, []string{ann}, 422, "idempotency_mismatch", ""},
		"ErrPostForeignPage":     {post, `{"text":"x"}`, []string{ann, "Sec-Fetch-Site: cross-site"}, 403, "cross_origin", ""},
		"ErrPostForeignOrigin":   {post, `{"text":"x"}`, []string{ann, "Origin: https://evil.example"}, 403, "cross_origin", ""},
		"ErrMessagesBoth":        {"GET /api/v1/rooms/lobby/messages?before=1&after=2", "", nil, 422, "validation", "before"},
		"ErrMessagesBefore":      {"GET /api/v1/rooms/lobby/messages?before=0", "", nil, 422, "validation", "before"},
		"ErrMessagesLimit":       {"GET /api/v1/rooms/lobby/messages?limit=201", "", nil, 422, "validation", "limit"},
		"ErrEventsAfter":         {"GET /api/v1/rooms/lobby/events?after=-1", "", nil, 422, "validation", "after"},
		"ErrMessageUnknown":      {"GET /api/v1/messages/none", "", nil, 404, "not_found", ""},
		"ErrPatchAnonymous":      {"PATCH /api/v1/messages/{1}", `{"text":"x"}`, nil, 401, "unauthenticated", ""},
		"ErrPatchNotAuthor":      {"PATCH /api/v1/messages/{1}", `{"text":"x"}`, []string{bob}, 403, "forbidden", ""},
		"ErrPatchNoText":         {"PATCH /api/v1/messages/{1}", `{}`, []string{ann}, 422, "validation", "text"},
		"ErrPatchStale":          {"PATCH /api/v1/messages/{1}", `{"text":"x"}`, []string{ann, `If-Match: "9"`}, 412, "precondition_failed", ""},
		"ErrPatchStrangeTag":     {"PATCH /api/v1/messages/{1}", `{"text":"x"}`, []string{ann, `If-Match: W/"abc"`}, 412, "precondition_failed", ""},
		"ErrPatchDeleted":        {"PATCH /api/v1/messages/{2}", `{"text":"x"}`, []string{ann}, 410, "gone", ""},
		"ErrReadNoSeq":           {read, `{}`, []string{ann}, 422, "validation", "seq"},
		"ErrReadNull":            {read, `{"seq":null}`, []string{ann}, 422, "validation", "seq"},
		"ErrReadNegative":        {read, `{"seq":-1}`, []string{ann}, 422, "validation", "seq"},
		"ErrReadText":            {read, `{"seq":"1"}`, []string{ann}, 422, "validation", "seq"},
		"ErrEraseUnconfirmed":    {"DELETE /api/v1/me", `{}`, []string{ann}, 422, "validation", "confirm"},
		"ErrEraseNo":             {"DELETE /api/v1/me", `{"confirm":false}`, []string{ann}, 422, "validation", "confirm"},
		"ErrEraseAnonymous":      {"DELETE /api/v1/me", `{"confirm":true}`, nil, 401, "unauthenticated", ""},
		"ErrDeleteAnonymous":     {"DELETE /api/v1/messages/{1}", "", nil, 401, "unauthenticated", ""},
		"ErrDeleteNotAuthor":     {"DELETE /api/v1/messages/{1}", "", []string{bob}, 403, "forbidden", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			route := w.withTwo(c.route)
			res := w.ask(route, c.body, c.headers...)
			var got problem
			res.into(t, &got)
			if res.StatusCode != c.status || got.Status != c.status || got.Code != c.code || got.Title == "" || got.Detail == "" ||
				res.Header.Get("Content-Type") != "application/problem+json" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s %s", res.Status, res.body)
			}
			if c.field != "" && (len(got.Errors) == 0 || got.Errors[0].Pointer != "/"+c.field || got.Errors[0].Code == "") {
				t.Errorf("want field %s: %s", c.field, res.body)
			}
			if lines := w.log.all(); (len(lines) > 0) != (c.status >= 500) {
				t.Errorf("logged as errors: %q", lines)
			}
		})
	}
}

// withTwo posts a message {1} and a deleted one {2} by ann, and puts their IDs in.
func (w *world) withTwo(route string) string {
	ann := w.user("ann")
	one, _, err := w.Post(w.Context(), ann.ID, w.Lobby(), chat.Draft{ClientID: "used", Text: "one"})
	if err != nil {
		w.Fatal(err)
	}
	two := w.post(ann, "two")
	if _, err := w.Delete(w.Context(), ann.ID, two.ID); err != nil {
		w.Fatal(err)
	}
	return strings.NewReplacer("{1}", string(one.ID), "{2}", string(two.ID)).Replace(route)
}

func TestV1Messages(t *testing.T) {
	const ann = "X-User: ann"
	w := newWorld(t)
	var first, again, got chat.Message
	res := w.ask("POST /api/v1/rooms/lobby/messages", `{"clientId":"c1","text":"<b>hi</b>","unknown":1}`, ann)
	res.into(t, &first)
	t.Run("Created", func(t *testing.T) {
		if res.StatusCode != http.StatusCreated || res.Header.Get("ETag") != `"1"` || first.Text != "<b>hi</b>" ||
			first.Author.DisplayName != "ann" || first.ClientID != "c1" || first.Seq != 1 {
			t.Errorf("%s %s", res.Status, res.body)
		}
		if loc := res.Header.Get("Location"); !strings.HasSuffix(loc, "messages/"+string(first.ID)) {
			t.Errorf("Location %q", loc)
		}
	})
	t.Run("Replayed", func(t *testing.T) {
		res := w.ask("POST /api/v1/rooms/lobby/messages", `{"text":"<b>hi</b>"}`, ann, "Idempotency-Key: c1")
		res.into(t, &again)
		if res.StatusCode != http.StatusOK || res.Header.Get("Idempotent-Replayed") != "true" || again.ID != first.ID {
			t.Errorf("%s %s", res.Status, res.body)
		}
	})
	t.Run("Get", func(t *testing.T) {
		res := w.ask("GET /api/v1/messages/"+string(first.ID), "")
		res.into(t, &got)
		if res.StatusCode != http.StatusOK || got.ID != first.ID {
			t.Errorf("%s %s", res.Status, res.body)
		}
	})
	t.Run("Patch", func(t *testing.T) {
		res := w.ask("PATCH /api/v1/messages/"+string(first.ID), `{"text":"edited"}`, ann, `If-Match: "1"`)
		res.into(t, &got)
		if res.StatusCode != http.StatusOK || got.Text != "edited" || got.Rev != 2 || res.Header.Get("ETag") != `"2"` {
			t.Errorf("%s %s", res.Status, res.body)
		}
	})
	t.Run("Delete", func(t *testing.T) {
		res := w.ask("DELETE /api/v1/messages/"+string(first.ID), "", ann)
		res.into(t, &got)
		if res.StatusCode != http.StatusOK || !got.Deleted() || got.Text != "" {
			t.Errorf("%s %s", res.Status, res.body)
		}
	})
	t.Run("Events", func(t *testing.T) {
		var log struct {
			Items []struct {
				Event   string
				Rev     int64
				ID      string
				Payload map[string]any
				Actor   chat.User
			}
			AsOf     int64
			HasAfter bool
		}
		res := w.ask("GET /api/v1/rooms/lobby/events?after=1&limit=1", "")
		res.into(t, &log)
		if len(log.Items) != 1 || log.Items[0].Rev != 2 || log.Items[0].Event != "message.updated" || log.AsOf != 3 || !log.HasAfter ||
			log.Items[0].Payload["text"] != "" || log.Items[0].Payload["deletedAt"] == nil || log.Items[0].Actor.DisplayName != "ann" {
			t.Errorf("%s", res.body)
		}
	})
}

func TestV1Pages(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	for i := range 10 {
		w.post(ann, fmt.Sprint(i+1))
	}
	type page struct {
		Items []chat.Message
		Page  struct {
			Before, After       int64
			HasBefore, HasAfter bool
		}
		AsOf int64
	}
	for query, want := range map[string]struct {
		first, last       int64
		hasBefore, hasAft bool
	}{
		"":                  {1, 10, false, false},
		"?limit=3":          {8, 10, true, false},
		"?before=8&limit=3": {5, 7, true, true},
		"?before=4&limit=3": {1, 3, false, true},
		"?after=0&limit=3":  {1, 3, false, true},
		"?after=3&limit=3":  {4, 6, true, true},
		"?after=7&limit=3":  {8, 10, true, false},
		"?around=5&limit=4": {4, 7, true, true},
		"?around=1&limit=4": {1, 3, false, true},
		"?around=5&limit=1": {5, 5, true, true},
	} {
		t.Run(query, func(t *testing.T) {
			var got page
			res := w.ask("GET /api/v1/rooms/lobby/messages"+query, "")
			res.into(t, &got)
			if len(got.Items) == 0 || got.Items[0].Seq != want.first || got.Page.Before != want.first || got.Page.After != want.last ||
				got.Items[len(got.Items)-1].Seq != want.last || got.Page.HasBefore != want.hasBefore || got.Page.HasAfter != want.hasAft || got.AsOf != 10 {
				t.Errorf("got %s", res.body)
			}
		})
	}
	t.Run("Empty", func(t *testing.T) {
		var got page
		res := w.ask("GET /api/v1/rooms/lobby/messages?after=10", "")
		res.into(t, &got)
		if len(got.Items) != 0 || !strings.Contains(res.body, `"items":[]`) {
			t.Error(res.body)
		}
	})
}

func TestV1Rooms(t *testing.T) {
	w := newWorld(t)
	res := w.ask("POST /api/v1/rooms", `{"slug":"news","name":"News","topic":"What is new"}`, "X-User: ann", "X-Admin: 1")
	var room chat.Room
	res.into(t, &room)
	if res.StatusCode != http.StatusCreated || room.Kind != chat.Public || room.Slug != "news" || room.Rev != 0 {
		t.Fatalf("%s %s", res.Status, res.body)
	}
	for _, name := range []string{"news", string(room.ID)} {
		var got chat.Room
		w.ask("GET /api/v1/rooms/"+name, "").into(t, &got)
		if got.ID != room.ID {
			t.Errorf("by %s: %+v", name, got)
		}
	}
	var list struct {
		Items []chat.Room
		Page  struct {
			After    chat.RoomID
			HasAfter bool
		}
	}
	w.ask("GET /api/v1/rooms?limit=1", "").into(t, &list)
	if len(list.Items) != 1 || !list.Page.HasAfter {
		t.Fatalf("got %+v", list)
	}
	w.ask("GET /api/v1/rooms?limit=1&after="+string(list.Page.After), "").into(t, &list)
	if len(list.Items) != 1 || list.Page.HasAfter || list.Items[0].ID != room.ID {
		t.Errorf("got %+v", list)
	}
}

func TestV1Meta(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) {
		o.Logins = []chat.Login{{Kind: "guest", Label: "Join", URL: "auth/guest"}}
		o.Realtime = http.NotFoundHandler()
	})
	var meta struct {
		Version string
		Viewer  *chat.User
		Lobby   *chat.Room
		Bayeux  *string
		Logins  []chat.Login
		Limits  struct{ TextLength int }
	}
	w.ask("GET /api/v1/meta", "").into(t, &meta)
	if meta.Version != chat.Version || meta.Viewer != nil || meta.Lobby == nil || meta.Lobby.ID != w.Lobby() ||
		meta.Bayeux == nil || *meta.Bayeux != "faye" || len(meta.Logins) != 1 || meta.Limits.TextLength != 8000 {
		t.Errorf("got %+v", meta)
	}
	w.ask("GET /api/v1/meta", "", "X-User: ann").into(t, &meta)
	if meta.Viewer == nil || meta.Viewer.DisplayName != "ann" {
		t.Errorf("got %+v", meta)
	}
}

// A host whose rooms all belong to something of its own may hide the lobby from everybody.
func TestV1MetaWithoutLobby(t *testing.T) {
	noLobby := func(o *chat.Options) {
		o.Policy = chat.PolicyFunc(func(ctx context.Context, actor chat.User, action chat.Action, at chat.Target) error {
			if at.Room.Slug == chat.LobbySlug {
				return chat.ErrForbidden
			}
			return chat.RoomRoles{}.Can(ctx, actor, action, at)
		})
	}
	for name, who := range map[string][]string{"Anonymous": nil, "LoggedIn": {"X-User: ann"}} {
		t.Run(name, func(t *testing.T) {
			var meta struct{ Lobby *chat.Room }
			res := newWorld(t, noLobby).ask("GET /api/v1/meta", "", who...)
			res.into(t, &meta)
			if res.StatusCode != http.StatusOK || meta.Lobby != nil {
				t.Errorf("%s %s", res.Status, res.body)
			}
		})
	}
	t.Run("Banned", func(t *testing.T) {
		w := newWorld(t)
		eve := w.user("eve")
		if _, err := w.ManageSanction(t.Context(), chat.Sanction{Kind: chat.Ban, Room: w.Lobby(), User: eve.ID}); err != nil {
			t.Fatal(err)
		}
		if res := w.ask("GET /api/v1/meta", "", "X-User: eve"); res.StatusCode != http.StatusOK {
			t.Errorf("%s %s", res.Status, res.body)
		}
	})
}

func TestReplayExpired(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	if _, err := w.store.ImportMessages(t.Context(), w.Lobby(), []chat.Message{{ID: "m", Room: w.Lobby(), Seq: 7, Rev: 7, AuthorID: ann.ID, ClientID: "c", Text: "old"}}); err != nil {
		t.Fatal(err)
	}
	res := w.ask("GET /api/v1/rooms/lobby/events?after=3", "")
	if res.StatusCode != http.StatusGone || !strings.Contains(res.body, `"code":"replay_expired"`) || !strings.Contains(res.body, `"resetFrom":7`) {
		t.Errorf("%s %s", res.Status, res.body)
	}
	if res := w.ask("GET /api/v1/rooms/lobby/events?after=7", ""); res.StatusCode != http.StatusOK {
		t.Errorf("from the head: %s %s", res.Status, res.body)
	}
}

func TestLoginToRead(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) { o.LoginToRead = true })
	w.post(w.user("ann"), "hi")
	for route, status := range map[string]int{
		"GET /api/v1/rooms":                http.StatusUnauthorized,
		"GET /api/v1/rooms/lobby":          http.StatusUnauthorized,
		"GET /api/v1/rooms/lobby/messages": http.StatusUnauthorized,
		"GET /api/v1/rooms/lobby/events":   http.StatusUnauthorized,
		"GET /api/messages":                http.StatusForbidden,
		"GET /api/v1/meta":                 http.StatusOK,
	} {
		if res := w.ask(route, ""); res.StatusCode != status {
			t.Errorf("%s: %s", route, res.Status)
		}
		if res := w.ask(route, "", "X-User: ann"); res.StatusCode != http.StatusOK {
			t.Errorf("%s as ann: %s", route, res.Status)
		}
	}
}

func TestCORS(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) { o.Origins = []string{"https://www.example.com"} })
	const friend, stranger = "Origin: https://www.example.com", "Origin: https://evil.example"
	t.Run("ListedOriginMayCall", func(t *testing.T) {
		res := w.ask("POST /api/messages", `{"content":"hi"}`, "X-User: ann", friend, "Sec-Fetch-Site: cross-site")
		if res.StatusCode != http.StatusOK || res.Header.Get("Access-Control-Allow-Origin") != "https://www.example.com" ||
			res.Header.Get("Access-Control-Allow-Credentials") != "true" || res.Header.Get("Vary") != "Origin" {
			t.Errorf("%s %v %s", res.Status, res.Header, res.body)
		}
		shown := strings.Split(res.Header.Get("Access-Control-Expose-Headers"), ", ")
		for _, name := range []string{"ETag", "Location", "Retry-After", "Idempotent-Replayed", "RateLimit", "RateLimit-Policy"} {
			if !slices.Contains(shown, name) {
				t.Errorf("the page cannot read %s: %q", name, shown)
			}
		}
	})
	t.Run("Preflight", func(t *testing.T) {
		res := w.ask("OPTIONS /api/v1/messages/1", "", friend, "Access-Control-Request-Method: PATCH")
		if res.StatusCode != http.StatusNoContent || !strings.Contains(res.Header.Get("Access-Control-Allow-Methods"), "PATCH") {
			t.Errorf("%s %v", res.Status, res.Header)
		}
	})
	t.Run("OthersGetNoHeaders", func(t *testing.T) {
		for _, route := range []string{"GET /api/messages", "OPTIONS /api/messages"} {
			res := w.ask(route, "", stranger, "Access-Control-Request-Method: POST")
			if res.Header.Get("Access-Control-Allow-Origin") != "" || res.Header.Get("Access-Control-Allow-Methods") != "" {
				t.Errorf("%s: %v", route, res.Header)
			}
		}
	})
}
