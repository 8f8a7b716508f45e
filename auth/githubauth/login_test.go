package githubauth_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parleychat/parley/auth/githubauth"
	"github.com/parleychat/parley/chat"
)

func TestLogIn(t *testing.T) {
	now := time.Now()
	a := newApp(t, func(o *githubauth.Options) { o.Now = func() time.Time { return now } })
	b := newBrowser(t)
	p := b.get(a.url + "/auth/github")
	if p.status != 200 || p.url.Path != "/" {
		t.Errorf("ended at %v with %d %s", p.url, p.status, p.text)
	}
	want := chat.Identity{
		Provider: "github", Subject: "12345", Name: "Ann Miller",
		AvatarURL: "https://a.example/1", ProfileURL: "https://g.example/ann", Handle: "ann", AsOf: now,
	}
	if diff := cmp.Diff(want, a.only(), cmpopts.EquateComparable(time.Time{})); diff != "" {
		t.Error(diff)
	}
	if cookies := b.cookies(a.url); cookies["token"] == "" || len(cookies) != 1 {
		t.Errorf("the browser has the cookies %v; want the token only", cookies)
	}
	if a.log.String() != "" {
		t.Errorf("logged %s", a.log.String())
	}
}

// TestD5_TheFirstLogInIsOnesOwn: the first log-in found somebody else's row, or
// none, and ended on a page that did not exist.
func TestD5_TheFirstLogInIsOnesOwn(t *testing.T) {
	a := newApp(t, func(o *githubauth.Options) { o.After = "/chat/" })
	b := newBrowser(t)
	if p := b.get(a.url + "/auth/github"); p.status != 200 || p.text != "page /" {
		t.Fatalf("ended at %v with %d %s", p.url, p.status, p.text)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+b.cookies(a.url)["token"])
	id, err := a.tokens.Authenticate(r)
	if err != nil || id.Provider != "github" || id.Subject != "12345" || id.Name != "Ann Miller" {
		t.Errorf("logged in as %+v, %v", id, err)
	}
}

// TestD6_RenamedGitHubAccountDoesNotTakeOver: people were known by their login.
func TestD6_RenamedGitHubAccountDoesNotTakeOver(t *testing.T) {
	a := newApp(t, nil)
	for _, account := range []string{
		`{"id":1,"login":"ann","name":"Ann"}`,
		`{"id":1,"login":"ann-miller","name":"Ann"}`,   // ann changes her login
		`{"id":2,"login":"ann","name":"Not that Ann"}`, // and somebody takes the old one
	} {
		a.github.set(func() { a.github.account = account })
		newBrowser(t).get(a.url + "/auth/github")
	}
	if len(a.came) != 3 || a.came[0].Subject != a.came[1].Subject || a.came[0].Subject == a.came[2].Subject {
		t.Errorf("came in: %+v", a.came)
	}
	for _, id := range a.came {
		if id.Formerly != nil {
			t.Errorf("%+v takes over by login; nobody asked for it", id)
		}
	}
}

// TestD6_AccountWithoutName: the name may be null, and that crashed.
func TestD6_AccountWithoutName(t *testing.T) {
	for name, account := range map[string]string{
		"Null":   `{"id":7,"login":"ann","name":null}`,
		"Empty":  `{"id":7,"login":"ann","name":""}`,
		"Blank":  `{"id":7,"login":"ann","name":"  "}`,
		"Absent": `{"id":7,"login":"ann"}`,
	} {
		t.Run(name, func(t *testing.T) {
			a := newApp(t, nil)
			a.github.set(func() { a.github.account = account })
			newBrowser(t).get(a.url + "/auth/github")
			if id := a.only(); id.Name != "ann" || id.Subject != "7" {
				t.Errorf("got %+v", id)
			}
		})
	}
}

// TestFormerLogins: after an import the old key is told, too.
func TestFormerLogins(t *testing.T) {
	a := newApp(t, func(o *githubauth.Options) { o.FormerLogins = true })
	newBrowser(t).get(a.url + "/auth/github")
	if diff := cmp.Diff([]string{"login:ann"}, a.only().Formerly); diff != "" {
		t.Error(diff)
	}
}

func TestNext(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		want        string // the URI it ends at; empty: refused
	}{
		{"OKPath", "?next=/chat/rooms/7", "/chat/rooms/7"},
		{"OKPathWithQuery", "?next=%2Fchat%2Frooms%3Fq%3D%252F%26r%3D1", "/chat/rooms?q=%2F&r=1"},
		{"OKNone", "", "/"},
		{"ErrEmpty", "?next=", ""},
		{"ErrOtherHost", "?next=https://evil.example/", ""},
		{"ErrSchemeRelative", "?next=//evil.example/", ""},
		{"ErrThreeSlashes", "?next=///evil.example/", ""},
		{"ErrSpaceInside", "?next=/a%20b", ""},
		{"ErrBackslash", `?next=/\evil.example/`, ""},
		{"ErrBackslashLater", `?next=/.%5C/evil.example/`, ""},
		{"ErrTab", "?next=/%09/evil.example/", ""},
		{"ErrNewline", "?next=/%0d%0aSet-Cookie:x", ""},
		{"ErrSpace", "?next=%20//evil.example/", ""},
		{"ErrRelative", "?next=rooms/7", ""},
		{"ErrScript", "?next=javascript:alert(1)", ""},
		{"ErrRepeated", "?next=/a&next=/b", ""},
		{"ErrHuge", "?next=/" + strings.Repeat("x", 1024), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := newApp(t, nil), newBrowser(t)
			p := b.get(a.url + "/auth/github" + tt.query)
			if tt.want == "" {
				if p.status != 400 || !strings.Contains(p.text, "must be a path") || len(a.came) != 0 {
					t.Errorf("got %d %s", p.status, p.text)
				}
			} else if p.status != 200 || p.url.RequestURI() != tt.want {
				t.Errorf("ended at %v with %d; want %s", p.url, p.status, tt.want)
			}
		})
	}
}

// TestNextDotsStayHere: the browser resolves dots; what is left must not be a host.
func TestNextDotsStayHere(t *testing.T) {
	for _, next := range []string{"/..//evil.example", "/.//evil.example/", "/x/../..//evil.example"} {
		a, b := newApp(t, nil), newBrowser(t)
		if p := b.get(a.url + "/auth/github?next=" + next); !strings.HasPrefix(a.url, "http://"+p.url.Host) {
			t.Errorf("%s leads to %v", next, p.url)
		}
	}
}

func TestAfterMayBeAnotherHost(t *testing.T) {
	a := newApp(t, func(o *githubauth.Options) { o.After = "https://web.example/chat" })
	p := newBrowser(t).stopBefore("web.example").get(a.url + "/auth/github")
	if p.header.Get("Location") != "https://web.example/chat" {
		t.Errorf("leads to %q", p.header.Get("Location"))
	}
}
