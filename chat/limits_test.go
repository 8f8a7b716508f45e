package chat_test

import (
	"cmp"
	"encoding"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// limitedTo sets Options.Limits.
func limitedTo(l chat.Limits) func(*chat.Options) {
	return func(o *chat.Options) { o.Limits = l }
}

// rates are the fields that tell of a limit.
func (a answer) rates() string {
	return a.Header.Get("RateLimit-Policy") + " " + a.Header.Get("RateLimit")
}

// TestPostsAreLimited, on both surfaces: 3 at once, then 1 every 2 seconds.
func TestPostsAreLimited(t *testing.T) {
	for name, s := range map[string]struct {
		route, body string
		ok          int
		refused     string
	}{
		"V1":   {"POST /api/v1/rooms/lobby/messages", `{"text":"x"}`, 201, `"code":"rate_limited"`},
		"Seed": {"POST /api/messages", `{"content":"x"}`, 200, `{"data":null,"error":{"code":429,"message":"too many requests: try again in 2 s","data":null},"success":false}`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, limitedTo(chat.Limits{Posts: chat.Rate{Count: 3, Per: 6 * time.Second}}))
				post := func(status int, retry, limit string) answer {
					t.Helper()
					res := w.ask(s.route, s.body, "X-User: ann")
					if res.StatusCode != status || res.Header.Get("Retry-After") != retry ||
						res.rates() != `"posts";q=3;w=6 "posts";`+limit {
						t.Errorf("%d, Retry-After %q, %s, want %d, %q, %s", res.StatusCode, res.Header.Get("Retry-After"), res.rates(), status, retry, limit)
					}
					return res
				}
				post(s.ok, "", "r=2;t=2")
				post(s.ok, "", "r=1;t=4")
				post(s.ok, "", "r=0;t=6")
				if res := post(429, "2", "r=0;t=6"); !strings.Contains(res.body, s.refused) {
					t.Errorf("refused with %s", res.body)
				}
				if res := w.ask(s.route, s.body, "X-User: bob"); res.StatusCode != s.ok {
					t.Errorf("somebody else got %d", res.StatusCode)
				}
				time.Sleep(1500 * time.Millisecond)
				post(429, "1", "r=0;t=5") // half a second is rounded up
				time.Sleep(500 * time.Millisecond)
				post(s.ok, "", "r=0;t=6")
				post(429, "2", "r=0;t=6")
				time.Sleep(time.Hour)
				post(s.ok, "", "r=2;t=2")
				post(s.ok, "", "r=1;t=4")
				post(s.ok, "", "r=0;t=6")
				post(429, "2", "r=0;t=6")
			})
		})
	}
}

// TestARefusalIsAProblem with all that a client needs.
func TestARefusalIsAProblem(t *testing.T) {
	w := newWorld(t, limitedTo(chat.Limits{Writes: chat.Rate{Count: 1, Per: time.Hour}}))
	w.ask("PUT /api/v1/rooms/lobby/read", `{"seq":0}`, "X-User: ann")
	res := w.ask("PUT /api/v1/rooms/lobby/read", `{"seq":0}`, "X-User: ann")
	var p problem
	res.into(t, &p)
	if res.StatusCode != 429 || p.Code != "rate_limited" || p.Status != 429 || !strings.HasPrefix(p.Detail, "too many requests: try again in ") ||
		res.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
	if lines := w.log.all(); len(lines) > 0 {
		t.Errorf("it was logged as an error of ours: %q", lines)
	}
}

// TestWhatCountsForWhat asks every route there is, so that none is left out.
func TestWhatCountsForWhat(t *testing.T) {
	names := regexp.MustCompile(`{(\w+)}`)
	for _, pattern := range newWorld(t).Routes() {
		if strings.HasSuffix(pattern, "/openapi.yaml") || strings.HasPrefix(pattern, "OPTIONS ") {
			continue // always the same, and nobody is asked who they are
		}
		t.Run(pattern, func(t *testing.T) {
			w := newWorld(t)
			route := names.ReplaceAllStringFunc(pattern, func(name string) string {
				return cmp.Or(map[string]string{"{room}": "lobby", "{user}": "me", "{id}": "1"}[name], "x")
			})
			want := map[string]string{"X-User: ann": `"writes";q=600;w=10 "writes";r=599;t=1`, "X-None: 1": `"requests";q=6000;w=10 "requests";r=5999;t=1`}
			if strings.HasSuffix(pattern, "/search") {
				want["X-User: ann"] = `"searches";q=60;w=10 "searches";r=59;t=1`
			} else if strings.HasPrefix(pattern, "GET ") {
				want["X-User: ann"] = " "
			} else if strings.HasPrefix(pattern, "POST ") && strings.HasSuffix(pattern, "/messages") {
				want["X-User: ann"] = `"posts";q=600;w=10 "posts";r=599;t=1`
			} else if strings.HasSuffix(pattern, "/report") {
				want["X-User: ann"] = `"reports";q=20;w=60 "reports";r=19;t=3`
			} else if strings.HasPrefix(pattern, "POST /hooks/") { // who comes there is nobody
				delete(want, "X-User: ann")
			}
			for who, rates := range want {
				if res := w.ask(route, "", who); res.rates() != rates {
					t.Errorf("%s %s: %d with %q, want %q", who, route, res.StatusCode, res.rates(), rates)
				}
			}
		})
	}
}

func TestLimitsCount(t *testing.T) {
	one := chat.Rate{Count: 1, Per: time.Hour}
	t.Run("NothingForTheHost", func(t *testing.T) {
		w := newWorld(t, limitedTo(chat.Limits{Posts: one}))
		ann := w.user("ann")
		for range 20 {
			w.post(ann, "x")
		}
		if res := w.ask("POST /api/messages", `{"content":"x"}`, "X-User: ann"); res.StatusCode != 200 {
			t.Errorf("%d", res.StatusCode)
		}
	})
	t.Run("NothingWhenOff", func(t *testing.T) {
		off := chat.Rate{Count: -1}
		w := newWorld(t, limitedTo(chat.Limits{Posts: off, Writes: off, Requests: off}))
		for range 20 {
			if res := w.ask("POST /api/messages", `{"content":"x"}`, "X-User: ann"); res.StatusCode != 200 || res.rates() != " " {
				t.Fatalf("%d %s", res.StatusCode, res.rates())
			}
		}
	})
	t.Run("ARepetition", func(t *testing.T) {
		w := newWorld(t, limitedTo(chat.Limits{Posts: chat.Rate{Count: 2, Per: time.Hour}}))
		for _, want := range []int{201, 200, 429} {
			if res := w.ask("POST /api/v1/rooms/lobby/messages", `{"text":"x","clientId":"a"}`, "X-User: ann"); res.StatusCode != want {
				t.Errorf("got %d, want %d", res.StatusCode, want)
			}
		}
	})
	t.Run("AFailure", func(t *testing.T) {
		w := newWorld(t, limitedTo(chat.Limits{Posts: one}))
		for _, want := range []int{422, 429} {
			if res := w.ask("POST /api/v1/rooms/lobby/messages", `{}`, "X-User: ann"); res.StatusCode != want {
				t.Errorf("got %d, want %d", res.StatusCode, want)
			}
		}
	})
	t.Run("AForgedLogin", func(t *testing.T) {
		w := newWorld(t, limitedTo(chat.Limits{Requests: one}))
		for _, want := range []int{401, 429} {
			if res := w.ask("GET /api/v1/me", "", "X-User: forged"); res.StatusCode != want {
				t.Errorf("got %d, want %d", res.StatusCode, want)
			}
		}
		if res := w.ask("GET /api/v1/me", "", "X-User: ann"); res.StatusCode != 200 {
			t.Errorf("who is logged in got %d", res.StatusCode)
		}
	})
	t.Run("NoOutage", func(t *testing.T) {
		w := newWorld(t, limitedTo(chat.Limits{Requests: one, Writes: one}))
		for range 3 {
			if res := w.ask("DELETE /api/v1/messages/x", "", "X-User: outage"); res.StatusCode != 503 || res.rates() != " " {
				t.Errorf("got %d %s", res.StatusCode, res.rates())
			}
		}
	})
	t.Run("ManyAtOnce", func(t *testing.T) {
		w := newWorld(t, limitedTo(chat.Limits{Posts: chat.Rate{Count: 5, Per: time.Hour}}))
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() { w.ask("POST /api/messages", `{"content":"x"}`, "X-User: ann") })
		}
		wg.Wait()
		page, err := w.Messages(t.Context(), w.user("ann").ID, chat.MessageQuery{Room: w.Lobby(), Limit: 50})
		if err != nil || len(page.Items) != 5 {
			t.Errorf("%d messages, %v", len(page.Items), err)
		}
	})
}

// TestLimitSignIn: who makes themselves a new user each time is held by the address.
func TestLimitSignIn(t *testing.T) {
	w := newWorld(t, limitedTo(chat.Limits{SignIns: chat.Rate{Count: 1, Per: time.Hour}}))
	served := 0
	h := w.LimitSignIn(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { served++; w.WriteHeader(204) }))
	for i, want := range []string{"204", "429", "204"} {
		r := httptest.NewRequest("POST", "/auth/guest", nil)
		r.RemoteAddr = fmt.Sprintf("192.0.2.%d:1", i/2)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if got := fmt.Sprint(rec.Code); got != want || (want == "429") != strings.Contains(rec.Body.String(), `"code":429`) {
			t.Errorf("request %d: %s %s, want %s", i, got, rec.Body, want)
		}
		if res := (answer{Response: rec.Result()}); !strings.HasPrefix(res.rates(), `"sign-ins";q=1;w=3600 "sign-ins";r=0;t=3`) ||
			(want == "429") != (res.Header.Get("Retry-After") != "") {
			t.Errorf("request %d: %v", i, res.Header)
		}
	}
	if served != 2 {
		t.Errorf("served %d", served)
	}
}

func TestLimitsRefuse(t *testing.T) {
	for name, c := range map[string]struct {
		limits chat.Limits
		word   string
	}{
		"ErrNoCount":   {chat.Limits{Posts: chat.Rate{Per: time.Second}}, "Limits.Posts"},
		"ErrNoTime":    {chat.Limits{Writes: chat.Rate{Count: 1}}, "Limits.Writes"},
		"ErrHalf":      {chat.Limits{Requests: chat.Rate{Count: 1, Per: 1500 * time.Millisecond}}, "Limits.Requests"},
		"ErrBackwards": {chat.Limits{SignIns: chat.Rate{Count: 1, Per: -time.Second}}, "Limits.SignIns"},
		"ErrHeader":    {chat.Limits{ProxyHeader: "X-Forwarded-For:"}, "Limits.ProxyHeader"},
		"ErrKeys":      {chat.Limits{MaxKeys: -1}, "Limits.MaxKeys"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := chat.New(memory.New(), byHeader, &chat.Options{Limits: c.limits})
			if err == nil || !strings.Contains(err.Error(), c.word) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestRateText: a Rate is a flag, and what a file of the host's has.
func TestRateText(t *testing.T) {
	var _ encoding.TextMarshaler = chat.Rate{}
	for text, want := range map[string]chat.Rate{
		"10/10s": {Count: 10, Per: 10 * time.Second}, "600/1m": {Count: 600, Per: time.Minute}, "off": {Count: -1},
	} {
		t.Run(text, func(t *testing.T) {
			var got, again chat.Rate
			if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
				t.Errorf("got %v, %v", got, err)
			}
			if err := again.UnmarshalText([]byte(got.String())); err != nil || again != want {
				t.Errorf("%q is read as %v, %v", got, again, err)
			}
		})
	}
	for _, text := range []string{"", "10", "10/", "/10s", "0/10s", "-1/10s", "10/10", "10/0s", "10/-1s", "10/1.5s", "10/10ms", "2000000000/1s", "1e3/1s", "10/10s/2", "OFF"} {
		t.Run("Err"+text, func(t *testing.T) {
			got := chat.Rate{Count: 7, Per: time.Second}
			if err := got.UnmarshalText([]byte(text)); err == nil || got.Count != 7 {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	t.Run("Flag", func(t *testing.T) {
		fs := flag.NewFlagSet("x", flag.ContinueOnError)
		fs.SetOutput(io.Discard)
		var r chat.Rate
		fs.TextVar(&r, "limit", chat.Rate{}, "rate")
		if err := fs.Parse([]string{"-limit", "3/1s"}); err != nil || r.Count != 3 {
			t.Errorf("got %v, %v", r, err)
		}
	})
}
