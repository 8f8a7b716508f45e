package headerauth

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long values may be, in bytes. Longer ones are not shortened: half a subject
// could be somebody else's.
const (
	maxSubject = 255
	maxProfile = 1024
)

// value returns the text of a header that is there, not too long, UTF-8, and free
// of control characters.
func value(h http.Header, name string, limit int) (string, bool) {
	text := strings.TrimSpace(h.Get(name))
	if text == "" || len(text) > limit || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return "", false
	}
	return text, true
}
