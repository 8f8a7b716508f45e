package faye

import (
	"bytes"
	"iter"
	"net/http"
	"strings"
)

// serveCallback answers callback-polling: a script that calls a function of the
// page. It is how Faye's browser client shakes hands with another site.
func (s *Server) serveCallback(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	callback := query.Get("jsonp")
	if !validCallback(callback) {
		badRequest(w)
		return
	}
	if callback == "" {
		callback = "jsonpcallback"
	}
	var msgs []*Message
	var err error
	for _, text := range query["message"] {
		if msgs, err = addMessages(msgs, text, s.limits()); err != nil {
			break
		}
	}
	s.serveMessages(w, r, msgs, err, callback)
}

// validCallback allows dotted names only: the answer is run as a script.
func validCallback(name string) bool {
	if name == "" {
		return true // there is a default
	}
	for part := range strings.SplitSeq(name, ".") {
		if !validName(part) {
			return false
		}
	}
	return len(name) <= 256
}

func validName(part string) bool {
	for i := range len(part) {
		c := part[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '$'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return part != ""
}

// asScript makes JSON safe within a script: two line separators end a string in older
// JavaScript. The comment that the script begins with stops it from being taken for a
// Flash file.
func asScript(objects iter.Seq[[]byte]) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for object := range objects {
			object = bytes.ReplaceAll(object, []byte("\u2028"), []byte(`\u2028`))
			object = bytes.ReplaceAll(object, []byte("\u2029"), []byte(`\u2029`))
			if !yield(object) {
				return
			}
		}
	}
}
