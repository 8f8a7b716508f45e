package faye

import (
	"bytes"
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

// script wraps an array. The comment in front stops the answer from being taken
// for a Flash file; the two line separators end a string in older JavaScript.
func script(callback string, array []byte) []byte {
	array = bytes.ReplaceAll(array, []byte("\u2028"), []byte(`\u2028`))
	array = bytes.ReplaceAll(array, []byte("\u2029"), []byte(`\u2029`))
	out := make([]byte, 0, len(array)+len(callback)+8)
	out = append(append(out, "/**/"...), callback...)
	out = append(append(out, '('), array...)
	return append(out, ");"...)
}
