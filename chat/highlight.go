package chat

import (
	"cmp"
	"slices"
	"unicode/utf16"
)

// maxHighlights bounds the highlights of one message.
const maxHighlights = 100

// A Range is a part of a text, from Start up to but not including End, in UTF-16 code
// units: what String.slice takes in JavaScript.
type Range struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// highlights are where the phrases stand in a text.
func highlights(text string, phrases []Phrase) []Range {
	words := Words(text)
	var found []Range
	for _, p := range phrases {
		for i := p.next(words, 0); i >= 0 && len(found) < maxHighlights*len(phrases); i = p.next(words, i+1) {
			found = append(found, Range{words[i].Start, words[i+len(p)-1].End})
		}
	}
	found = united(found)
	return inUTF16(text, found[:min(maxHighlights, len(found))])
}

// united puts ranges in order, and those together that overlap.
func united(list []Range) []Range {
	slices.SortFunc(list, func(a, b Range) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	all := []Range{}
	for _, r := range list {
		if n := len(all); n > 0 && r.Start <= all[n-1].End {
			all[n-1].End = max(all[n-1].End, r.End)
		} else {
			all = append(all, r)
		}
	}
	return all
}

// inUTF16 counts ranges of bytes, in order, in UTF-16.
func inUTF16(text string, list []Range) []Range {
	at, units := 0, 0
	count := func(upTo int) int {
		for _, r := range text[at:upTo] {
			units += utf16.RuneLen(r)
		}
		at = upTo
		return units
	}
	for i, r := range list {
		list[i] = Range{count(r.Start), count(r.End)}
	}
	return list
}
