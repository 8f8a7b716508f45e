package githubauth_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/parleychat/parley/auth/githubauth"
	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

// app is an application with the log-in, mounted below a path that is cut off.
type app struct {
	t      *testing.T
	github *fakeGitHub
	tokens *jwtauth.Auth
	url    string
	log    syncBuffer

	mu   sync.Mutex
	came []chat.Identity
	err  error // what signIn answers
}

func newApp(t *testing.T, change func(o *githubauth.Options)) *app {
	t.Helper()
	a := &app{t: t, github: newFakeGitHub(t)}
	tokens, err := jwtauth.New([]jwtauth.Key{{Secret: bytes.Repeat([]byte("k"), 32)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	a.tokens = tokens
	opts := &githubauth.Options{
		AuthURL:  a.github.url + "/login/oauth/authorize",
		TokenURL: a.github.url + "/login/oauth/access_token",
		APIURL:   a.github.url + "/api/v3/",
		Logger:   slog.New(slog.NewTextHandler(&a.log, nil)),
	}
	if change != nil {
		change(opts)
	}
	g, err := githubauth.New(clientID, clientSecret, a.signIn, opts)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/auth/github", g.Login())
	mux.Handle("/auth/github/callback", g.Callback())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "page "+r.URL.Path) })
	outer := http.NewServeMux()
	outer.Handle("/chat/", http.StripPrefix("/chat", mux))
	outer.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "host "+r.URL.Path) })
	server := httptest.NewServer(outer)
	t.Cleanup(server.Close)
	a.url = server.URL + "/chat"
	return a
}

func (a *app) signIn(w http.ResponseWriter, r *http.Request, id chat.Identity) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err != nil {
		return a.err
	}
	a.came = append(a.came, id)
	return a.tokens.SignIn(w, r, id)
}

// only returns the one person who came in.
func (a *app) only() chat.Identity {
	a.t.Helper()
	if len(a.came) != 1 {
		a.t.Fatalf("came in: %+v", a.came)
	}
	return a.came[0]
}

// A browser keeps cookies and follows links.
type browser struct {
	t *testing.T
	http.Client
}

func newBrowser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, Client: http.Client{Jar: jar}}
}

// stopBefore ends a walk before the first URL that contains the text.
func (b *browser) stopBefore(text string) *browser {
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.Contains(r.URL.String(), text) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return b
}

// A page is where a walk ended.
type page struct {
	status int
	url    *url.URL
	text   string
	header http.Header
}

func (b *browser) get(target string) page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, target, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	answer, err := b.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{answer.StatusCode, answer.Request.URL, string(text), answer.Header}
}

// cookies are those that the browser would send to the URL.
func (b *browser) cookies(target string) map[string]string {
	u, err := url.Parse(target)
	if err != nil {
		b.t.Fatal(err)
	}
	all := map[string]string{}
	for _, c := range b.Jar.Cookies(u) {
		all[c.Name] = c.Value
	}
	return all
}

// callback walks up to the callback and returns its URL without going there.
func (b *browser) callback(a *app) *url.URL {
	b.t.Helper()
	p := b.stopBefore("/callback").get(a.url + "/auth/github")
	u, err := url.Parse(p.header.Get("Location"))
	if err != nil || u.Path != "/chat/auth/github/callback" {
		b.t.Fatalf("GitHub sends the browser to %v, %v", u, err)
	}
	b.CheckRedirect = nil
	return u
}

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
