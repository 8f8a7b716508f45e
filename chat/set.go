package chat

import (
	"encoding/json"
	"slices"
	"strings"
)

// A Set is words without spaces, each of them once and in ascending order, with a space
// between two of them, so that sets are compared with ==. In JSON it is an array. Make one
// with NewSet.
type Set string

// NewSet returns the set of the words, which may come in any order and repeat.
func NewSet[Word ~string](words ...Word) Set {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	slices.Sort(list)
	return Set(strings.Join(slices.Compact(list), " "))
}

// Words are the members of the set.
func (s Set) Words() []string { return strings.Fields(string(s)) }

// Has tells whether the word is in the set.
func (s Set) Has(word string) bool { return slices.Contains(s.Words(), word) }

// MarshalJSON encodes the set as an array, an empty one too.
func (s Set) MarshalJSON() ([]byte, error) { return json.Marshal(append([]string{}, s.Words()...)) }

// UnmarshalJSON reads what MarshalJSON encodes.
func (s *Set) UnmarshalJSON(b []byte) error {
	var words []string
	err := json.Unmarshal(b, &words)
	*s = NewSet(words...)
	return err
}
