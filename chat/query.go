package chat

import (
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	maxQuery      = 400 // characters
	maxConditions = 40
	maxQueryWords = 60
)

// A query is what somebody types to search. Names in it mean nothing yet.
//
// There is one rule for what is odd: it is taken for words. So a quote that is not closed
// goes on to the end, and an operator that is none, or that has no value, is the words in
// it. Only a day or a feature that cannot be is refused, since nothing could be meant by it.
type query struct {
	all, none    []Phrase
	from, notBy  []string
	in, notIn    []string
	since, until time.Time
	has, hasNot  []Feature
}

// A condition is one of the parts of a query.
type condition struct {
	not      bool
	operator string // in lower case; empty: value is words
	value    string
	words    Phrase // of value, without an operator
}

// parseQuery understands words, "phrases", -without, from:, in:, has:, before:, after: and
// on:.
func parseQuery(text string) (query, error) {
	var q query
	if !sayable(text) {
		return q, &FieldError{Field: "q", Code: "sayable", Reason: "must be valid UTF-8 without NUL characters"}
	}
	if utf8.RuneCountInString(text) > maxQuery {
		return q, &FieldError{Field: "q", Code: "max", Reason: "must be at most 400 characters long"}
	}
	conditions, words := 0, 0
	var failed []error
	for rest := text; ; {
		var c condition
		if c, rest = nextCondition(rest); c.value == "" && rest == "" {
			break
		}
		if c.operator == "" {
			if c.words = phraseOf(c.value); len(c.words) == 0 {
				continue
			}
		}
		conditions, words = conditions+1, words+len(c.words)
		failed = append(failed, q.add(c))
	}
	if conditions > maxConditions || words > maxQueryWords {
		return q, &FieldError{Field: "q", Code: "max", Reason: "must have at most 40 conditions and 60 words"}
	}
	if err := errors.Join(failed...); err != nil {
		return q, err
	}
	return q, q.check()
}

// check refuses what would list everything but a little.
func (q query) check() error {
	if len(q.all)+len(q.from)+len(q.in)+len(q.has) == 0 && q.since.IsZero() && q.until.IsZero() {
		return &FieldError{Field: "q", Code: "required", Reason: "must say what to look for, not only what not"}
	}
	return nil
}

// operators are what may stand before a colon.
const operators = " from in has before after on "

// nextCondition reads the first part of a text, and returns the rest. At the end both are
// empty.
func nextCondition(text string) (c condition, rest string) {
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	if after, found := strings.CutPrefix(text, "-"); found {
		c.not, text = true, after
	}
	name, value, found := strings.Cut(text, ":")
	if name = strings.ToLower(name); found && name != "" && !strings.Contains(name, " ") && strings.Contains(operators, " "+name+" ") {
		if v, after := nextValue(value); strings.TrimSpace(v) != "" {
			c.operator, c.value = name, strings.TrimSpace(v)
			return c, after
		}
	}
	c.value, rest = nextValue(text)
	return c, rest
}

// quotes are those of keyboards and of telephones.
const quotes = `"“”„`

// nextValue reads something in quotes, or up to the next space or quote.
func nextValue(text string) (value, rest string) {
	first, n := utf8.DecodeRuneInString(text)
	if strings.ContainsRune(quotes, first) {
		text = text[n:]
		end := strings.IndexAny(text, quotes)
		if end < 0 {
			return text, ""
		}
		_, n = utf8.DecodeRuneInString(text[end:])
		return text[:end], text[end+n:]
	}
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(quotes, r) })
	if end < 0 {
		return text, ""
	}
	return text[:end], text[end:]
}

// phraseOf is the words of a text.
func phraseOf(text string) Phrase {
	var p Phrase
	for _, w := range Words(text) {
		if w.Folded != "" {
			p = append(p, w.Folded)
		}
	}
	return p
}

func (q *query) add(c condition) error {
	switch c.operator {
	case "":
		addTo(c.not, &q.all, &q.none, c.words)
	case "from":
		addTo(c.not, &q.from, &q.notBy, c.value)
	case "in":
		addTo(c.not, &q.in, &q.notIn, c.value)
	case "has":
		f, err := featureOf(c.value)
		if err != nil {
			return err
		}
		addTo(c.not, &q.has, &q.hasNot, f)
	default:
		return q.limit(c)
	}
	return nil
}

// addTo adds a value to one of two lists.
func addTo[T any](not bool, wanted, unwanted *[]T, value T) {
	if not {
		wanted = unwanted
	}
	*wanted = append(*wanted, value)
}

// featureOf reads the name of a feature.
func featureOf(name string) (Feature, error) {
	switch f := Feature(strings.ToLower(name)); f {
	case FeatureLink, FeatureReaction, FeatureThread, FeaturePin, FeatureFile, FeatureImage:
		return f, nil
	}
	return "", &FieldError{Field: "q", Code: "feature", Reason: "may have has: only with link, file, image, reaction, thread or pin"}
}

// limit narrows the time. Days are those of UTC.
func (q *query) limit(c condition) error {
	day, err := time.Parse(time.DateOnly, c.value)
	if err != nil || day.Year() < 1 || day.Year() > 9998 || c.not {
		return &FieldError{Field: "q", Code: "date", Reason: "must have before:, after: and on: with a day such as 2026-01-31, and without a minus"}
	}
	next := day.AddDate(0, 0, 1)
	if c.operator != "after" && (q.until.IsZero() || q.until.After(day)) {
		q.until = day
		if c.operator == "on" {
			q.until = next
		}
	}
	if c.operator == "on" {
		next = day
	}
	if c.operator != "before" && q.since.Before(next) {
		q.since = next
	}
	return nil
}
