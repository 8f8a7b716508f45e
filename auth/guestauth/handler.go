package guestauth

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/parleychat/parley/chat"
)

// Provider is the Provider of the identities of guests.
const Provider = "guest"

// SignIn remembers the person and logs them in, usually by a cookie on w, to which
// it must write nothing else, and nothing at all with an error. The user it returns
// is shown to the browser.
//
// Its errors are matched with errors.Is: ErrInvalid, ErrForbidden, ErrRateLimited
// and ErrClosed are told; any other is an outage, logged, and not shown.
type SignIn func(w http.ResponseWriter, r *http.Request, id chat.Identity) (chat.User, error)

// Options are the choices of New.
type Options struct {
	// TrustedOrigins are other sites, "https://www.example.com", whose pages may log
	// guests in. Default none.
	TrustedOrigins []string
	// Logger gets what failed. Default nil: silent.
	Logger *slog.Logger
}

// New makes the handler of guest log-ins. Nil opts is fine.
func New(signIn SignIn, opts *Options) (http.Handler, error) {
	if signIn == nil {
		return nil, errors.New("guestauth: signIn is nil: nobody would be logged in")
	}
	h := &handler{signIn: signIn, log: slog.New(slog.DiscardHandler), guard: http.NewCrossOriginProtection()}
	if opts == nil {
		return h, nil
	}
	if opts.Logger != nil {
		h.log = opts.Logger
	}
	for _, origin := range opts.TrustedOrigins {
		if err := h.guard.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("guestauth: trusted origin: %w", err)
		}
	}
	return h, nil
}

type handler struct {
	signIn SignIn
	log    *slog.Logger
	guard  *http.CrossOriginProtection
}

// ServeHTTP logs a guest in.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	user, err := h.logIn(w, r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	writeUser(w, user)
}

// logIn does it, or says why not.
func (h *handler) logIn(w http.ResponseWriter, r *http.Request) (chat.User, error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return chat.User{}, &refusal{http.StatusMethodNotAllowed, "log in with POST"}
	}
	if h.guard.Check(r) != nil {
		return chat.User{}, &refusal{http.StatusForbidden, "another site may not log you in"}
	}
	text, err := readName(w, r)
	if err != nil {
		return chat.User{}, err
	}
	name, err := checkName(text)
	if err != nil {
		return chat.User{}, err
	}
	// Not made of the name, which may be somebody else's handle.
	handle := "guest-" + strings.ToLower(rand.Text()[:8])
	return h.signIn(w, r, chat.Identity{Provider: Provider, Subject: rand.Text(), Name: name, Handle: handle})
}
