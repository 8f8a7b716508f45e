package faye

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// servePost answers long-polling: JSON, or a form whatever its content type
// says, since Faye's cross-origin transport calls it text/plain.
func (s *Server) servePost(w http.ResponseWriter, r *http.Request) {
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		plainText(w, http.StatusUnsupportedMediaType, "Compressed requests are not supported")
		return
	}
	body, ok := s.readBody(w, r)
	if !ok {
		return
	}
	var msgs []*Message
	var err error
	if isJSON(r.Header.Get("Content-Type")) {
		msgs, err = parseMessages(body, s.limits())
	} else {
		msgs, err = parseForm(string(body), s.limits())
	}
	s.serveMessages(w, r, msgs, err, "")
}

// readBody reads the body within the limits of size and time; false: it has
// answered the request.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Now().Add(s.opts.ReadTimeout)) // not everything has one
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.opts.MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return body, true
	case errors.As(err, &tooLarge):
		plainText(w, http.StatusRequestEntityTooLarge, "Request too large")
	default:
		badRequest(w)
	}
	return nil, false
}

func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return (err == nil || errors.Is(err, mime.ErrInvalidMediaParameter)) && mediaType == "application/json"
}

// parseForm reads the messages of a form body: those of every "message" field.
// Only & separates fields, as in Node, since ; is common in messages.
func parseForm(body string, limit limits) ([]*Message, error) {
	var all []*Message
	found := false
	for field := range strings.SplitSeq(body, "&") {
		key, value, _ := strings.Cut(field, "=")
		text, err := url.QueryUnescape(value)
		switch {
		case err != nil || key == "jsonp" && !validCallback(text):
			return nil, BadRequest()
		case key != "message":
			continue
		}
		if all, err = addMessages(all, text, limit); err != nil {
			return nil, err
		}
		found = true
	}
	if !found {
		return nil, BadRequest()
	}
	return all, nil
}

// addMessages reads one more of several texts.
func addMessages(all []*Message, text string, limit limits) ([]*Message, error) {
	msgs, err := parseMessages([]byte(text), limit)
	if err == nil && len(all)+len(msgs) > limit.messages {
		err = errTooMany
	}
	return append(all, msgs...), err
}
