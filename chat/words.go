package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Word is a word of a text as search knows it: folded, so that it is the same however
// it was written.
type Word struct {
	// Folded is empty for a word that is too often there to be looked for; see Words.
	Folded string
	// Start and End are where it stands in the text, in bytes.
	Start, End int
}

const (
	// MaxWords is how many words of a text Words returns, and maxRepeats how often one of
	// them: PostgreSQL keeps 16383 positions for a text and 255 for a word of it.
	MaxWords   = 16000
	maxRepeats = 250
)

// Words takes a text apart into what can be searched for, in all storages alike. Case,
// accents and the many forms of one character (Unicode's NFKC) make no difference: "Ärger"
// is "arger", "Straße" is "strasse". A word is letters and digits in a row; where scripts
// put no spaces between words, as Chinese, Japanese, Korean and Thai do, each character is
// one, and so is each emoji, whatever the colour of its skin. All else only separates,
// Markdown too. What comes after MaxWords words is left out, and a word that was there 250
// times already is only counted.
func Words(text string) []Word {
	var s wordSplitter
	for start := 0; start < len(text) && len(s.words) < MaxWords; {
		stop := start + segment(text[start:])
		if stop == start+1 && text[start] < utf8.RuneSelf {
			s.rune(rune(text[start]), start, stop)
		} else {
			for _, r := range fold(norm.NFKC.String(text[start:stop])) {
				s.rune(r, start, stop)
			}
		}
		start = stop
	}
	s.end()
	s.words = s.words[:min(len(s.words), MaxWords)]
	hideRepeats(s.words)
	return s.words
}

// hideRepeats leaves the places of words that are there too often.
func hideRepeats(words []Word) {
	if len(words) <= maxRepeats {
		return
	}
	seen := map[string]int{}
	for i, w := range words {
		if seen[w.Folded]++; seen[w.Folded] > maxRepeats {
			words[i].Folded = ""
		}
	}
}

// A wordSplitter puts words together from normalised segments.
type wordSplitter struct {
	words       []Word
	word        []byte // that is being put together; empty: none
	start, stop int
}

// segment is how long the first character of a text is, with its accents.
func segment(text string) int {
	if text[0] < utf8.RuneSelf && (len(text) == 1 || text[1] < utf8.RuneSelf) {
		return 1
	}
	return norm.NFKC.NextBoundaryInString(text, true)
}

func (s *wordSplitter) rune(r rune, start, stop int) {
	if r < utf8.RuneSelf {
		switch {
		case 'A' <= r && r <= 'Z':
			s.add(byte(r)+'a'-'A', start, stop)
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			s.add(byte(r), start, stop)
		default:
			s.end()
		}
		return
	}
	switch {
	case standsAlone(r):
		s.end()
		s.grow(r, start, stop)
	case unicode.IsLetter(r), unicode.IsNumber(r):
		if first, _ := utf8.DecodeRune(s.word); len(s.word) > 0 && standsAlone(first) {
			s.end()
		}
		s.grow(r, start, stop)
	case unicode.IsMark(r):
		if len(s.word) > 0 { // a vowel or tone of the character before
			s.grow(r, start, stop)
		}
	default:
		s.end()
	}
}

// add appends an ASCII character, which is never part of one that stands alone.
func (s *wordSplitter) add(c byte, start, stop int) {
	if len(s.word) > 0 && s.word[0] >= utf8.RuneSelf {
		if first, _ := utf8.DecodeRune(s.word); standsAlone(first) {
			s.end()
		}
	}
	s.grow(rune(c), start, stop)
}

func (s *wordSplitter) grow(r rune, start, stop int) {
	if len(s.word) == 0 {
		s.start = start
	}
	s.word, s.stop = utf8.AppendRune(s.word, r), stop
}

// end ends the word.
func (s *wordSplitter) end() {
	if len(s.word) > 0 {
		s.words = append(s.words, Word{string(s.word), s.start, s.stop})
		s.word = s.word[:0]
	}
}

// spaceless are the scripts that put no spaces between words, or parts that count as such.
var spaceless = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan}

// standsAlone tells whether a character is a word by itself.
func standsAlone(r rune) bool {
	switch {
	case r < 0xa9:
		return false
	case r == 'ー', r == '々':
		return true
	case unicode.Is(unicode.So, r):
		return true
	}
	return unicode.IsLetter(r) && unicode.In(r, spaceless...)
}

// HasLink tells whether there is the address of a page in a text.
func HasLink(text string) bool {
	for rest := text; ; {
		before, after, found := strings.Cut(rest, "://")
		if !found {
			return false
		}
		scheme := strings.ToLower(before[max(0, len(before)-5):])
		r, _ := utf8.DecodeRuneInString(after)
		if (strings.HasSuffix(scheme, "http") || scheme == "https") && (unicode.IsLetter(r) || unicode.IsNumber(r) || r == '[') {
			return true
		}
		rest = after
	}
}
