package chat

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/parleychat/parley/chat/ui"
)

// routes builds the handler: one line per surface.
func (m *Module) routes() (http.Handler, error) {
	guard := http.NewCrossOriginProtection()
	for _, o := range m.opts.Origins {
		if err := guard.AddTrustedOrigin(o); err != nil {
			return nil, err
		}
	}
	v1 := surface{m: m, guard: guard, fail: m.problem}
	seed := surface{m: m, guard: guard, fail: m.seedFail}

	mux := http.NewServeMux()
	mux.Handle("/hooks/", surface{m: m, fail: m.problem}.handler(m.hookRoutes(), nil))
	mux.Handle("/api/v1/", v1.handler(m.v1Routes(), m.v1LongRoutes()))
	legacy := seed.handler(m.seedRoutes(), nil)
	mux.Handle("/api", legacy)
	mux.Handle("/api/", legacy)
	mux.Handle("/auth/me", legacy)
	for path, fn := range m.probes() {
		mux.Handle(path, reading(fn))
	}
	if m.opts.Realtime != nil {
		mux.Handle("/faye", m.opts.Realtime)
		mux.Handle("/faye/", m.opts.Realtime)
	} else {
		mux.HandleFunc("/faye", http.NotFound)
		mux.HandleFunc("/faye/", http.NotFound)
	}
	page := m.opts.Page
	if page == nil {
		page = ui.Handler()
	}
	mux.Handle("/", page)
	return mux, nil
}

// An endpoint answers one API request or returns why it cannot.
type endpoint func(w http.ResponseWriter, r *http.Request) error

// A surface is an API with its own form of answers to failures.
type surface struct {
	m     *Module
	guard *http.CrossOriginProtection // nil: it looks at no cookies
	fail  func(w http.ResponseWriter, r *http.Request, err error)
}

// handler serves the routes with what every API request needs: headers, CORS for the
// listed origins, protection from the pages of all others and, unless it is one of the
// long ones, a time limit.
func (s surface) handler(routes, long map[string]endpoint) http.Handler {
	mux := http.NewServeMux()
	for pattern, fn := range long {
		mux.Handle(pattern, tolled(pattern, s.serve(fn)))
	}
	for pattern, fn := range routes {
		mux.Handle(pattern, tolled(pattern, s.limited(s.serve(fn))))
	}
	return s.m.CORS(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		apiHeaders(w.Header())
		s.m.hurry(w, r)
		if s.guard != nil && s.guard.Check(r) != nil {
			s.fail(w, r, errCrossOrigin)
			return
		}
		h, pattern := mux.Handler(r)
		if pattern == "" {
			s.fail(w, r, unrouted(w, r, h))
			return
		}
		if long[pattern] == nil || !strings.Contains(pattern, "/uploads") {
			r.Body = http.MaxBytesReader(w, r.Body, s.m.opts.MaxBody)
		}
		mux.ServeHTTP(w, r)
	}))
}

// hurry keeps a body that trickles in from holding the request for ever. Where there is
// none net/http reads on already, to notice that the client goes away, and would take the
// deadline for that; at the end of a body it lifts the deadline and does the same. Writers
// that know no deadlines keep the host's own.
func (m *Module) hurry(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 { // -1: it is not known, but there is one
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(m.opts.RequestTimeout))
	}
}

// serve answers with the endpoint, or with why it could not.
func (s surface) serve(fn endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := fn(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// limited ends the work for a request in time.
func (s surface) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r, cancel := s.m.inTime(r)
		defer cancel()
		next.ServeHTTP(w, r)
	})
}

// unrouted finds out whether the mux has no such path or no such method; it says so
// only in plain text.
func unrouted(w http.ResponseWriter, r *http.Request, h http.Handler) error {
	probe := &probe{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status != http.StatusMethodNotAllowed {
		return errNoRoute
	}
	w.Header().Set("Allow", probe.header.Get("Allow"))
	return errMethod
}

// A probe is a response that nobody reads.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }

// apiHeaders: answers are nobody's page, and nobody's cache may keep them.
func apiHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
}

// inTime is the request with the time limit that every one has, or the first part of a
// long one.
func (m *Module) inTime(r *http.Request) (*http.Request, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(r.Context(), m.opts.RequestTimeout)
	return r.WithContext(ctx), cancel
}

// who returns the user behind a request, or an empty one for nobody, unless it is one
// request too many, or lacks the scope that the route takes. An authenticator that cannot
// tell is an outage and not a log-out.
func (m *Module) who(r *http.Request) (User, Identity, error) {
	u, id, err := m.Viewer(r)
	if errors.Is(err, ErrUnauthenticated) {
		many := m.charge(r, User{})
		if many == nil && errors.Is(err, ErrBadToken) {
			return User{}, Identity{}, err
		}
		return User{}, Identity{}, many
	}
	if err != nil && !errors.Is(err, ErrClosed) && !errors.Is(err, ErrBanned) && r.Context().Err() == nil {
		err = errors.Join(errUnavailable, err)
	}
	// What the handler does next, it does as somebody with these roles and limits.
	*r = *r.WithContext(id.in(r.Context()))
	if err == nil {
		err = m.charge(r, u)
	}
	if err == nil {
		err = scoped(r)
	}
	if err == nil {
		pass{user: u}.issue(r)
	}
	return u, id, err
}

// probes are what those ask who look after the process, not its users.
func (m *Module) probes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"/status":  plain("Ok"), // of the first version of this chat
		"/healthz": plain("ok"),
		"/readyz":  m.ready,
	}
}

// reading answers other methods with 405, where the pattern of the page, which takes
// every path, would have them for a 404.
func reading(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, errMethod.Error(), http.StatusMethodNotAllowed)
			return
		}
		next(w, r)
	})
}

func plain(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write([]byte(text))
	}
}

// ready answers 200 while the storage does.
func (m *Module) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), m.opts.RequestTimeout)
	defer cancel()
	if _, err := m.store.Room(ctx, m.lobby); err != nil {
		m.opts.Logger.Error("chat: not ready", "err", err)
		http.Error(w, "storage unavailable", http.StatusServiceUnavailable)
		return
	}
	plain("ok")(w, r)
}
