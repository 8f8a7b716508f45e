package githubauth_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/auth/githubauth"
)

// TestD9_CallbackNeedsTheStateOfThisBrowser: without it, a link could log somebody in
// as the attacker, who then reads what they write.
func TestD9_CallbackNeedsTheStateOfThisBrowser(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(q url.Values)
	}{
		{"NoState", func(q url.Values) { q.Del("state") }},
		{"EmptyState", func(q url.Values) { q.Set("state", "") }},
		{"OtherState", func(q url.Values) { q.Set("state", strings.Repeat("A", 26)) }},
		{"StateTwice", func(q url.Values) { q.Add("state", q.Get("state")) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := newApp(t, nil), newBrowser(t)
			good := b.callback(a)
			bad, q := *good, good.Query()
			tt.change(q)
			bad.RawQuery = q.Encode()
			mustFail(t, a, b.get(bad.String()), 400, "not the answer")
			// The log-in that is under way still ends well.
			if p := b.get(good.String()); p.status != 200 || a.only().Subject != "12345" {
				t.Errorf("got %d %s", p.status, p.text)
			}
		})
	}
	t.Run("OtherBrowser", func(t *testing.T) {
		a := newApp(t, nil)
		attackers := newBrowser(t).callback(a).String()
		mustFail(t, a, newBrowser(t).get(attackers), 400, "another browser")
		victim := newBrowser(t)
		victim.callback(a) // has a log-in of its own under way
		mustFail(t, a, victim.get(attackers), 400, "not the answer")
	})
}

func TestD9_StateIsForOneUse(t *testing.T) {
	a, b := newApp(t, nil), newBrowser(t)
	callback := b.callback(a).String()
	b.get(callback)
	a.only()
	mustFail(t, a, b.get(callback), 400, "another browser")
}

// TestD9_CodeNeedsTheVerifier: a code that was seen on its way is worth nothing to
// somebody who cannot show the verifier, and works once.
func TestD9_CodeNeedsTheVerifier(t *testing.T) {
	t.Run("CodeOfAnotherLogIn", func(t *testing.T) {
		a, thief := newApp(t, nil), newBrowser(t)
		stolen := newBrowser(t).callback(a).Query().Get("code")
		mine := thief.callback(a)
		q := mine.Query()
		q.Set("code", stolen)
		mine.RawQuery = q.Encode()
		mustFail(t, a, thief.get(mine.String()), 400, "used before")
	})
	t.Run("CodeTwice", func(t *testing.T) {
		a, b := newApp(t, nil), newBrowser(t)
		callback := b.callback(a)
		copied := b.cookies(a.url) // kept by somebody although it was cleared
		b.get(callback.String())
		a.only()
		again := newBrowser(t)
		for name, value := range copied {
			again.Jar.SetCookies(callback, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
		}
		mustFail(t, a, again.get(callback.String()), 400, "used before")
	})
}

func TestD9_TheTicketExpires(t *testing.T) {
	now := time.Now()
	a := newApp(t, func(o *githubauth.Options) { o.Now = func() time.Time { return now } })
	b := newBrowser(t)
	callback := b.callback(a)
	now = now.Add(10 * time.Minute)
	mustFail(t, a, b.get(callback.String()), 400, "expired")
}

// TestD9_TheTicketIsSealed: it can be neither read, nor changed, nor made.
func TestD9_TheTicketIsSealed(t *testing.T) {
	a, b := newApp(t, nil), newBrowser(t)
	callback := b.callback(a)
	value := b.cookies(a.url)["parley_github"]
	if strings.Contains(value, callback.Query().Get("state")) {
		t.Error("the cookie shows the state")
	}
	other := newBrowser(t)
	newApp := newApp(t, nil) // has a random key of its own
	other.callback(newApp)
	for name, forged := range map[string]string{
		"Changed":  value[:20] + "AAAA" + value[24:],
		"Cut":      value[:len(value)/2],
		"Nonsense": "nonsense",
		"Empty":    "",
		"OtherKey": other.cookies(newApp.url)["parley_github"],
	} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t)
			b.Jar.SetCookies(callback, []*http.Cookie{{Name: "parley_github", Value: forged, Path: "/"}})
			mustFail(t, a, b.get(callback.String()), 400, "another browser")
		})
	}
}

// TestNodesShareTheStateKey: the callback may reach another node.
func TestNodesShareTheStateKey(t *testing.T) {
	key := []byte(strings.Repeat("s", 32))
	share := func(o *githubauth.Options) { o.StateKey = key }
	one, two := newApp(t, share), newApp(t, func(o *githubauth.Options) { share(o) })
	b := newBrowser(t)
	callback := b.callback(one)
	there, err := url.Parse(two.url)
	if err != nil {
		t.Fatal(err)
	}
	callback.Host = there.Host // cookies do not look at the port
	// The other node opens the ticket and only then fails: its GitHub is another one.
	mustFail(t, two, b.get(callback.String()), 400, "used before")
}

// TestD9_TicketCookieAttributes: no script reads it, and over TLS no subdomain can
// plant it.
func TestD9_TicketCookieAttributes(t *testing.T) {
	for _, tt := range []struct {
		name, public string
		tls          bool
		want         string
	}{
		{"Plain", "", false, "parley_github Path=/; Max-Age=600; HttpOnly; SameSite=Lax"},
		{"TLS", "", true, "__Host-parley_github Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
		{"BehindAProxy", "https://chat.example", false, "__Host-parley_github Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := start(t, tt.tls, &githubauth.Options{PublicURL: tt.public})
			name, rest, _ := strings.Cut(w.Header().Get("Set-Cookie"), "=")
			_, rest, _ = strings.Cut(rest, "; ")
			if got := name + " " + rest; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestRedirectURL(t *testing.T) {
	for _, tt := range []struct {
		name, public string
		tls          bool
		want         string
	}{
		{"FromTheRequest", "", false, "http://internal:8080/chat/auth/github/callback"},
		{"FromTheRequestOverTLS", "", true, "https://internal:8080/chat/auth/github/callback"},
		{"FromTheOption", "https://example.com/c/", false, "https://example.com/c/auth/github/callback"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			to, err := url.Parse(start(t, tt.tls, &githubauth.Options{PublicURL: tt.public}).Header().Get("Location"))
			if err != nil {
				t.Fatal(err)
			}
			if got := to.Query().Get("redirect_uri"); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if to.Host != "github.com" || to.Path != "/login/oauth/authorize" {
				t.Errorf("leads to %v", to)
			}
		})
	}
}

// start is the answer to the request for a log-in, mounted below /chat.
func start(t *testing.T, overTLS bool, opts *githubauth.Options) *httptest.ResponseRecorder {
	t.Helper()
	g, err := githubauth.New(clientID, clientSecret, (&app{}).signIn, opts)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/chat/auth/github", nil)
	r.Host = "internal:8080"
	if overTLS {
		r.TLS = &tls.ConnectionState{}
	}
	w := httptest.NewRecorder()
	http.StripPrefix("/chat", g.Login()).ServeHTTP(w, r)
	if w.Code != http.StatusFound {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	return w
}

// mustFail checks a page that says why nobody was logged in.
func mustFail(t *testing.T, a *app, p page, status int, message string) {
	t.Helper()
	if p.status != status || !strings.Contains(p.text, message) {
		t.Errorf("got %d %s\nwant %d %q", p.status, p.text, status, message)
	}
	if !strings.HasPrefix(p.header.Get("Content-Type"), "text/html") || !strings.Contains(p.text, `<a href="/chat/auth/github">Try again</a>`) {
		t.Errorf("the page leads nowhere: %v %s", p.header, p.text)
	}
	for _, line := range p.header.Values("Set-Cookie") {
		if strings.HasPrefix(line, "token=") {
			t.Errorf("logged in: %s", line)
		}
	}
}
