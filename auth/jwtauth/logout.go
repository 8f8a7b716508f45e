package jwtauth

import (
	"net/http"
	"strings"
)

// LogoutHandler logs out whoever asks and sends them to after, a URL or an absolute
// path; empty means "/".
//
// POST is the way: it answers 204, or 303 to after when a page asked. A GET answers
// 302 and is there for links: it must be a navigation that a page of the same site
// or of a trusted origin, or the person themselves, started. Everything else that
// another site can cause is a 403, so that nobody is logged out by an image in a
// page. When the token could not be revoked the answer is 503, and nothing changed.
func (a *Auth) LogoutHandler(after string) http.Handler {
	if after == "" {
		after = "/"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.mayLogOut(w, r) {
			return
		}
		if err := a.SignOut(w, r); err != nil {
			a.logoutFailed(w, r, err)
			return
		}
		switch {
		case r.Method == http.MethodGet:
			http.Redirect(w, r, after, http.StatusFound)
		case wantsPage(r):
			http.Redirect(w, r, after, http.StatusSeeOther)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	})
}

// mayLogOut answers the requests that must not log anybody out.
func (a *Auth) mayLogOut(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Cache-Control", "no-store")
	var own bool
	switch r.Method {
	case http.MethodPost:
		own = a.guard.Check(r) == nil
	case http.MethodGet:
		own = a.isOwnNavigation(r)
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "log out with POST", http.StatusMethodNotAllowed)
		return false
	}
	if !own {
		http.Error(w, "another site asked to log you out; nothing happened", http.StatusForbidden)
	}
	return own
}

// logoutFailed tells the person that they are still logged in, and the log why.
func (a *Auth) logoutFailed(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		a.opts.Logger.ErrorContext(r.Context(), "log-out failed", "error", err)
	}
	http.Error(w, "could not log out; please try again", http.StatusServiceUnavailable)
}

// wantsPage tells whether a browser shows the answer as a page: then a log-out must
// lead somewhere.
func wantsPage(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" ||
		strings.Contains(r.Header.Get("Accept"), "text/html")
}
