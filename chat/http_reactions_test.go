package chat_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestV1Reactions(t *testing.T) {
	w := newCrew(t, chat.Private)
	m := w.said("hi")
	of := func(emoji string) string {
		return "/api/v1/messages/" + string(m.ID) + "/reactions/" + url.PathEscape(emoji)
	}
	w.answers(t, []request{
		{"Put", "PUT " + of("👍"), "member", 200, `"reactions":[{"emoji":"👍","count":1,"users":["` + string(w.member.ID) + `"]}]`},
		{"PutAgain", "PUT " + of("👍"), "member", 200, `"count":1`},
		{"PutByAnother", "PUT " + of("👍"), "owner", 200, `"count":2`},
		{"PutKey", "PUT " + of("#️⃣"), "owner", 200, `"emoji":"#️⃣"`},
		{"PutShortcode", "PUT " + of(":+1:"), "owner", 200, `"emoji":":+1:"`},
		{"Delete", "DELETE " + of(":+1:"), "owner", 200, `"emoji":"#️⃣"`},
		{"DeleteAgain", "DELETE " + of(":+1:"), "owner", 200, `"emoji":"#️⃣"`},
		{"ErrReader", "PUT " + of("👍"), "reader", 403, `"code":"forbidden"`},
		{"ErrStranger", "PUT " + of("👍"), "nobody", 404, `"code":"not_found"`},
		{"ErrStrangerDeletes", "DELETE " + of("👍"), "nobody", 404, `"code":"not_found"`},
		{"ErrNotLoggedIn", "PUT " + of("👍"), "", 401, `"code":"unauthenticated"`},
		{"ErrTwo", "PUT " + of("👍👍"), "owner", 422, `"pointer":"/emoji"`},
		{"ErrHTML", "PUT " + of("<b>"), "owner", 422, `"code":"validation"`},
		{"ErrBadUTF8", "PUT " + of("\xff"), "owner", 422, `"code":"validation"`},
		{"ErrNUL", "PUT " + of("\x00"), "owner", 422, `"code":"validation"`},
		{"ErrHuge", "PUT " + of(strings.Repeat("👍", 1000)), "owner", 422, `"code":"validation"`},
		{"ErrSlash", "PUT " + of("a/b"), "owner", 422, `"code":"validation"`},
		{"ErrPost", "POST " + of("👍"), "owner", 405, ``},
	})
	if _, err := w.Delete(t.Context(), w.member.ID, m.ID); err != nil {
		t.Fatal(err)
	}
	if a := w.ask("PUT "+of("👍"), "", "X-User: owner"); a.StatusCode != 410 {
		t.Errorf("to a tombstone: %d %s", a.StatusCode, a.body)
	}
}
