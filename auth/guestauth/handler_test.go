package guestauth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/auth/guestauth"
	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

// door remembers who came in, as a module would.
type door struct {
	mu    sync.Mutex
	came  []chat.Identity
	err   error
	write func(w http.ResponseWriter, r *http.Request, id chat.Identity) error
}

func (d *door) signIn(w http.ResponseWriter, r *http.Request, id chat.Identity) (chat.User, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return chat.User{}, d.err
	}
	d.came = append(d.came, id)
	user := chat.User{ID: chat.UserID("u-" + id.Subject), DisplayName: id.Name, AvatarURL: "a", ProfileURL: "p"}
	if d.write != nil {
		return user, d.write(w, r, id)
	}
	return user, nil
}

func open(t *testing.T, d *door, opts *guestauth.Options) http.Handler {
	t.Helper()
	h, err := guestauth.New(d.signIn, opts)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func post(h http.Handler, contentType, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "http://chat.example/auth/guest", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const (
	asJSON = "application/json"
	asForm = "application/x-www-form-urlencoded"
)

func TestLogIn(t *testing.T) {
	for _, tt := range []struct{ name, kind, body, want string }{
		{"OKJSON", asJSON, `{"name":"Ann"}`, "Ann"},
		{"OKJSONWithCharset", asJSON + "; charset=utf-8", `{"name":"Ann","later":[1]}`, "Ann"},
		{"OKForm", asForm, "name=Ann+B&x=1", "Ann B"},
		{"OKTrimmed", asJSON, "{\"name\":\" \\t Ann \\n\"}", "Ann"},
		{"OKEmoji", asJSON, `{"name":"👩‍👩‍👧 Ann ❤️"}`, "👩‍👩‍👧 Ann ❤️"},
		{"OKEscaped", asJSON, `{"name":"\u00c4nn \ud83d\ude00"}`, "Änn 😀"},
		{"OKMarkupIsText", asJSON, `{"name":"<b>'Ann'</b>"}`, "<b>'Ann'</b>"},
		{"OKOneCharacter", asForm, "name=%E2%98%83", "☃"},
		{"OKFiftyCharacters", asJSON, `{"name":"` + strings.Repeat("ü", 50) + `"}`, strings.Repeat("ü", 50)},
		{"OKArabicWithJoiner", asJSON, `{"name":"می‌خواهم"}`, "می‌خواهم"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &door{}
			w := post(open(t, d, nil), tt.kind, tt.body)
			if w.Code != 200 || len(d.came) != 1 || d.came[0].Name != tt.want || d.came[0].Provider != "guest" {
				t.Fatalf("got %d %s; came in: %+v", w.Code, w.Body, d.came)
			}
			if h := d.came[0].Handle; !regexp.MustCompile(`^guest-[a-z2-7]{8}$`).MatchString(h) {
				t.Errorf("the handle is %q", h)
			}
			quoted, _ := json.Marshal(tt.want)
			want := fmt.Sprintf(`{"data":{"id":"u-%s","displayName":%s,"profileUrl":"p","avatarUrl":"a"},"error":null,"success":true}`+"\n",
				d.came[0].Subject, quoted)
			if diff := cmp.Diff(want, w.Body.String()); diff != "" {
				t.Error(diff)
			}
			if w.Header().Get("Cache-Control") != "no-store" || !strings.HasPrefix(w.Header().Get("Content-Type"), asJSON) {
				t.Errorf("headers: %v", w.Header())
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	name := func(s string) string { return `{"name":"` + s + `"}` }
	for _, tt := range []struct {
		name, kind, body string
		status           int
		message          string
	}{
		{"ErrNoName", asJSON, `{}`, 400, "name must not be empty"},
		{"ErrNullName", asJSON, `{"name":null}`, 400, "name must not be empty"},
		{"ErrEmptyName", asJSON, name(""), 400, "name must not be empty"},
		{"ErrBlankName", asJSON, name(" \u00a0\u3000 "), 400, "name must not be empty"},
		{"ErrInvisibleName", asJSON, name("\u3164\u200d"), 400, "name must not be empty"},
		{"ErrOnlyAccents", asJSON, name("\u0301\u0302"), 400, "name must not be empty"},
		{"ErrLongName", asJSON, name(strings.Repeat("ü", 51)), 400, "longer than 50"},
		{"ErrNUL", asJSON, name(`a\u0000b`), 400, "control"},
		{"ErrNewline", asJSON, name(`a\nb`), 400, "control"},
		{"ErrEscape", asForm, "name=a%1Bb", 400, "control"},
		{"ErrBidiOverride", asJSON, name(`a\u202eb`), 400, "control"},
		{"ErrBidiIsolate", asJSON, name(`a\u2066b`), 400, "control"},
		{"ErrZeroWidthSpace", asJSON, name(`a\u200bb`), 400, "control"},
		{"ErrLineSeparator", asJSON, name(`a\u2028b`), 400, "control"},
		{"ErrHalfSurrogate", asJSON, name(`a\ud800b`), 400, "Unicode"},
		{"ErrNotUTF8", asJSON, name("a\xffb"), 400, "UTF-8"},
		{"ErrNotUTF8InForm", asForm, "name=a%FFb", 400, "Unicode"},
		{"ErrNumber", asJSON, `{"name":7}`, 400, "must be text"},
		{"ErrObject", asJSON, `{"name":{"x":1}}`, 400, "must be text"},
		{"ErrArray", asJSON, `["Ann"]`, 400, "JSON object"},
		{"ErrText", asJSON, `"Ann"`, 400, "JSON object"},
		{"ErrNullBody", asJSON, `null`, 400, "name must not be empty"},
		{"ErrNoBody", asJSON, ``, 400, "JSON object"},
		{"ErrHalfBody", asJSON, `{"name":"An`, 400, "JSON object"},
		{"ErrTwoBodies", asJSON, name("Ann") + name("Bob"), 400, "JSON object"},
		{"ErrFormTwice", asForm, "name=Ann&name=Bob", 400, "twice"},
		{"ErrFormMalformed", asForm, "name=%zz", 400, "form"},
		{"ErrFormWithoutName", asForm, "", 400, "name must not be empty"},
		{"ErrHuge", asJSON, name(strings.Repeat("x", 1<<20)), 413, "too large"},
		{"ErrJustTooLarge", asForm, "name=Ann&x=" + strings.Repeat("x", 4<<10), 413, "too large"},
		{"ErrNoContentType", "", name("Ann"), 415, "application/json"},
		{"ErrPlainText", "text/plain", name("Ann"), 415, "application/json"},
		{"ErrBadContentType", "application/json;;=", name("Ann"), 415, "application/json"},
		{"ErrMultipart", "multipart/form-data; boundary=x", "--x--", 415, "application/json"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &door{}
			var log bytes.Buffer
			h := open(t, d, &guestauth.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
			mustFail(t, post(h, tt.kind, tt.body), tt.status, tt.message)
			if len(d.came) != 0 || log.Len() != 0 {
				t.Errorf("came in: %v; log: %s", d.came, log.String())
			}
		})
	}
}

// mustFail checks the envelope of a refusal.
func mustFail(t *testing.T, w *httptest.ResponseRecorder, status int, message string) {
	t.Helper()
	var got struct {
		Data  any
		Error struct {
			Code    int
			Message string
			Data    any
		}
		Success *bool
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if w.Code != status || got.Error.Code != status || !strings.Contains(got.Error.Message, message) {
		t.Errorf("got %d %s; want %d, %q", w.Code, w.Body, status, message)
	}
	if got.Success == nil || *got.Success || got.Data != nil || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("got %s %v", w.Body, w.Header())
	}
}

func TestMethods(t *testing.T) {
	h := open(t, &door{}, nil)
	for _, method := range []string{"GET", "PUT", "DELETE", "OPTIONS"} {
		t.Run(method, func(t *testing.T) {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(method, "/auth/guest", nil))
			mustFail(t, w, 405, "POST")
			if w.Header().Get("Allow") != "POST" {
				t.Errorf("Allow is %q", w.Header().Get("Allow"))
			}
		})
	}
}

func TestOtherSites(t *testing.T) {
	h := open(t, &door{}, &guestauth.Options{TrustedOrigins: []string{"https://web.example"}})
	t.Run("ErrCrossSite", func(t *testing.T) {
		mustFail(t, post(h, asForm, "name=Ann", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"), 403, "another site")
	})
	t.Run("ErrOldBrowser", func(t *testing.T) {
		mustFail(t, post(h, asForm, "name=Ann", "Origin", "https://evil.example"), 403, "another site")
	})
	t.Run("OKSameOrigin", func(t *testing.T) {
		if w := post(h, asForm, "name=Ann", "Sec-Fetch-Site", "same-origin"); w.Code != 200 {
			t.Errorf("got %d", w.Code)
		}
	})
	t.Run("OKTrusted", func(t *testing.T) {
		if w := post(h, asForm, "name=Ann", "Sec-Fetch-Site", "cross-site", "Origin", "https://web.example"); w.Code != 200 {
			t.Errorf("got %d", w.Code)
		}
	})
}

func TestSignInFails(t *testing.T) {
	for _, tt := range []struct {
		name    string
		err     error
		status  int
		message string
		logged  bool
	}{
		{"ErrField", fmt.Errorf("x: %w", &chat.FieldError{Field: "name", Reason: "is taken"}), 400, "name is taken", false},
		{"ErrInvalid", chat.ErrInvalid, 400, "cannot be used", false},
		{"ErrForbidden", chat.ErrForbidden, 403, "may not enter", false},
		{"ErrRateLimited", chat.ErrRateLimited, 429, "try again later", false},
		{"ErrClosed", chat.ErrClosed, 503, "shutting down", false},
		{"ErrTooSlow", context.DeadlineExceeded, 504, "too long", false},
		{"ErrOutage", errors.New("disk I/O error"), 500, "internal error", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			h := open(t, &door{err: tt.err}, &guestauth.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
			w := post(h, asJSON, `{"name":"Ann"}`)
			mustFail(t, w, tt.status, tt.message)
			if strings.Contains(w.Body.String(), "disk") || (log.Len() > 0) != tt.logged {
				t.Errorf("answer %s; log %q", w.Body, log.String())
			}
		})
	}
}

// TestSameNameIsAnotherPerson: a name proves nothing.
func TestSameNameIsAnotherPerson(t *testing.T) {
	d := &door{}
	h := open(t, d, nil)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { post(h, asJSON, `{"name":"Ann"}`) })
	}
	all.Wait()
	seen := map[string]bool{}
	for _, id := range d.came {
		if len(id.Subject) < 26 { // 128 bits in base 32
			t.Errorf("the subject %q can be guessed", id.Subject)
		}
		seen[id.Subject] = true
	}
	if len(seen) != 50 {
		t.Errorf("50 guests are %d people", len(seen))
	}
}

// TestD5_TheFirstLogInIsOnesOwn: the answer to a first log-in was somebody else's
// row, and then nobody was logged in.
func TestD5_TheFirstLogInIsOnesOwn(t *testing.T) {
	tokens, err := jwtauth.New([]jwtauth.Key{{Secret: bytes.Repeat([]byte("k"), 32)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{write: tokens.SignIn}
	w := post(open(t, d, nil), asJSON, `{"name":"Ann"}`)
	r := httptest.NewRequest("GET", "/", nil)
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	id, err := tokens.Authenticate(r)
	if err != nil || id.Subject != d.came[0].Subject || id.Name != "Ann" || !strings.Contains(w.Body.String(), id.Subject) {
		t.Errorf("logged in as %+v, %v; told %s", id, err, w.Body)
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := guestauth.New(nil, nil); err == nil {
		t.Error("no signIn was accepted")
	}
	d := &door{}
	if _, err := guestauth.New(d.signIn, &guestauth.Options{TrustedOrigins: []string{"web.example"}}); err == nil {
		t.Error("a bad origin was accepted")
	}
}

// FuzzName: no body makes it stumble, and no name breaks the rules.
func FuzzName(f *testing.F) {
	for _, seed := range []string{`{"name":"Ann"}`, `{"name":"\u202e"}`, `{"name":1}`, "name=Ann", "{", "\x00"} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, body string, form bool) {
		d := &door{}
		kind := asJSON
		if form {
			kind = asForm
		}
		w := post(open(t, d, nil), kind, body)
		if w.Code >= 500 || (w.Code == 200) != (len(d.came) == 1) {
			t.Fatalf("got %d, %v", w.Code, d.came)
		}
		if len(d.came) == 0 {
			return
		}
		if n := len([]rune(d.came[0].Name)); n < 1 || n > 50 || strings.ContainsAny(d.came[0].Name, "\x00\n\u202e\ufffd") {
			t.Errorf("the name %q was accepted", d.came[0].Name)
		}
	})
}
