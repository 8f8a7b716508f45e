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
	base := "/api/v1/messages/" + string(m.ID) + "/reactions/"
	for _, c := range []struct {
		name, method, emoji, as string
		want                    int
		shows                   string
	}{
		{"Put", "PUT", "👍", "member", 200, `"reactions":[{"emoji":"👍","count":1,"users":["` + string(w.member.ID) + `"]}]`},
		{"PutAgain", "PUT", "👍", "member", 200, `"count":1`},
		{"PutByAnother", "PUT", "👍", "owner", 200, `"count":2`},
		{"PutKey", "PUT", "#️⃣", "owner", 200, `"emoji":"#️⃣"`},
		{"PutShortcode", "PUT", ":+1:", "owner", 200, `"emoji":":+1:"`},
		{"Delete", "DELETE", ":+1:", "owner", 200, `"emoji":"#️⃣"`},
		{"DeleteAgain", "DELETE", ":+1:", "owner", 200, `"emoji":"#️⃣"`},
		{"ErrReader", "PUT", "👍", "reader", 403, `"code":"forbidden"`},
		{"ErrStranger", "PUT", "👍", "nobody", 404, `"code":"not_found"`},
		{"ErrStrangerDeletes", "DELETE", "👍", "nobody", 404, `"code":"not_found"`},
		{"ErrNotLoggedIn", "PUT", "👍", "", 401, `"code":"unauthenticated"`},
		{"ErrTwo", "PUT", "👍👍", "owner", 422, `"pointer":"/emoji"`},
		{"ErrHTML", "PUT", "<b>", "owner", 422, `"code":"validation"`},
		{"ErrBadUTF8", "PUT", "\xff", "owner", 422, `"code":"validation"`},
		{"ErrNUL", "PUT", "\x00", "owner", 422, `"code":"validation"`},
		{"ErrHuge", "PUT", strings.Repeat("👍", 1000), "owner", 422, `"code":"validation"`},
		{"ErrSlash", "PUT", "a/b", "owner", 422, `"code":"validation"`},
		{"ErrPost", "POST", "👍", "owner", 405, ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			var headers []string
			if c.as != "" {
				headers = []string{"X-User: " + c.as}
			}
			a := w.ask(c.method+" "+base+url.PathEscape(c.emoji), "", headers...)
			if a.StatusCode != c.want || !strings.Contains(a.body, c.shows) {
				t.Fatalf("%d %s", a.StatusCode, a.body)
			}
			if c.want == 200 && a.Header.Get("ETag") == "" {
				t.Error("no ETag")
			}
		})
	}
	if _, err := w.Delete(t.Context(), w.member.ID, m.ID); err != nil {
		t.Fatal(err)
	}
	if a := w.ask("PUT "+base+url.PathEscape("👍"), "", "X-User: owner"); a.StatusCode != 410 {
		t.Errorf("to a tombstone: %d %s", a.StatusCode, a.body)
	}
}
