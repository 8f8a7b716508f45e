package chat

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// counters hold everybody to Options.Limits. A nil one limits nothing.
type counters struct {
	posts, writes, reports, searches *limiter[UserID]
	bots, hooks                      *limiter[UserID]
	requests, signIns                *limiter[netip.Addr]
}

func newCounters(l Limits) counters {
	return counters{
		posts:    newLimiter[UserID]("posts", l.Posts, l.MaxKeys),
		writes:   newLimiter[UserID]("writes", l.Writes, l.MaxKeys),
		reports:  newLimiter[UserID]("reports", l.Reports, l.MaxKeys),
		searches: newLimiter[UserID]("searches", l.Searches, l.MaxKeys),
		bots:     newLimiter[UserID]("bots", l.Bots, l.MaxKeys),
		hooks:    newLimiter[UserID]("hooks", l.Hooks, l.MaxKeys),
		requests: newLimiter[netip.Addr]("requests", l.Requests, l.MaxKeys),
		signIns:  newLimiter[netip.Addr]("sign-ins", l.SignIns, l.MaxKeys),
	}
}

// A toll is what a request costs, once it is known who sent it, and the scope that it takes.
type toll struct {
	kind   tollKind
	scope  string
	header http.Header // of the answer
}

type tollKind int

const (
	reads tollKind = iota // free for users
	writes
	posts
	reports
	searches
)

type tollKey struct{}

// tollOf tells which limit a route counts for.
func tollOf(pattern string) tollKind {
	method, path, _ := strings.Cut(pattern, " ")
	switch {
	case path == searchPath:
		return searches
	case method == http.MethodGet:
		return reads
	case method == http.MethodPost && strings.HasSuffix(path, "/messages"):
		return posts
	case method == http.MethodPost && strings.HasSuffix(path, "/report"):
		return reports
	}
	return writes
}

// tolled has Module.who charge for requests to the route.
func tolled(pattern string, next http.Handler) http.Handler {
	kind, scope := tollOf(pattern), routeScopes[pattern]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := toll{kind, scope, w.Header()}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), tollKey{}, t)))
	})
}

// charge counts a request for its user or, if there is none, for its address.
func (m *Module) charge(r *http.Request, viewer User) error {
	t, ok := r.Context().Value(tollKey{}).(toll)
	switch {
	case !ok: // it is not one to the API
		return nil
	case viewer.ID == "":
		return m.chargeAddress(m.counters.requests, r, t.header)
	case viewer.Bot:
		return charge(m.counters.bots, viewer.ID, m.opts.Now(), t.header)
	case t.kind == posts:
		return charge(m.counters.posts, viewer.ID, m.opts.Now(), t.header)
	case t.kind == reports:
		return charge(m.counters.reports, viewer.ID, m.opts.Now(), t.header)
	case t.kind == searches:
		return charge(m.counters.searches, viewer.ID, m.opts.Now(), t.header)
	case t.kind == writes:
		return charge(m.counters.writes, viewer.ID, m.opts.Now(), t.header)
	}
	return nil
}

// scoped is an error if the route takes a scope that who asks does not have.
func scoped(r *http.Request) error {
	t, ok := r.Context().Value(tollKey{}).(toll)
	if !ok { // it is not one to the API
		return nil
	}
	return Granted(r.Context(), t.scope)
}

// LimitSignIn holds each address to Options.Limits.SignIns for a handler that makes users
// of whoever comes, as package auth/guestauth does. What is too much gets a 429 with the
// envelope {data, error, success} that all routes below /auth have. With CORS it goes
// inside, so that preflights are not counted: m.CORS(m.LimitSignIn(guests)).
func (m *Module) LimitSignIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := m.chargeAddress(m.counters.signIns, r, w.Header()); err != nil {
			apiHeaders(w.Header())
			m.seedFail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (m *Module) chargeAddress(l *limiter[netip.Addr], r *http.Request, h http.Header) error {
	if l == nil {
		return nil
	}
	return charge(l, addressOf(r, m.opts.Limits.ProxyHeader), m.opts.Now(), h)
}

// charge counts for the key and tells how it stands.
func charge[K comparable](l *limiter[K], key K, now time.Time, h http.Header) error {
	if l == nil {
		return nil
	}
	s := l.take(key, now)
	h.Set("RateLimit-Policy", l.policy)
	h.Set("RateLimit", s.field(l.name))
	if s.wait > 0 {
		return &tooManyError{s.wait}
	}
	return nil
}

// tooManyError is an ErrRateLimited that knows when to come back.
type tooManyError struct{ wait time.Duration }

func (e *tooManyError) Error() string {
	return "too many requests: try again in " + seconds(e.wait) + " s"
}
func (e *tooManyError) Is(target error) bool { return target == ErrRateLimited }

func (e *tooManyError) pause() time.Duration { return e.wait }

// pausing is an error that knows when to come back.
type pausing interface {
	error
	pause() time.Duration
}

// policyField and field are in the syntax of draft-ietf-httpapi-ratelimit-headers-10,
// section 3 and 4: q requests in w seconds; r are left, and in t seconds it is all again.
func policyField(name string, r Rate) string {
	return `"` + name + `";q=` + strconv.Itoa(r.Count) + ";w=" + seconds(r.Per)
}

func (s standing) field(name string) string {
	return `"` + name + `";r=` + strconv.FormatInt(s.left, 10) + ";t=" + seconds(s.whole)
}

// seconds are rounded up: who waits for so long has waited long enough.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
