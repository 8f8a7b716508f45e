package ui

import (
	"embed"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed index.html assets
var files embed.FS

// known are the files as they are served, bundled and compressed when the first of them is
// asked for: who makes modules that nobody looks at does not wait for it.
var known = sync.OnceValue(func() map[string]file { return load(files) })

// policy keeps the page to its own files. Avatars may come from any https host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src 'self' data: https:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; " +
	"require-trusted-types-for 'script'"

// Handler serves the page at /, the elements for other pages at /embed.js, the chat
// without elements at /core.js, and what they are made of below /assets/, to GET and HEAD,
// compressed for clients that take gzip. Everything else is 404 or 405. Mount it behind http.StripPrefix: a request for
// the mount without its final slash is sent to the one with it, for the page's
// relative URLs would miss otherwise.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		name, ok := fileName(r.URL.Path)
		f, found := known()[name]
		switch {
		case !ok || !found:
			http.NotFound(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		case r.URL.Path == "":
			addSlash(w, r)
		default:
			f.serve(w, r)
		}
	})
}

// fileName returns the embedded file that a path stands for. The page has one
// address only, so that there is one thing to cache and to link to.
func fileName(urlPath string) (string, bool) {
	name := strings.TrimPrefix(urlPath, "/")
	if name == "" {
		return "index.html", true
	}
	return name, name == "embed.js" || name == "core.js" || strings.HasPrefix(name, "assets/")
}

// addSlash redirects relative to the request, since only the browser knows what
// the host and proxies before us stripped. The leading "./" keeps a last segment
// such as "a:b" from being read as an absolute URL.
func addSlash(w http.ResponseWriter, r *http.Request) {
	before, query, hasQuery := strings.Cut(r.RequestURI, "?")
	to := "./"
	if last := path.Base(before); last != "." && last != "/" {
		to += last + "/"
	}
	if hasQuery {
		to += "?" + query
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusTemporaryRedirect)
}
