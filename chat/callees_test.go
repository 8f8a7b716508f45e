package chat

import (
	"strings"
	"testing"
)

// TestCallees draws what calls look like in the tree.
func TestCallees(t *testing.T) {
	m := newMarkup()
	called := callees{"ann": "1", "a_b.c": "2", "room": ""}
	for name, c := range map[string]struct{ text, want string }{
		"Plain":            {"Hi @Ann, hi", "paragraph\n  text \"Hi \"\n  mention\n    text \"@Ann\"\n  text \", hi\"\n"},
		"PlainLines":       {"Hi\n@ann", "paragraph\n  text \"Hi\"\n  break\n  mention\n    text \"@ann\"\n"},
		"Marked":           {"**@room**", "paragraph\n  strong\n    mention\n      text \"@room\"\n"},
		"OddName":          {"@a_b.c.", "paragraph\n  mention\n    text \"@a_b.c\"\n  text \".\"\n"},
		"Unknown":          {"Hi @bob", "plain\n"},
		"Escaped":          {`\@ann @ann`, "paragraph\n  text \"@ann \"\n  mention\n    text \"@ann\"\n"},
		"EscapedBackslash": {`\\@ann`, "paragraph\n  text \"\\\\\"\n  mention\n    text \"@ann\"\n"},
		"InCode":           {"`@ann`", "paragraph\n  code \"@ann\"\n"},
		"InALink":          {"[@ann](https://a.example)", "paragraph\n  link https://a.example\n    text \"@ann\"\n"},
		"TooMuchMarkup":    {strings.Repeat("*a_ ", 300) + "\n@ann", "paragraph\n  text \"" + strings.Repeat("*a_ ", 300) + "\"\n  break\n  mention\n    text \"@ann\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outlineOf(m.nodesCalling(c.text, called)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
