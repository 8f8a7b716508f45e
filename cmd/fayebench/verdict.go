package main

import (
	"errors"
	"fmt"
)

// What a figure's goal is told to be.
const (
	met    = "met"
	missed = "missed"
)

// errComparison is why a comparison that could be made is a failure.
var errComparison = errors.New("the comparison shows a failure")

// judged is what a goal is a bound for: Parley's own cost, or its share of another's.
func (f *figure) judged() float64 {
	if f.Server == parley {
		return f.Cost
	}
	return f.Ratio
}

// verdict tells every goal that was missed, and every loss, whoever's it is: a server
// that does not deliver has it easier. nil: there is none.
func verdict(all []*scenario) error {
	var failures []error
	fail := func(s *scenario, f *figure, what string, args ...any) {
		failures = append(failures, fmt.Errorf("%w: %s, %s: %s", errComparison, s, f.Server, fmt.Sprintf(what, args...)))
	}
	for _, s := range all {
		for i := range s.Figures {
			f := &s.Figures[i]
			if f.Lost > 0 {
				fail(s, f, "%d lost, repeated, reordered or disconnected", f.Lost)
			}
			if f.Verdict == missed {
				fail(s, f, "%.3f, where %.3g is the most", f.judged(), f.Goal)
			}
		}
	}
	return errors.Join(failures...)
}
