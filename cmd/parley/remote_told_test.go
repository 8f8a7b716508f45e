package main

import (
	"encoding/json"
	"slices"
)

// told is what an event says, on a room's channel and on /messages.
type told struct {
	channel, event string
	number         int64 // rev, or ID of the message
	content        string
}

func (s *subscriber) event() told {
	s.t.Helper()
	d := s.next()
	var ev struct {
		Event   string
		Rev     int64
		Payload json.RawMessage
	}
	var seed struct {
		ID      int64
		Content string
	}
	err := json.Unmarshal(d.Data, &ev)
	if err == nil && ev.Rev == 0 {
		err = json.Unmarshal(ev.Payload, &seed)
	}
	if err != nil {
		s.t.Fatalf("%s on %s: %v", d.Data, d.Channel, err)
	}
	return told{d.Channel, ev.Event, max(ev.Rev, seed.ID), seed.Content}
}

// through reads deliveries until every channel has come to the last number, and
// returns each channel's.
func (s *subscriber) through(last int64) map[string][]int64 {
	s.t.Helper()
	all := map[string][]int64{}
	for done := 0; done < len(s.channels); {
		ev := s.event()
		all[ev.channel] = append(all[ev.channel], ev.number)
		if n := len(all[ev.channel]); ev.number == last && !slices.Contains(all[ev.channel][:n-1], last) {
			done++
		}
	}
	return all
}

// complete checks that each channel's numbers are first to last, in order, each at
// least once: what comes again may begin anywhere before.
func (s *subscriber) complete(all map[string][]int64, first, last int64) {
	s.t.Helper()
	for channel, numbers := range all {
		before := first - 1
		for _, n := range numbers {
			if n > before+1 {
				s.t.Errorf("%s: %d comes after %d in %v", channel, n, before, numbers)
			}
			before = max(before, n)
		}
		if before != last {
			s.t.Errorf("%s ends with %d, want %d", channel, before, last)
		}
	}
}

// resumed is through and complete for who was away meanwhile: it may have missed one
// stretch, which ends at taken at the latest.
func (s *subscriber) resumed(taken, last int64) {
	s.t.Helper()
	for channel, numbers := range s.through(last) {
		before, holes := numbers[0], 0
		for _, n := range numbers {
			if n > before+1 {
				holes++
				if n > taken+1 || holes > 1 {
					s.t.Errorf("%s: %d comes after %d, when the dead one had taken those up to %d at most: %v", channel, n, before, taken, numbers)
				}
			}
			before = max(before, n)
		}
	}
}
