package chat_test

import (
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

func TestV1Search(t *testing.T) {
	w := newCrew(t, chat.Private)
	first, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "red 🎉 fox"})
	if err != nil {
		t.Fatal(err)
	}
	w.said("red herring")
	const at = "GET /api/v1/search"
	w.answers(t, []request{
		{"OK", at + "?q=fox", "member", 200, `"text":"red 🎉 fox"`},
		{"Highlights", at + "?q=fox", "member", 200, `"highlights":[{"start":7,"end":10}]`},
		{"Room", at + "?q=fox&room=crew", "reader", 200, `"slug":"crew"`},
		{"LastPage", at + "?q=fox", "member", 200, `"page":{"before":"` + string(first.ID) + `","hasBefore":false}`},
		{"FirstPage", at + "?q=red&limit=1", "member", 200, `"hasBefore":true`},
		{"Nothing", at + "?q=wolf", "member", 200, `{"items":[],"page":{"before":"","hasBefore":false}}`},
		{"NothingBefore", at + "?q=fox&before=" + string(first.ID), "member", 200, `"items":[]`},
		{"NothingForStrangers", at + "?q=fox", "nobody", 200, `"items":[]`},
		{"NoHighlights", at + "?q=from:me", "member", 200, `"highlights":[]`},
		{"ErrNotLoggedIn", at + "?q=fox", "", 401, `"code":"unauthenticated"`},
		{"ErrStranger", at + "?q=fox&room=crew", "nobody", 404, `"code":"not_found"`},
		{"ErrNoRoom", at + "?q=fox&room=nowhere", "member", 404, `"code":"not_found"`},
		{"ErrNothingToLookFor", at + "?q=", "member", 422, `"pointer":"/q","code":"required"`},
		{"ErrDay", at + "?q=on:today", "member", 422, `"code":"date"`},
		{"ErrLong", at + "?q=" + strings.Repeat("a", 401), "member", 422, `"code":"max"`},
		{"ErrNUL", at + "?q=a%00", "member", 422, `"code":"sayable"`},
		{"ErrLimit", at + "?q=fox&limit=201", "member", 422, `"pointer":"/limit"`},
		{"ErrBefore", at + "?q=fox&before=%00", "member", 422, `"pointer":"/before"`},
		{"ErrPost", "POST /api/v1/search", "member", 405, ``},
	})
}

func TestSearchesAreLimited(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w := newWorld(t, limitedTo(chat.Limits{Searches: chat.Rate{Count: 2, Per: time.Minute}}), func(o *chat.Options) { o.Now = func() time.Time { return now } })
	for i, want := range []int{200, 200, 429} {
		a := w.ask("GET /api/v1/search?q=fox", "", "X-User: ann")
		if a.StatusCode != want || !strings.HasPrefix(a.rates(), `"searches";q=2;w=60`) {
			t.Errorf("%d: %d, %s", i, a.StatusCode, a.rates())
		}
	}
	if a := w.ask("GET /api/v1/search?q=fox", "", "X-User: bob"); a.StatusCode != 200 {
		t.Errorf("somebody else: %d", a.StatusCode)
	}
}
