package jwtauth_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleychat/parley/auth/jwtauth"
)

const web = "https://web.example" // the page on a host of its own

// logout sends the request with a good token and tells whether that ended it.
func logout(t *testing.T, method string, header map[string]string) (w *httptest.ResponseRecorder, ended bool) {
	t.Helper()
	a := newAuth(t, &jwtauth.Options{Revocations: &revocations{}, TrustedOrigins: []string{web}})
	r := withCookie(issue(t, a, ann))
	r.Method, r.Host = method, "chat.example"
	for k, v := range header {
		r.Header.Set(k, v)
	}
	w = httptest.NewRecorder()
	a.LogoutHandler("/bye").ServeHTTP(w, r)
	_, err := a.Authenticate(r)
	cleared := w.Header().Get("Set-Cookie") != ""
	if ended = err != nil; ended != cleared {
		t.Errorf("token ended: %v; cookie cleared: %v", ended, cleared)
	}
	return w, ended
}

type headers = map[string]string

func TestLogoutPost(t *testing.T) {
	for _, tt := range []struct {
		name     string
		header   headers
		status   int
		location string
	}{
		{"OKScript", headers{"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 204, ""},
		{"OKNoBrowser", nil, 204, ""},
		{"OKForm", headers{"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}, 303, "/bye"},
		{"OKFormOfAnOldBrowser", headers{"Origin": "http://chat.example", "Accept": "text/html,*/*"}, 303, "/bye"},
		{"OKTrustedOrigin", headers{"Sec-Fetch-Site": "cross-site", "Origin": web}, 204, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, ended := logout(t, "POST", tt.header)
			if w.Code != tt.status || w.Header().Get("Location") != tt.location || !ended {
				t.Errorf("got %d %q, ended %v; want %d %q", w.Code, w.Header().Get("Location"), ended, tt.status, tt.location)
			}
		})
	}
}

// TestD9_OtherSitesCannotPostLogout is the same for a form on an evil page.
func TestD9_OtherSitesCannotPostLogout(t *testing.T) {
	for name, header := range map[string]headers{
		"CrossSite":           {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
		"Subdomain":           {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.chat.example"},
		"OldBrowser":          {"Origin": "https://evil.example"},
		"NullOrigin":          {"Origin": "null"},
		"LooksLikeTheTrusted": {"Sec-Fetch-Site": "cross-site", "Origin": web + ".evil.example"},
	} {
		t.Run(name, func(t *testing.T) {
			if w, ended := logout(t, "POST", header); w.Code != 403 || ended {
				t.Errorf("got %d, ended %v", w.Code, ended)
			}
		})
	}
}

func TestLogoutGet(t *testing.T) {
	for name, header := range map[string]headers{
		"SameOrigin":         {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
		"SameSite":           {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
		"TypedAddress":       {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
		"PlainHTTP":          {"Referer": "http://chat.example/room?x=1"},
		"HostInAnotherCase":  {"Referer": "http://Chat.Example/"},
		"TrustedOriginPlain": {"Referer": web + "/chat"},
		"TrustedOrigin":      {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Referer": web + "/"},
	} {
		t.Run(name, func(t *testing.T) {
			w, ended := logout(t, "GET", header)
			if w.Code != 302 || w.Header().Get("Location") != "/bye" || !ended {
				t.Errorf("got %d %q, ended %v; want 302 /bye", w.Code, w.Header().Get("Location"), ended)
			}
		})
	}
}

// TestD9_OtherSitesCannotGetLogout: an image in a page logged everybody out.
func TestD9_OtherSitesCannotGetLogout(t *testing.T) {
	for name, header := range map[string]headers{
		"CrossSiteImage":      {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
		"CrossSiteLink":       {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Referer": "https://evil.example/"},
		"CrossSiteNoReferer":  {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
		"SameOriginImage":     {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
		"SameOriginScript":    {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
		"SameSiteFrame":       {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
		"TrustedImage":        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Referer": web},
		"Prefetch":            {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Purpose": "prefetch;prerender"},
		"PrefetchOldName":     {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Purpose": "prefetch"},
		"PlainHTTPNoReferer":  nil,
		"PlainHTTPForeign":    {"Referer": "http://evil.example/?http://chat.example/"},
		"PlainHTTPLookalike":  {"Referer": "http://chat.example.evil.example/"},
		"PlainHTTPUserinfo":   {"Referer": "http://chat.example@evil.example/"},
		"PlainHTTPNull":       {"Origin": "null", "Referer": "http://chat.example/"},
		"PlainHTTPNoURL":      {"Referer": "chat.example"},
		"PlainHTTPOtherProto": {"Referer": "javascript://chat.example/"},
		"UnknownSite":         {"Sec-Fetch-Site": "elsewhere", "Sec-Fetch-Mode": "navigate"},
	} {
		t.Run(name, func(t *testing.T) {
			if w, ended := logout(t, "GET", header); w.Code != 403 || ended {
				t.Errorf("got %d, ended %v", w.Code, ended)
			}
		})
	}
}

func TestLogoutMethods(t *testing.T) {
	for _, method := range []string{"HEAD", "PUT", "DELETE", "OPTIONS"} {
		t.Run(method, func(t *testing.T) {
			w, ended := logout(t, method, headers{"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"})
			if w.Code != 405 || w.Header().Get("Allow") != "GET, POST" || ended {
				t.Errorf("got %d, Allow %q, ended %v", w.Code, w.Header().Get("Allow"), ended)
			}
		})
	}
}

func TestLogoutWithoutToken(t *testing.T) {
	w := httptest.NewRecorder()
	newAuth(t, nil).LogoutHandler("").ServeHTTP(w, httptest.NewRequest("POST", "/auth/logout", nil))
	if w.Code != http.StatusNoContent {
		t.Errorf("got %d: who is out already is out", w.Code)
	}
}

func TestLogoutAfterDefaultsToTheRoot(t *testing.T) {
	r := httptest.NewRequest("GET", "/auth/logout", nil)
	r.Header.Set("Sec-Fetch-Site", "none")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	w := httptest.NewRecorder()
	newAuth(t, nil).LogoutHandler("").ServeHTTP(w, r)
	if w.Code != 302 || w.Header().Get("Location") != "/" {
		t.Errorf("got %d %q", w.Code, w.Header().Get("Location"))
	}
}

func TestLogoutStoreDown(t *testing.T) {
	var log bytes.Buffer
	store := &revocations{}
	a := newAuth(t, &jwtauth.Options{Revocations: store, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	r := withCookie(issue(t, a, ann))
	r.Method = "POST"
	store.fail(errors.New("disk I/O error"))
	w := httptest.NewRecorder()
	a.LogoutHandler("/").ServeHTTP(w, r)
	if w.Code != 503 || strings.Contains(w.Body.String(), "disk") || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("got %d %q %v", w.Code, w.Body, w.Header())
	}
	if !strings.Contains(log.String(), "disk I/O error") {
		t.Errorf("the log has no cause: %q", log.String())
	}

	log.Reset()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a.LogoutHandler("/").ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
	if log.Len() != 0 {
		t.Errorf("a client that went away was logged: %s", log.String())
	}
}
