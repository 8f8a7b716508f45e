package chat

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	text := "Straße, 東京x 🎉e\u0301t\u00e9!"
	want := []Word{{"strasse", 0, 7}, {"東", 9, 12}, {"京", 12, 15}, {"x", 15, 16}, {"🎉", 17, 21}, {"ete", 21, 27}}
	if diff := cmp.Diff(want, Words(text)); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	t.Run("AreBounded", func(t *testing.T) {
		if n := len(Words(strings.Repeat("a東 ", MaxWords))); n != MaxWords {
			t.Errorf("%d words", n)
		}
		hidden := 0
		for _, w := range Words(strings.Repeat("again ", maxRepeats+10) + "once") {
			if w.Folded == "" {
				hidden++
			}
		}
		if hidden != 10 {
			t.Errorf("%d words are hidden", hidden)
		}
	})
}

func TestHasLink(t *testing.T) {
	for text, want := range map[string]bool{
		"http://x": true, "see HTTPS://x.test": true, "(https://[::1]/)": true, "a://b https://ü.test": true, "[x](http://y)": true,
		"": false, "http://": false, "http:// x": false, "ftp://x": false, "http:/x": false, "://x": false, "www.x.test": false, "xhttps:/": false,
	} {
		if HasLink(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

func TestHighlights(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		phrases []Phrase
		want    []Range
	}{
		"None":        {"a b", nil, []Range{}},
		"Words":       {"b A b", []Phrase{{"a"}, {"b"}}, []Range{{0, 1}, {2, 3}, {4, 5}}},
		"UTF16":       {"🎉🎉 Ä x", []Phrase{{"a"}, {"x"}}, []Range{{5, 6}, {7, 8}}},
		"Decomposed":  {"e\u0301t", []Phrase{{"et"}}, []Range{{0, 3}}},
		"Phrase":      {"a - b, b a", []Phrase{{"a", "b"}}, []Range{{0, 5}}},
		"Overlapping": {"a b a b", []Phrase{{"a", "b"}, {"b", "a"}}, []Range{{0, 7}}},
		"Adjacent":    {"東京都", []Phrase{{"東"}, {"京"}}, []Range{{0, 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, highlights(c.text, c.phrases)); diff != "" {
				t.Errorf("- want, + got:\n%s", diff)
			}
		})
	}
	t.Run("AreBounded", func(t *testing.T) {
		if n := len(highlights(strings.Repeat("a b ", maxRepeats-1), []Phrase{{"a"}})); n != maxHighlights {
			t.Errorf("%d highlights", n)
		}
	})
}

// FuzzWords: words stand where they say, in order and apart, and folding them again changes
// nothing.
func FuzzWords(f *testing.F) {
	for _, text := range []string{"Straße 東京", "e\u0301\u0323", "\u0301a", "ﬁﬃ", "각\u11a8", "👨‍👩‍👧", "İı", "க்ஷி", "ｶﾞ", "\u0344\u1e9e", "ά", "Ⅷ①", "㍿"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		last := Word{End: 1}
		for _, w := range Words(text) {
			if w.Start < last.Start || w.End < last.End || w.Start >= w.End || w.End > len(text) || !utf8.ValidString(text[w.Start:w.End]) {
				t.Errorf("%+v in %q", w, text)
			}
			last = w
			if again := phraseOf(w.Folded); w.Folded != "" && (len(again) != 1 || again[0] != w.Folded) {
				t.Errorf("%q is %q", w.Folded, again)
			}
		}
	})
}
