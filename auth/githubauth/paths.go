package githubauth

import (
	"net/http"
	"net/url"
	"strings"
)

const callbackPath = "/auth/github/callback"

// isLocalPath tells whether a browser that is sent there stays on this site.
// Browsers take a backslash for a slash, and two slashes for the start of a host.
func isLocalPath(s string) bool {
	if len(s) > 1024 || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.Contains(s, `\`) {
		return false
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return false // browsers drop tabs and line breaks inside URLs
	}
	u, err := url.Parse(s)
	return err == nil && u.Host == "" && u.Scheme == ""
}

// requestPath is the path as the browser wrote it: a host that mounts the handlers
// below a path may have cut that off from r.URL.
func requestPath(r *http.Request) string {
	if u, err := url.ParseRequestURI(r.RequestURI); err == nil {
		return u.EscapedPath()
	}
	return r.URL.EscapedPath()
}

// redirectURL is where GitHub is to send the browser back to.
func (g *GitHub) redirectURL(r *http.Request) string {
	if g.opts.PublicURL != "" {
		return g.opts.PublicURL + callbackPath
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host + strings.TrimRight(requestPath(r), "/") + "/callback"
}

// loginPath is where the log-in starts again, as seen from the callback, or empty.
func loginPath(r *http.Request) string {
	path, ok := strings.CutSuffix(requestPath(r), "/callback")
	if !ok {
		path = requestPath(r)
	}
	if !isLocalPath(path) {
		return ""
	}
	return path
}
