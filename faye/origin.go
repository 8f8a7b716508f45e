package faye

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// originAllowed tells whether the page behind a request may use the server. The
// user's cookies come with every request, so that another site's page could
// otherwise act in the user's name. Programs send no Origin and may.
func (s *Server) originAllowed(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		return s.allows(origin, r.Host)
	}
	return s.scriptAllowed(r)
}

// scriptAllowed judges requests that a <script> element can make: they carry no
// Origin, but newer browsers say how far away the page is, and old ones nothing.
func (s *Server) scriptAllowed(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		u, err := url.Parse(r.Referer())
		return err == nil && u.Host != "" && s.allows(u.Scheme+"://"+u.Host, r.Host) ||
			slices.Contains(s.opts.Origins, "*")
	}
	return true
}

// allows compares hosts only for the server's own pages: behind a proxy it does
// not know its own scheme.
func (s *Server) allows(origin, host string) bool {
	origin = strings.ToLower(origin)
	if slices.Contains(s.opts.Origins, "*") || slices.Contains(s.opts.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && u.Host == strings.ToLower(host)
}

// refuseOrigin turns a page of another site away. Behind a proxy that writes its own Host that
// is every page, the host's too, and the operator must know.
func (s *Server) refuseOrigin(w http.ResponseWriter, r *http.Request) {
	s.stranger.Do(func() {
		s.log.Warn("faye: a page of another site was refused; if it is yours, have the proxy keep the Host header, or list the page's origin (Options.Origins)",
			"origin", r.Header.Get("Origin"), "referer", r.Referer(), "host", r.Host)
	})
	plainText(w, http.StatusForbidden, "Forbidden origin")
}

// allowOrigin lets the page read the answer.
func allowOrigin(w http.ResponseWriter, r *http.Request) {
	if origin := r.Header.Get("Origin"); origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Allow-Credentials", "true")
	}
}

// isPreflight follows Faye, which also takes any request that asks the question.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == http.MethodPost
}

func (s *Server) servePreflight(w http.ResponseWriter, r *http.Request) {
	if !s.originAllowed(r) {
		s.refuseOrigin(w, r)
		return
	}
	h := w.Header()
	allowOrigin(w, r)
	h.Set("Access-Control-Allow-Methods", "POST, GET")
	h.Set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, Pragma, X-Requested-With")
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Content-Length", "0")
	w.WriteHeader(http.StatusOK)
}
