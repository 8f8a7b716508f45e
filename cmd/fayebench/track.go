package main

// track follows one channel as one subscriber gets it.
type track struct {
	next    int              // the sequence number after the highest seen
	missing map[int]struct{} // those below it that have not come; nil: none
}

// counted is what has come about so far.
type counted struct {
	Deliveries int `json:"deliveries"`
	Duplicates int `json:"duplicates"`
	Reordered  int `json:"reordered"`
}

// maxMissing bounds what is remembered of a channel that loses nearly everything:
// beyond it a late delivery counts as a duplicate.
const maxMissing = 1 << 16

// see takes note of a delivery. fresh: it is the first of its number.
func (t *track) see(seq int, c *counted) (fresh bool) {
	if seq == t.next { // as it should be
		t.next++
		c.Deliveries++
		return true
	}
	if seq > t.next {
		if t.missing == nil {
			t.missing = map[int]struct{}{}
		}
		for ; t.next < seq && len(t.missing) < maxMissing; t.next++ {
			t.missing[t.next] = struct{}{}
		}
		t.next = seq + 1
		c.Deliveries++
		return true
	}
	if _, was := t.missing[seq]; !was {
		c.Duplicates++
		return false
	}
	delete(t.missing, seq)
	c.Deliveries++
	c.Reordered++
	return true
}
