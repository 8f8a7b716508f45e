package fayetest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// names holds what the "$NAME"s of a transcript stand for.
type names map[string]string

// fill replaces names in what is to be sent.
func (n names) fill(text string) string {
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(n))) { // $AB before $A
		text = strings.ReplaceAll(text, name, n[name])
	}
	return text
}

// match compares two JSON texts.
func (n names) match(want, got string) error {
	w, err := decode(want)
	if err != nil {
		return fmt.Errorf("the expectation is no JSON: %w", err)
	}
	g, err := decode(got)
	if err != nil {
		return fmt.Errorf("the answer is no JSON: %w", err)
	}
	return n.same("", w, g)
}

func decode(text string) (v any, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber() // 9007199254740993 must stay what it is
	err = d.Decode(&v)
	return v, err
}

func (n names) same(at string, want, got any) error {
	switch w := want.(type) {
	case map[string]any:
		return n.sameObject(at, w, got)
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return fmt.Errorf("%s: not %d elements", at, len(w))
		}
		for i := range w {
			if err := n.same(fmt.Sprintf("%s[%d]", at, i), w[i], g[i]); err != nil {
				return err
			}
		}
		return nil
	case string:
		return n.sameText(at, w, got)
	}
	if want != got {
		return fmt.Errorf("%s: %v, want %v", at, got, want)
	}
	return nil
}

func (n names) sameObject(at string, want map[string]any, got any) error {
	g, ok := got.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: no object", at)
	}
	for key := range g {
		if _, wanted := want[key]; !wanted {
			return fmt.Errorf("%s.%s: not wanted", at, key)
		}
	}
	for key, w := range want {
		v, ok := g[key]
		if !ok {
			return fmt.Errorf("%s.%s: missing", at, key)
		}
		if err := n.same(at+"."+key, w, v); err != nil {
			return err
		}
	}
	return nil
}

// sameText compares a string, in which a name may stand for all or for a part.
func (n names) sameText(at, want string, got any) error {
	g, ok := got.(string)
	if !ok {
		return fmt.Errorf("%s: %v, want %q", at, got, want)
	}
	if _, known := n[want]; strings.HasPrefix(want, "$") && !known {
		n[want] = g
		return nil
	}
	if filled := n.fill(want); g != filled {
		return fmt.Errorf("%s: %q, want %q", at, g, filled)
	}
	return nil
}
