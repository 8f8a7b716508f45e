package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// concluded is a scenario in which Parley costs 1, the hub 2 and Faye 10.
func concluded(g goals) *scenario {
	s := &scenario{Name: "1 in flight", Transport: webSocket, goals: g, Figures: []figure{
		{Server: parley, Costs: []float64{9, 1, 1}}, {Server: hubName, Costs: []float64{2}}, {Server: npmFaye, Costs: []float64{8, 12}},
	}}
	s.conclude()
	return s
}

func TestVerdict(t *testing.T) {
	tests := []struct {
		name     string
		goals    goals
		failures []string // what each of them tells
	}{
		{"OKNoGoals", nil, nil},
		{"OK", goals{parley: 1, hubName: 0.5, npmFaye: 0.1}, nil},
		{"ErrShare", goals{hubName: 0.49, npmFaye: 0.1}, []string{"hub: 0.500, where 0.49 is the most"}},
		{"ErrOwnCost", goals{parley: 0.9}, []string{"parley: 1.000, where 0.9 is the most"}},
		{"ErrAll", goals{parley: 0, hubName: 0, npmFaye: 0}, []string{"parley", "hub", "faye"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := concluded(test.goals)
			err := verdict([]*scenario{s})
			if (err == nil) != (test.failures == nil) || err != nil && !errors.Is(err, errComparison) {
				t.Fatal(err)
			}
			var table bytes.Buffer
			if err := writeComparison(&table, []*scenario{s}); err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(table.String(), missed); got != len(test.failures) {
				t.Errorf("%d goals are said to be missed:\n%s", got, &table)
			}
			if got, want := strings.Count(table.String(), " "+met), len(test.goals)-len(test.failures); got != want {
				t.Errorf("%d goals are said to be met, want %d:\n%s", got, want, &table)
			}
			for _, what := range test.failures {
				if !strings.Contains(err.Error(), what) {
					t.Errorf("%v does not tell %q", err, what)
				}
			}
		})
	}
}

// A server that loses what it has to deliver has it easier, whichever it is.
func TestVerdictOnLosses(t *testing.T) {
	for i, name := range []string{parley, hubName, npmFaye} {
		t.Run(name, func(t *testing.T) {
			s := concluded(nil)
			s.Figures[i].Lost = 3
			if err := verdict([]*scenario{s}); !errors.Is(err, errComparison) || !strings.Contains(err.Error(), name+": 3 lost") {
				t.Fatal(err)
			}
		})
	}
}

// No goal is met where nothing was measured, as happens when the time is short.
func TestVerdictOnNothing(t *testing.T) {
	for name, costs := range map[string][2]float64{"ErrParley": {0, 1}, "ErrOther": {1, 0}} {
		t.Run(name, func(t *testing.T) {
			s := &scenario{goals: goals{hubName: 1}, Figures: []figure{{Server: parley, Costs: costs[:1]}, {Server: hubName, Costs: costs[1:]}}}
			s.conclude()
			if got := s.Figures[1].Verdict; got != missed || verdict([]*scenario{s}) == nil {
				t.Fatal(got)
			}
		})
	}
}

// The goals are those of the load that they are meant for, and of no other.
func TestGoals(t *testing.T) {
	c := &comparison{transport: both, idle: goalIdle}
	c.load.clients, c.load.payload = goalClients, goalPayload
	judged := func() (n int) {
		for _, s := range c.scenarios() {
			n += len(s.goals)
		}
		return n
	}
	if got := judged(); got != 7 {
		t.Errorf("%d goals", got)
	}
	c.load.clients--
	if got := judged(); got != 1 {
		t.Errorf("%d goals for fewer clients", got)
	}
	c.idle--
	if got := judged(); got != 0 {
		t.Errorf("%d goals for fewer connections", got)
	}
}
