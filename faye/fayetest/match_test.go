package fayetest

import (
	"strings"
	"testing"
)

// TestMatch has the comparison accept what is equal and catch every lie.
func TestMatch(t *testing.T) {
	for name, c := range map[string]struct{ want, got, says string }{
		"OK":               {`[{"a":1,"b":["x",null,true]}]`, `[ {"b":["x",null,true],"a":1} ]`, ""},
		"OKName":           {`["$A","$A","of $A"]`, `["q","q","of q"]`, ""},
		"OKBigNumber":      {`[9007199254740993]`, `[9007199254740993]`, ""},
		"ErrName":          {`["$A","$A"]`, `["q","r"]`, `"r", want "q"`},
		"ErrBigNumber":     {`[9007199254740993]`, `[9007199254740992]`, "want 9007199254740993"},
		"ErrMore":          {`[{"a":1}]`, `[{"a":1,"b":2}]`, ".b: not wanted"},
		"ErrLess":          {`[{"a":1,"b":2}]`, `[{"a":1}]`, ".b: missing"},
		"ErrLength":        {`[1]`, `[1,2]`, "not 1 elements"},
		"ErrType":          {`["1"]`, `[1]`, `want "1"`},
		"ErrNullForObject": {`[{"a":1}]`, `[null]`, "no object"},
		"ErrNoJSON":        {`[1]`, `oops`, "the answer is no JSON"},
		"ErrBool":          {`[true]`, `[false]`, "want true"},
	} {
		t.Run(name, func(t *testing.T) {
			err := names{}.match(c.want, c.got)
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want %q", err, c.says)
			}
		})
	}
}

func TestNamesAreFilledIn(t *testing.T) {
	n := names{"$A": "one", "$AB": "two"}
	if got := n.fill(`{"a":"$A","b":"$AB"}`); got != `{"a":"one","b":"two"}` {
		t.Fatal(got)
	}
}
