package chat

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lettersApart are those that Unicode does not take apart but people do.
var lettersApart = map[rune]string{'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o",
	'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'ħ': "h", 'Ħ': "h", 'ł': "l", 'Ł': "l", 'ı': "i", 'þ': "th", 'Þ': "th"}

// fold takes case and accents from normalised characters with their marks.
func fold(chars string) string {
	var plain strings.Builder
	for _, r := range norm.NFD.String(chars) {
		if unadorned, ok := lettersApart[r]; ok {
			plain.WriteString(unadorned)
		} else if !isAdornment(r) {
			plain.WriteRune(unicode.ToLower(unicode.ToUpper(r)))
		}
	}
	return norm.NFC.String(plain.String())
}

// isAdornment tells whether a character says nothing of its own: accents, the vowel signs
// that Hebrew and Arabic may leave out, colours of skin, and what only says how to show
// the others. The marks of other scripts are letters like any.
func isAdornment(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case 0x300 <= r && r <= 0x36f, 0x1ab0 <= r && r <= 0x1aff, 0x1dc0 <= r && r <= 0x1dff,
		0x20d0 <= r && r <= 0x20ff, 0xfe20 <= r && r <= 0xfe2f, // accents
		0x483 <= r && r <= 0x487,
		0x591 <= r && r <= 0x5c7 && unicode.IsMark(r),                              // Hebrew
		0x610 <= r && r <= 0x61a, 0x64b <= r && r <= 0x65f, r == 0x670, r == 0x640, // Arabic
		0x1f3fb <= r && r <= 0x1f3ff,                      // skin
		0xfe00 <= r && r <= 0xfe0f, r == 0xad, r == 0x34f, // variants, hyphenation
		0xe0020 <= r && r <= 0xe007f, 0xe0100 <= r && r <= 0xe01ef,
		0x200b <= r && r <= 0x200f, r == 0x2060, r == 0xfeff: // joiners and directions
		return true
	}
	return false
}
