package githubauth_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/auth/githubauth"
	"github.com/parleychat/parley/chat"
)

func TestCallbackParameters(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(q url.Values)
		status  int
		message string
		logged  bool
	}{
		{"ErrNoCode", func(q url.Values) { q.Del("code") }, 400, "has no code", false},
		{"ErrCodeTwice", func(q url.Values) { q.Add("code", "x") }, 400, "has no code", false},
		{"ErrHugeCode", func(q url.Values) { q.Set("code", strings.Repeat("x", 513)) }, 400, "has no code", false},
		{"ErrUnknownCode", func(q url.Values) { q.Set("code", "x") }, 400, "used before", false},
		{"ErrDenied", func(q url.Values) { q.Set("error", "access_denied") }, 403, "did not allow", false},
		{"ErrWrongCallback", func(q url.Values) { q.Set("error", "redirect_uri_mismatch") }, 502, "could not tell", true},
		{"ErrSuspended", func(q url.Values) { q.Set("error", "application_suspended") }, 502, "could not tell", true},
		{"ErrMadeUp", func(q url.Values) { q.Set("error", "your_database_is_on_fire") }, 400, "could not tell", false},
		{"ErrMarkup", func(q url.Values) { q.Set("error", "<script>") }, 400, "could not tell", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := newApp(t, nil), newBrowser(t)
			callback := b.callback(a)
			q := callback.Query()
			tt.change(q)
			callback.RawQuery = q.Encode()
			p := b.get(callback.String())
			mustFail(t, a, p, tt.status, tt.message)
			if logged := a.log.String() != ""; logged != tt.logged || len(a.came) != 0 || strings.Contains(p.text, "<script>") {
				t.Errorf("log: %s; page: %s; came in: %v", a.log.String(), p.text, a.came)
			}
			if len(b.cookies(a.url)) != 0 {
				t.Errorf("the ticket was not taken back: %v", b.cookies(a.url))
			}
		})
	}
}

func TestPersonDenies(t *testing.T) {
	a := newApp(t, nil)
	a.github.set(func() { a.github.deny = "access_denied" })
	mustFail(t, a, newBrowser(t).get(a.url+"/auth/github"), 403, "did not allow")
}

func TestGitHubFails(t *testing.T) {
	status := func(code int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(code)
			_, _ = io.WriteString(w, body)
		}
	}
	hangUp := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	elsewhere := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://evil.example/", http.StatusTemporaryRedirect)
	}
	huge := `{"id":1,"login":"` + strings.Repeat("x", 2<<20) + `"}`
	for _, tt := range []struct {
		name        string
		token, user http.HandlerFunc
		status      int
		cause       string // in the log
	}{
		{"TokenDown", status(503, `secret detail`), nil, 503, "status 503"},
		{"TokenHangsUp", hangUp, nil, 503, "exchange the code"},
		{"TokenRedirects", elsewhere, nil, 502, "status 307"},
		{"TokenNotFound", status(404, `{}`), nil, 502, "status 404"},
		{"TokenNonsense", status(200, `<html>secret detail`), nil, 502, "exchange the code"},
		{"TokenEmpty", status(200, `{}`), nil, 502, "exchange the code"},
		{"TokenWrongSecret", status(200, `{"error":"incorrect_client_credentials"}`), nil, 502, "incorrect_client_credentials"},
		{"UserDown", nil, status(500, `secret detail`), 503, "status 500"},
		{"UserRateLimited", nil, status(403, `{}`), 503, "status 403"},
		{"UserTooManyRequests", nil, status(429, `{}`), 503, "status 429"},
		{"UserRefused", nil, status(401, `{}`), 502, "status 401"},
		{"UserHangsUp", nil, hangUp, 503, "ask for the account"},
		{"UserRedirects", nil, elsewhere, 502, "status 307"},
		{"UserNonsense", nil, status(200, `<html>`), 502, "read the account"},
		{"UserNull", nil, status(200, `null`), 502, "no id"},
		{"UserWithoutID", nil, status(200, `{"login":"ann"}`), 502, "no id"},
		{"UserWithTextID", nil, status(200, `{"id":"1","login":"ann"}`), 502, "read the account"},
		{"UserWithNegativeID", nil, status(200, `{"id":-1,"login":"ann"}`), 502, "no id"},
		{"UserWithHugeID", nil, status(200, `{"id":99999999999999999999,"login":"ann"}`), 502, "read the account"},
		{"UserHuge", nil, status(200, huge), 502, "read the account"},
		{"UserHalf", nil, status(200, `{"id":1,"login":"an`), 502, "read the account"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newApp(t, nil)
			a.github.set(func() { a.github.token, a.github.user = tt.token, tt.user })
			p := newBrowser(t).get(a.url + "/auth/github")
			mustFail(t, a, p, tt.status, "GitHub")
			if !strings.Contains(a.log.String(), tt.cause) {
				t.Errorf("the log does not say %q: %s", tt.cause, a.log.String())
			}
			if all := p.text + a.log.String(); strings.Contains(all, "secret detail") || strings.Contains(all, clientSecret) || len(a.came) != 0 {
				t.Errorf("page: %s; log: %s; came in: %v", p.text, a.log.String(), a.came)
			}
		})
	}
}

// TestGitHubHangs: a GitHub that never answers ends with the timeout.
func TestGitHubHangs(t *testing.T) {
	a := newApp(t, func(o *githubauth.Options) { o.Timeout = 50 * time.Millisecond })
	a.github.set(func() {
		a.github.user = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	})
	mustFail(t, a, newBrowser(t).get(a.url+"/auth/github"), 503, "does not answer")
	if !strings.Contains(a.log.String(), "deadline") {
		t.Errorf("log: %s", a.log.String())
	}
}

func TestHostRefuses(t *testing.T) {
	for _, tt := range []struct {
		name    string
		err     error
		status  int
		message string
		logged  bool
	}{
		{"ErrForbidden", fmt.Errorf("not on the list: %w", chat.ErrForbidden), 403, "may not enter", false},
		{"ErrRateLimited", chat.ErrRateLimited, 429, "too many", false},
		{"ErrClosed", chat.ErrClosed, 503, "shutting down", false},
		{"ErrOutage", errors.New("disk I/O error"), 500, "went wrong here", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newApp(t, nil)
			a.err = tt.err
			p := newBrowser(t).get(a.url + "/auth/github")
			mustFail(t, a, p, tt.status, tt.message)
			if logged := a.log.String() != ""; logged != tt.logged || strings.Contains(p.text, "disk") || strings.Contains(p.text, "list") {
				t.Errorf("log: %s; page: %s", a.log.String(), p.text)
			}
		})
	}
}

func TestAnswerWithoutHTML(t *testing.T) {
	g, err := githubauth.New(clientID, clientSecret, (&app{}).signIn, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	g.Callback().ServeHTTP(w, httptest.NewRequest("GET", "/auth/github/callback", nil))
	if w.Code != 400 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") || strings.Contains(w.Body.String(), "<") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// TestPageCannotBeUsed: no link of the page leads to another site, no script runs.
func TestPageCannotBeUsed(t *testing.T) {
	g, err := githubauth.New(clientID, clientSecret, (&app{}).signIn, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/x", nil)
	r.RequestURI = "//evil.example/callback"
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	g.Callback().ServeHTTP(w, r)
	if strings.Contains(w.Body.String(), "evil") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("got %v %s", w.Header(), w.Body)
	}
}

func TestMethods(t *testing.T) {
	g, err := githubauth.New(clientID, clientSecret, (&app{}).signIn, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []http.Handler{g.Login(), g.Callback()} {
		for _, method := range []string{"POST", "HEAD", "PUT", "DELETE", "OPTIONS"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(method, "/auth/github", nil))
			if w.Code != 405 || w.Header().Get("Allow") != "GET" || w.Header().Get("Set-Cookie") != "" {
				t.Errorf("%s: got %d %v", method, w.Code, w.Header())
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	ok := (&app{}).signIn
	for _, tt := range []struct {
		name       string
		id, secret string
		signIn     githubauth.SignIn
		opts       *githubauth.Options
		want       string // part of the error; empty: none
	}{
		{"OKNil", "id", "secret", ok, nil, ""},
		{"OKAfterURL", "id", "secret", ok, &githubauth.Options{After: "https://web.example"}, ""},
		{"ErrNoID", "", "secret", ok, nil, "client ID"},
		{"ErrNoSecret", "id", "", ok, nil, "client secret"},
		{"ErrNoSignIn", "id", "secret", nil, nil, "signIn"},
		{"ErrAuthURL", "id", "secret", ok, &githubauth.Options{AuthURL: "github.com"}, "AuthURL"},
		{"ErrTokenURL", "id", "secret", ok, &githubauth.Options{TokenURL: "ftp://x"}, "TokenURL"},
		{"ErrAPIURL", "id", "secret", ok, &githubauth.Options{APIURL: "http://[::1"}, "APIURL"},
		{"ErrPublicURL", "id", "secret", ok, &githubauth.Options{PublicURL: "chat.example"}, "PublicURL"},
		{"ErrPublicURLWithQuery", "id", "secret", ok, &githubauth.Options{PublicURL: "https://chat.example/?x"}, "PublicURL"},
		{"ErrAfterScript", "id", "secret", ok, &githubauth.Options{After: "javascript:alert(1)"}, "After"},
		{"ErrAfterRelative", "id", "secret", ok, &githubauth.Options{After: "chat"}, "After"},
		{"ErrStateKey", "id", "secret", ok, &githubauth.Options{StateKey: []byte("short")}, "5 bytes"},
		{"ErrTimeout", "id", "secret", ok, &githubauth.Options{Timeout: -1}, "Timeout"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := githubauth.New(tt.id, tt.secret, tt.signIn, tt.opts)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v; want an error about %q", err, tt.want)
			}
		})
	}
}
