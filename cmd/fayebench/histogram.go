package main

import (
	"math"
	"math/bits"
	"time"
)

// histogram counts durations in steps of at most 1.6 %, from a microsecond up to
// hours, in a fixed 20 KB.
type histogram struct {
	counts [41 * steps]int
	total  int
	max    time.Duration
}

const steps = 64 // to each doubling

// add counts one.
func (h *histogram) add(d time.Duration) {
	d = max(d, 0)
	h.counts[slot(d)]++
	h.total++
	h.max = max(h.max, d)
}

// slot numbers the steps: below 128 microseconds each is one wide, and with every
// doubling from there on twice as wide, 64 of them to a doubling.
func slot(d time.Duration) int {
	us := uint64(d.Microseconds())
	shift := max(bits.Len64(us)-7, 0)
	return min(shift*steps+int(us>>shift), 41*steps-1)
}

// upper is the longest duration that a slot counts.
func upper(slot int) time.Duration {
	shift := max(slot/steps-1, 0)
	us := (slot-shift*steps+1)<<shift - 1
	return time.Duration(us+1)*time.Microsecond - 1
}

func (h *histogram) merge(other *histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.total += other.total
	h.max = max(h.max, other.max)
}

// quantile is the duration that the given part of all does not exceed; 0 if there
// are none.
func (h *histogram) quantile(q float64) time.Duration {
	rank, seen := int(math.Ceil(q*float64(h.total))), 0
	for i, n := range h.counts {
		if seen += n; n > 0 && seen >= rank {
			return min(upper(i), h.max)
		}
	}
	return h.max
}
