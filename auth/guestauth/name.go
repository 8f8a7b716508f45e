package guestauth

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleychat/parley/chat"
)

// maxName is the longest name in characters.
const maxName = 50

// checkName returns the name trimmed, or what is wrong with it.
func checkName(name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case !utf8.ValidString(name) || strings.ContainsRune(name, utf8.RuneError):
		// JSON turns half a surrogate pair into the replacement character.
		return "", invalid("utf8", "must be valid Unicode text")
	case strings.ContainsFunc(name, isHidden):
		return "", invalid("characters", "must not contain control or hidden characters")
	case !strings.ContainsFunc(name, isVisible):
		return "", invalid("required", "must not be empty")
	case utf8.RuneCountInString(name) > maxName:
		return "", invalid("max", fmt.Sprintf("must not be longer than %d characters", maxName))
	}
	return name, nil
}

func invalid(code, reason string) error {
	return &chat.FieldError{Field: "name", Code: code, Reason: reason}
}

// isHidden tells whether the character cannot be seen but changes what is: line
// breaks, NUL, and the overrides that make text run backwards, with which a name
// could rearrange the message beside it. Two format characters stay, because words
// in several scripts and many emoji are written with them.
func isHidden(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	if r == nonJoiner || r == joiner {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// isVisible tells whether the character leaves a mark of its own.
func isVisible(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800': // letters and a Braille cell that are blank
		return false
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S)
}
