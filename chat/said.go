package chat

import "slices"

// Said tells whether that part of the query applies which is about the text of a message:
// All, None, and whether there is a link. It is for a Storage without an index of words.
func (q SearchQuery) Said(text string) bool {
	if slices.Contains(q.Has, FeatureLink) && !HasLink(text) || slices.Contains(q.HasNot, FeatureLink) && HasLink(text) {
		return false
	}
	if len(q.All)+len(q.None) == 0 {
		return true
	}
	words := Words(text)
	for _, p := range q.All {
		if p.next(words, 0) < 0 {
			return false
		}
	}
	return !slices.ContainsFunc(q.None, func(p Phrase) bool { return p.next(words, 0) >= 0 })
}

// next is where the phrase comes first in words, from that one on, or -1.
func (p Phrase) next(words []Word, from int) int {
	for i := from; i+len(p) <= len(words); i++ {
		n := 0
		for n < len(p) && words[i+n].Folded == p[n] {
			n++
		}
		if n == len(p) {
			return i
		}
	}
	return -1
}
