package faye

import (
	"net/http"
	"path"
	"strings"
)

// scriptName tells which file of the browser client a request wants: "client.js",
// "client.mjs" or their types below the mount; any other script is the first of
// these, since the server does not know its mount and so not the "<mount>.js"
// under which Faye's clients are wont to find it. "": none.
func scriptName(r *http.Request) string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return ""
	}
	name := path.Base(r.URL.Path)
	switch {
	case strings.HasSuffix(name, ".mjs"), strings.HasSuffix(name, ".d.ts"), strings.HasSuffix(name, ".d.mts"):
		return name
	case strings.HasSuffix(name, ".js"):
		return "client.js"
	}
	return ""
}

// serveScript answers pages of every site: a script is no secret, and comes to
// where it may be used before anybody can ask whether it may.
func (s *Server) serveScript(w http.ResponseWriter, r *http.Request, name string) {
	named := new(http.Request)
	*named = *r
	u := *r.URL
	u.Path = "/" + name
	named.URL = &u
	s.scripts.ServeHTTP(w, named)
}
