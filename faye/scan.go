package faye

import (
	"bytes"
	"encoding/json"
	"iter"
)

// This file walks JSON that json.Valid has accepted, without copying it and
// without encoding/json's matching of keys in any case: the protocol's names
// are exact, and what is not understood must not be half understood.

// members yields the keys and raw values of a valid JSON object, in order and
// with repetitions.
func members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for i := next(object, 1); object[i] != '}'; {
			end := skip(object, i)
			key := unquote(object[i:end])
			i = next(object, next(object, end)+1) // over the colon
			end = skip(object, i)
			if !yield(key, object[i:end:end]) {
				return
			}
			i = overComma(object, end)
		}
	}
}

// elements yields the raw values of a valid JSON array.
func elements(array []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := next(array, 1); array[i] != ']'; {
			end := skip(array, i)
			if !yield(array[i:end:end]) {
				return
			}
			i = overComma(array, end)
		}
	}
}

// next is the first index from i on that is not white space.
func next(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r' {
		i++
	}
	return i
}

func overComma(b []byte, i int) int {
	i = next(b, i)
	if b[i] == ',' {
		i = next(b, i+1)
	}
	return i
}

// skip is the index behind the value that starts at i.
func skip(b []byte, i int) int {
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		return skipNested(b, i)
	}
	for i < len(b) && bytes.IndexByte([]byte(",]} \n\t\r"), b[i]) < 0 {
		i++
	}
	return i
}

func skipString(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// skipNested counts brackets instead of recursing: depth is the sender's choice.
func skipNested(b []byte, i int) int {
	for depth := 0; ; i++ {
		switch b[i] {
		case '"':
			i = skipString(b, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
}

// unquote gives the text of a valid JSON string.
func unquote(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// tooDeep tells whether arrays and objects are nested deeper than most. What
// unpacks them by recursion, somewhere behind us, is not to pay for it.
func tooDeep(b []byte, most int) bool {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = skipString(b, i) - 1
		case '{', '[':
			if depth++; depth > most {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}
