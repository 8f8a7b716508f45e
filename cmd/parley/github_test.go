package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/parleychat/parley/chat"
)

// hub is a GitHub Enterprise server for one account, which always allows the log-in. It
// checks what the real one checks.
func hub(t *testing.T, id int, login string) *httptest.Server {
	var challenge, callback string
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login/oauth/authorize", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("client_id") != "the-id" || q.Get("state") == "" || q.Get("code_challenge_method") != "S256" {
			t.Errorf("authorize: %s", r.URL)
		}
		challenge, callback = q.Get("code_challenge"), q.Get("redirect_uri")
		http.Redirect(w, r, callback+"?"+url.Values{"code": {"the-code"}, "state": {q.Get("state")}}.Encode(), http.StatusFound)
	})
	mux.HandleFunc("POST /login/oauth/access_token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if r.FormValue("client_secret") != "the-secret" || r.FormValue("code") != "the-code" || r.FormValue("redirect_uri") != callback ||
			base64.RawURLEncoding.EncodeToString(sum[:]) != challenge {
			t.Errorf("access_token: %v", r.Form)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"access_token":"the-token","token_type":"bearer"}`)
	})
	mux.HandleFunc("GET /api/v3/user", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer the-token" {
			t.Errorf("user: %s", r.Header.Get("Authorization"))
		}
		_, _ = fmt.Fprintf(w, `{"id":%d,"login":%q,"name":null,"avatar_url":"https://a.example/1.png","html_url":"https://github.example/%s"}`, id, login, login)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// TestGitHubLogIn follows a browser through the whole log-in, and back to the page.
func TestGitHubLogIn(t *testing.T) {
	p := start(t, "--github-id", "the-id", "--github-secret", "the-secret", "--github-url", hub(t, 4711, "ann").URL)
	ann := p.nobody()
	res, _, err := ann.do("GET /auth/github", nil)
	if err != nil || res.StatusCode != http.StatusOK || res.Request.URL.String() != p.url+"/" {
		t.Fatalf("ended at %v with %v, %v", res.Request.URL, res.Status, err)
	}
	var me struct{ Data chat.SeedUser }
	ann.must(200, "GET /auth/me", nil, &me)
	if me.Data.DisplayName != "ann" || me.Data.AvatarURL != "https://a.example/1.png" || me.Data.ProfileURL != "https://github.example/ann" {
		t.Errorf("got %+v", me.Data)
	}
	ann.must(200, "POST /api/messages", map[string]string{"content": "hello"}, nil)
	t.Run("ErrForgedState", func(t *testing.T) {
		res, _, err := p.nobody().do("GET /auth/github/callback?code=the-code&state=made-up", nil)
		if err != nil || res.StatusCode != http.StatusBadRequest {
			t.Errorf("%v, %v", res, err)
		}
	})
	t.Run("GuestsAreOff", func(t *testing.T) {
		p.nobody().must(404, "POST /auth/guest", map[string]string{"name": "Bob"}, nil)
	})
	if lines := p.errors(); len(lines) > 0 {
		t.Errorf("%q", lines)
	}
}

// TestImportedUserLogsIn: whoever wrote in the old app is the same person here after the
// first log-in.
func TestImportedUserLogsIn(t *testing.T) {
	p := start(t, "--github-id", "the-id", "--github-secret", "the-secret", "--github-url", hub(t, 4711, "ann").URL)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := parley("import-seed", "--db", p.db, oldApp(t)); code != 0 {
		t.Fatal(errs)
	}
	p.restart()
	ann := p.nobody()
	if _, _, err := ann.do("GET /auth/github", nil); err != nil {
		t.Fatal(err)
	}
	ann.must(200, "PUT /api/messages/3", map[string]string{"content": "still mine"}, nil)
	ann.must(400, "PUT /api/messages/7", map[string]string{"content": "not mine"}, nil)
}
