package chat_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// An exchange is a request and its answer, for tests to change.
type exchange struct {
	method, target, body string
	answer
}

func newExchange(route, body string, status int, kind, answered string) *exchange {
	method, target, _ := strings.Cut(route, " ")
	h := http.Header{}
	if kind != "" {
		h.Set("Content-Type", kind)
	}
	return &exchange{method, target, body, answer{&http.Response{StatusCode: status, Header: h}, answered}}
}

func (e *exchange) check() error {
	return theContract().exchange(httptest.NewRequest(e.method, e.target, nil), e.body, e.answer)
}

// put changes the body of the answer.
func (e *exchange) put(old, now string) { e.answer.body = strings.Replace(e.answer.body, old, now, 1) }

func posted() *exchange {
	e := newExchange("POST /api/v1/rooms/lobby/messages", `{"text":"hi"}`, http.StatusCreated, "application/json",
		`{"id":"m","room":"r","seq":1,"rev":1,"author":{"id":"u","displayName":"Ann","avatarUrl":"","profileUrl":""},`+
			`"clientId":"c","text":"hi","createdAt":"2026-11-22T10:00:00.5Z"}`)
	e.Header.Set("ETag", `"1"`)
	e.Header.Set("Location", "../../messages/m")
	return e
}

func missing() *exchange {
	return newExchange("GET /api/v1/messages/m", "", http.StatusNotFound, "application/problem+json",
		`{"type":"about:blank","title":"Not Found","status":404,"detail":"not found","code":"not_found"}`)
}

func listed() *exchange {
	return newExchange("GET /api/v1/rooms?limit=5", "", http.StatusOK, "application/json",
		`{"items":[],"page":{"after":"","hasAfter":false}}`)
}

func removed() *exchange {
	return newExchange("DELETE /api/v1/rooms/lobby", "", http.StatusNoContent, "", "")
}

// TestOpenAPINotices: what is not as the document says does not pass. Each liar changes
// one thing about an exchange that does.
func TestOpenAPINotices(t *testing.T) {
	for name, c := range map[string]struct {
		honest func() *exchange
		lie    func(*exchange)
	}{
		"UnknownProperty":       {posted, func(e *exchange) { e.put(`"text"`, `"shout":true,"text"`) }},
		"UnknownPropertyInside": {posted, func(e *exchange) { e.put(`"avatarUrl"`, `"email":"a@a.example","avatarUrl"`) }},
		"PropertyMissing":       {posted, func(e *exchange) { e.put(`"seq":1,`, ``) }},
		"OtherType":             {posted, func(e *exchange) { e.put(`"seq":1`, `"seq":"1"`) }},
		"NoTime":                {posted, func(e *exchange) { e.put(`10:00:00.5Z`, `later`) }},
		"TimeOfAnotherZone":     {posted, func(e *exchange) { e.put(`10:00:00.5Z`, `10:00:00+01:00`) }},
		"Null":                  {posted, func(e *exchange) { e.answer.body = "null" }},
		"NotJSON":               {posted, func(e *exchange) { e.answer.body = "hi" }},
		"NoBody":                {posted, func(e *exchange) { e.answer.body = "" }},
		"Status":                {posted, func(e *exchange) { e.StatusCode = http.StatusAccepted }},
		"ContentType":           {posted, func(e *exchange) { e.Header.Set("Content-Type", "text/plain") }},
		"NoContentType":         {posted, func(e *exchange) { e.Header.Del("Content-Type") }},
		"HeaderMissing":         {posted, func(e *exchange) { e.Header.Del("ETag") }},
		"HeaderUnknown":         {posted, func(e *exchange) { e.Header.Set("Retry-After", "1") }},
		"HeaderValue":           {posted, func(e *exchange) { e.Header.Set("ETag", "1") }},
		"NoRequestBody":         {posted, func(e *exchange) { e.body = "" }},
		"RequestBody":           {posted, func(e *exchange) { e.body = `{"text":7}` }},
		"UnknownRoute":          {posted, func(e *exchange) { e.target = "/api/v1/shouts" }},
		"UnknownMethod":         {posted, func(e *exchange) { e.method = "PUT" }},
		"ParameterUnknown":      {listed, func(e *exchange) { e.target += "&loud=1" }},
		"ParameterValue":        {listed, func(e *exchange) { e.target = "/api/v1/rooms?limit=0" }},
		"ParameterWord":         {listed, func(e *exchange) { e.target = "/api/v1/rooms?filter=mine" }},
		"CodeOfAnotherStatus":   {missing, func(e *exchange) { e.put(`"not_found"`, `"gone"`) }},
		"ProblemWithMore":       {missing, func(e *exchange) { e.put(`{`, `{"stack":"main.go",`) }},
		"ProblemAsJSON":         {missing, func(e *exchange) { e.Header.Set("Content-Type", "application/json") }},
		"StatusOfOthers":        {missing, func(e *exchange) { e.StatusCode = http.StatusGone }},
		"BodyWhereNoneIs":       {removed, func(e *exchange) { e.answer.body = "{}" }},
	} {
		t.Run(name, func(t *testing.T) {
			e := c.honest()
			if err := e.check(); err != nil {
				t.Fatalf("the honest one: %v", err)
			}
			if c.lie(e); e.check() == nil {
				t.Errorf("passed: %s %s", e.Header, e.answer.body)
			}
		})
	}
}

// TestOpenAPINoticesEvents: the same of what is published.
func TestOpenAPINoticesEvents(t *testing.T) {
	honest := func() chat.Event {
		msg := &chat.Message{ID: "m", Room: "r", Seq: 1, Rev: 1, ClientID: "c", Author: chat.User{ID: "u"}, CreatedAt: time.Unix(0, 0).UTC()}
		return chat.Event{Room: "r", Rev: 1, Kind: chat.MessageCreated, Object: "m", Actor: "u", At: time.Unix(0, 0).UTC(), Message: msg}
	}
	for name, lie := range map[string]func(*chat.Event){
		"UnknownKind":       func(ev *chat.Event) { ev.Kind = "message.shouted" },
		"NoRev":             func(ev *chat.Event) { ev.Rev = 0 },
		"PayloadOfAnother":  func(ev *chat.Event) { ev.Kind = chat.RoomUpdated },
		"PayloadWithout":    func(ev *chat.Event) { ev.Message.ID = "" },
		"InTheLogOfUsers":   func(ev *chat.Event) { ev.Room = chat.UserLog("u") },
		"TimeOfAnotherZone": func(ev *chat.Event) { ev.At = ev.At.In(time.FixedZone("", 3600)) },
	} {
		t.Run(name, func(t *testing.T) {
			ev := honest()
			if err := theContract().event(ev); err != nil {
				t.Fatalf("the honest one: %v", err)
			}
			if lie(&ev); theContract().event(ev) == nil {
				t.Error("passed")
			}
		})
	}
}
