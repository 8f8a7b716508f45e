package jwtauth

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// isOwnNavigation tells whether somebody went to the page by a link of the same
// site or of a trusted origin, or by its address.
//
// Browsers say so in Sec-Fetch headers (www.w3.org/TR/fetch-metadata), which no page
// can set, but only to hosts that they trust: https and localhost. Elsewhere the
// page before must be known to be one of ours.
func (a *Auth) isOwnNavigation(r *http.Request) bool {
	if isPrefetch(r) {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "same-site", "none":
		return isNavigation(r)
	case "":
		from := comesFrom(r)
		return from != nil && (strings.EqualFold(from.Host, r.Host) || a.trusts(from))
	default:
		from := comesFrom(r)
		return isNavigation(r) && from != nil && a.trusts(from)
	}
}

// isPrefetch tells whether the browser only guesses that a link may be followed.
func isPrefetch(r *http.Request) bool {
	purpose := r.Header.Get("Sec-Purpose") + " " + r.Header.Get("Purpose")
	return strings.Contains(purpose, "prefetch") || strings.Contains(purpose, "prerender")
}

// isNavigation tells a page in a window from an image, a script or a frame.
func isNavigation(r *http.Request) bool {
	dest := r.Header.Get("Sec-Fetch-Dest")
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && (dest == "document" || dest == "")
}

// comesFrom returns the page, or at least the origin, that caused the request, or
// nil when that is not known.
func comesFrom(r *http.Request) *url.URL {
	from := r.Header.Get("Origin")
	if from == "" {
		from = r.Header.Get("Referer")
	}
	u, err := url.Parse(from)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	return u
}

// trusts tells whether the origin of the URL is a trusted one.
func (a *Auth) trusts(u *url.URL) bool {
	return slices.Contains(a.opts.TrustedOrigins, u.Scheme+"://"+u.Host)
}
