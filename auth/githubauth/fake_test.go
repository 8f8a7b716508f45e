package githubauth_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
)

const clientID, clientSecret = "the-client-id", "the-client-secret"

// fakeGitHub is a GitHub that looks at everything it is told, and gives a code and
// a token for one use each.
type fakeGitHub struct {
	t   *testing.T
	url string

	mu      sync.Mutex
	codes   map[string]url.Values // code -> the request that it was given for
	tokens  map[string]bool
	account string           // the JSON of whoever is logged in there
	deny    string           // the error that it redirects with instead of a code
	token   http.HandlerFunc // instead of its own
	user    http.HandlerFunc // instead of its own
}

func newFakeGitHub(t *testing.T) *fakeGitHub {
	f := &fakeGitHub{
		t: t, codes: map[string]url.Values{}, tokens: map[string]bool{},
		account: `{"id":12345,"login":"ann","name":"Ann Miller","avatar_url":"https://a.example/1","html_url":"https://g.example/ann"}`,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login/oauth/authorize", f.authorize)
	mux.HandleFunc("POST /login/oauth/access_token", f.accessToken)
	mux.HandleFunc("GET /api/v3/user", f.userInfo)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

// set changes the fake while others use it.
func (f *fakeGitHub) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// authorize is the page on which a person allows the log-in, and does.
func (f *fakeGitHub) authorize(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	q := r.URL.Query()
	for name, want := range map[string]string{"client_id": clientID, "response_type": "code", "code_challenge_method": "S256"} {
		if q.Get(name) != want {
			f.t.Errorf("authorize: %s is %q, want %q", name, q.Get(name), want)
		}
	}
	if len(q.Get("state")) < 26 || len(q.Get("code_challenge")) != 43 || q.Has("scope") {
		f.t.Errorf("authorize: %v", q)
	}
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || back.Host == "" {
		f.t.Errorf("authorize: the redirect_uri is %q", q.Get("redirect_uri"))
		return
	}
	answer := url.Values{"state": {q.Get("state")}}
	if f.deny != "" {
		answer.Set("error", f.deny)
	} else {
		code := rand.Text()
		f.codes[code] = q
		answer.Set("code", code)
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// accessToken checks the secret, the code, the verifier and the redirect_uri.
func (f *fakeGitHub) accessToken(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.token != nil {
		f.token(w, r)
		return
	}
	given, known := f.codes[r.PostFormValue("code")]
	delete(f.codes, r.PostFormValue("code"))
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	problem := ""
	switch {
	case r.PostFormValue("client_id") != clientID || r.PostFormValue("client_secret") != clientSecret:
		problem = "incorrect_client_credentials"
	case !known, base64.RawURLEncoding.EncodeToString(challenge[:]) != given.Get("code_challenge"):
		problem = "bad_verification_code"
	case r.PostFormValue("redirect_uri") != given.Get("redirect_uri"):
		problem = "redirect_uri_mismatch"
	}
	answer := url.Values{"error": {problem}} // with status 200, as GitHub does
	if problem == "" {
		token := rand.Text()
		f.tokens[token] = true
		answer = url.Values{"access_token": {token}, "token_type": {"bearer"}, "scope": {""}}
	}
	w.Header().Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	_, _ = w.Write([]byte(answer.Encode()))
}

// userInfo is the account of the token.
func (f *fakeGitHub) userInfo(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.user != nil {
		f.user(w, r)
		return
	}
	token := r.Header.Get("Authorization")
	if len(token) < 8 || !f.tokens[token[7:]] || r.Header.Get("User-Agent") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if !json.Valid([]byte(f.account)) {
		f.t.Errorf("the account is no JSON: %s", f.account)
	}
	_, _ = w.Write([]byte(f.account))
}
