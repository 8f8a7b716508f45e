package chat

import (
	"regexp"
	"unicode"
)

// maxEmoji is the most bytes of an emoji. Two people kissing with a skin tone each have 35.
const maxEmoji = 64

// shortcode is a name for a picture that the page of the host knows.
var shortcode = regexp.MustCompile(`^:[a-z0-9_+-]+:$`)

// What emoji are put together with; see UTS #51, section 1.4.
const (
	joiner  = '\u200d'     // between emoji that are shown as one
	picture = '\ufe0f'     // shows a sign as a picture
	keycap  = '\u20e3'     // draws a key around a digit
	flag    = '\U0001f3f4' // what a subtag makes the flag of a part of a country
	tagEnd  = '\U000e007f'
)

// cleanEmoji returns one emoji or :shortcode: in the form in which it is kept, which is one
// for all ways of writing it: that which UTS #51 calls fully-qualified. It is false for
// whatever is neither.
func cleanEmoji(s string) (string, bool) {
	if len(s) > maxEmoji {
		return "", false
	}
	if shortcode.MatchString(s) {
		return s, true
	}
	var clean []rune
	for rest := []rune(s); ; {
		part, n := emojiPart(rest)
		if n == 0 {
			return "", false
		}
		clean, rest = append(clean, part...), rest[n:]
		if len(rest) == 0 {
			return string(clean), len(string(clean)) <= maxEmoji
		}
		if rest[0] != joiner {
			return "", false
		}
		clean, rest = append(clean, joiner), rest[1:]
	}
}

// emojiPart is what stands between joiners, clean, and how long it is as written; 0: it is
// none.
func emojiPart(r []rune) ([]rune, int) {
	switch {
	case len(r) == 0:
		return nil, 0
	case isRegion(r[0]):
		if len(r) > 1 && isRegion(r[1]) {
			return r[:2], 2
		}
		return nil, 0
	case isKey(r[0]):
		return keyPart(r)
	case r[0] == flag && len(r) > 1 && isTag(r[1]):
		return flagPart(r)
	}
	return plainPart(r)
}

func isRegion(c rune) bool { return c >= '\U0001f1e6' && c <= '\U0001f1ff' }
func isTone(c rune) bool   { return c >= '\U0001f3fb' && c <= '\U0001f3ff' }
func isKey(c rune) bool    { return c >= '0' && c <= '9' || c == '#' || c == '*' }

// isTag tells whether c stands for a lower-case letter or a digit in a tag.
func isTag(c rune) bool {
	return c >= '\U000e0061' && c <= '\U000e007a' || c >= '\U000e0030' && c <= '\U000e0039'
}

// keyPart is a digit on a key.
func keyPart(r []rune) ([]rune, int) {
	n := 1
	if len(r) > n && r[n] == picture {
		n++
	}
	if len(r) > n && r[n] == keycap {
		return []rune{r[0], picture, keycap}, n + 1
	}
	return nil, 0
}

// flagPart is the flag of a part of a country: two letters of the country and one to four
// characters of the part (Unicode CLDR, unicode_subdivision_id).
func flagPart(r []rune) ([]rune, int) {
	n := 1
	for n < len(r) && isTag(r[n]) {
		n++
	}
	if n < 4 || n > 7 || n == len(r) || r[n] != tagEnd {
		return nil, 0
	}
	return r[:n+1], n + 1
}

// plainPart is one character, with a skin tone if it takes one.
func plainPart(r []rune) ([]rune, int) {
	sign := unicode.Is(signs, r[0])
	if !sign && !unicode.Is(pictures, r[0]) {
		return nil, 0
	}
	if len(r) > 1 && isTone(r[1]) && unicode.Is(bodies, r[0]) {
		return r[:2], 2
	}
	n := 1
	if len(r) > 1 && r[1] == picture {
		n = 2
	}
	if sign {
		return []rune{r[0], picture}, n
	}
	return r[:1], n
}
