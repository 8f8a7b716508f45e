package chat

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParseQuery(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 1, d, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		text string
		want query
	}{
		"Words":           {"Red  fox\t", query{all: []Phrase{{"red"}, {"fox"}}}},
		"Phrase":          {`"Red fox" x`, query{all: []Phrase{{"red", "fox"}, {"x"}}}},
		"Unbalanced":      {`x "red fox`, query{all: []Phrase{{"x"}, {"red", "fox"}}}},
		"SmartQuotes":     {`„red fox“`, query{all: []Phrase{{"red", "fox"}}}},
		"QuoteInWord":     {`a"b c"d`, query{all: []Phrase{{"a"}, {"b", "c"}, {"d"}}}},
		"Parts":           {"e-mail don't", query{all: []Phrase{{"e", "mail"}, {"don", "t"}}}},
		"Without":         {`a -b -"c d"`, query{all: []Phrase{{"a"}}, none: []Phrase{{"b"}, {"c", "d"}}}},
		"Names":           {`from:Me -from:x in:order:42 -in:y`, query{from: []string{"Me"}, notBy: []string{"x"}, in: []string{"order:42"}, notIn: []string{"y"}}},
		"QuotedName":      {`from:"a b" c`, query{from: []string{"a b"}, all: []Phrase{{"c"}}}},
		"CaseOfOperator":  {`FROM:x`, query{from: []string{"x"}}},
		"Has":             {`has:LINK has:pin -has:thread`, query{has: []Feature{"link", "pin"}, hasNot: []Feature{"thread"}}},
		"Before":          {`before:2026-01-05 before:2026-01-03`, query{until: day(3)}},
		"After":           {`after:2026-01-05 after:2026-01-03`, query{since: day(6)}},
		"On":              {`on:2026-01-05`, query{since: day(5), until: day(6)}},
		"OnAndBefore":     {`on:2026-01-05 before:2026-01-05`, query{since: day(5), until: day(5)}},
		"UnknownOperator": {`foo:bar`, query{all: []Phrase{{"foo", "bar"}}}},
		"EmptyOperator":   {`from: x`, query{all: []Phrase{{"from"}, {"x"}}}},
		"EmptyQuotes":     {`from:"" x`, query{all: []Phrase{{"from"}, {"x"}}}},
		"QuotedOperator":  {`"from:x"`, query{all: []Phrase{{"from", "x"}}}},
		"NothingInIt":     {`- -- "" ' x`, query{all: []Phrase{{"x"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseQuery(c.text)
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(query{})); err != nil || diff != "" {
				t.Errorf("%v\n- want, + got:\n%s", err, diff)
			}
		})
	}
}

func TestParseQueryRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, code string }{
		"Empty":         {"", "required"},
		"OnlySigns":     {`"" * - ?`, "required"},
		"OnlyWithout":   {"-a -from:b -in:c -has:pin", "required"},
		"Long":          {strings.Repeat("é", maxQuery+1), "max"},
		"Many":          {strings.Repeat("a ", maxConditions+1), "max"},
		"ManyWords":     {`"` + strings.Repeat("東", maxQueryWords+1) + `"`, "max"},
		"Day":           {"on:2026-13-01", "date"},
		"DayOfNoYear":   {"on:0000-01-01", "date"},
		"DayOfLastYear": {"on:9999-12-31", "date"},
		"NotOnADay":     {"x -on:2026-01-01", "date"},
		"Feature":       {"has:nothing", "feature"},
		"NUL":           {"a\x00", "sayable"},
		"NoUTF8":        {"a\xff", "sayable"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseQuery(c.text)
			if field, ok := errors.AsType[*FieldError](err); !ok || field.Field != "q" || field.Code != c.code {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := parseQuery(strings.Repeat("é", maxQuery)); err != nil {
		t.Errorf("as long as it may be: %v", err)
	}
}

// FuzzParseQuery: a query is refused or asks for something, within the limits, and in words
// that Words would find again.
func FuzzParseQuery(f *testing.F) {
	for _, text := range []string{`a "b c" -d from:me in:x before:2026-01-31 has:link`, `"`, `-"`, `from:"`, "NEAR(a b)*", "a:*", "東京 ガ", "🎉👍🏽", "-\u0301", "ﬁ", "ß\u0301", "from:-x", `in:„`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := parseQuery(text)
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		if q.check() != nil {
			t.Error("nothing is asked for")
		}
		words := 0
		for _, p := range append(q.all, q.none...) {
			words += len(p)
			if len(p) == 0 {
				t.Error("a phrase of nothing")
			}
			for _, w := range p {
				if again := phraseOf(w); !utf8.ValidString(w) || len(again) != 1 || again[0] != w {
					t.Errorf("the word %q is %q", w, again)
				}
			}
		}
		if words > maxQueryWords {
			t.Errorf("%d words", words)
		}
	})
}
