package main

import "fmt"

// scenario is a load that all contenders are given which know its transport.
type scenario struct {
	Name      string   `json:"name"`
	Transport string   `json:"transport"`
	Figures   []figure `json:"figures"`
	load      load
	idle      bool
	goals     goals
}

// goals are the most that Parley may cost, by the server that it is compared with:
// parts of that one's cost. Its own name stands for KiB for each idle connection.
type goals map[string]float64

// The goals are meant for these loads; another one is compared, but not judged.
const (
	goalClients = 1000
	goalPayload = 128
	goalIdle    = 10_000
)

// both stands for both transports, one after the other.
const both = "both"

// The names of the contenders.
const (
	parley  = "parley"
	hubName = "hub"
	npmFaye = "faye"
)

// scenarios are the loads to compare under.
func (c *comparison) scenarios() (all []*scenario) {
	if c.transport != longPolling {
		all = append(all, c.traffic(webSocket, 1, goals{hubName: 0.9, npmFaye: 0.5}),
			c.traffic(webSocket, 16, goals{hubName: 0.7, npmFaye: 0.1}))
	}
	if c.transport != webSocket {
		all = append(all, c.traffic(longPolling, 1, goals{npmFaye: 0.9}), c.traffic(longPolling, 16, goals{npmFaye: 0.5}))
	}
	if c.idle > 0 && c.transport != longPolling {
		all = append(all, c.resting(webSocket, goals{parley: 8}))
	}
	if c.idle > 0 && c.transport != webSocket {
		all = append(all, c.resting(longPolling, nil))
	}
	return all
}

// traffic keeps a number of publications in flight.
func (c *comparison) traffic(transport string, window int, g goals) *scenario {
	s := &scenario{Name: fmt.Sprint(window, " in flight"), Transport: transport, load: c.load}
	s.load.transport, s.load.window = transport, window
	if c.load.clients == goalClients && c.load.payload == goalPayload {
		s.goals = g
	}
	return s
}

// resting leaves subscribed connections alone.
func (c *comparison) resting(transport string, g goals) *scenario {
	s := &scenario{Name: fmt.Sprint(c.idle, " idle"), Transport: transport, load: c.load, idle: true}
	s.load.transport, s.load.clients, s.load.duration = transport, c.idle, c.rest
	if c.idle == goalIdle {
		s.goals = g
	}
	return s
}

func (s *scenario) String() string { return s.Name + " by " + s.Transport }

// enter has the contenders take part.
func (s *scenario) enter(all []contender) {
	for _, one := range all {
		if s.Transport == webSocket || one.name != hubName { // which has no other
			s.Figures = append(s.Figures, figure{Server: one.name, start: one.start})
		}
	}
}

// conclude takes the medians, compares Parley, which is the first, with the others,
// and judges.
func (s *scenario) conclude() {
	for i := range s.Figures {
		f := &s.Figures[i]
		f.conclude(&s.Figures[0])
		most, judged := s.goals[f.Server]
		if !judged {
			continue
		}
		f.Goal, f.Verdict = most, missed // so also if nothing was measured
		if s.Figures[0].Cost > 0 && f.Cost > 0 && f.judged() <= most {
			f.Verdict = met
		}
	}
}
