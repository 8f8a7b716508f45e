package main

import (
	"context"
	"errors"
	"io"
	"slices"
)

// figure is how one server bore one load: the medians of what was measured.
type figure struct {
	Server    string    `json:"server"`
	Cost      float64   `json:"cost"` // CPU seconds for a million deliveries, or KiB for a connection: all that is resident, shared out
	Costs     []float64 `json:"costs"`
	Ratio     float64   `json:"ratio"` // Parley's cost to this one's
	Goal      float64   `json:"goal,omitempty"`
	Verdict   string    `json:"verdict,omitempty"` // met or missed; empty: there is no goal
	Base      float64   `json:"base_mib,omitempty"`
	Further   float64   `json:"kib_for_a_further_connection,omitempty"`
	PerSecond float64   `json:"deliveries_per_second,omitempty"`
	P50       float64   `json:"p50_ms,omitempty"`
	P99       float64   `json:"p99_ms,omitempty"`
	Others    float64   `json:"other_cores,omitempty"`
	Lost      int       `json:"lost"`

	start   func(ctx context.Context, stderr io.Writer) (*serving, error)
	results []*result
	idle    []*idleness
}

// measure gives the load to a new server, once.
func (f *figure) measure(ctx context.Context, s *scenario, stderr io.Writer) error {
	server, err := f.start(ctx, stderr)
	if err != nil {
		return err
	}
	defer server.stop()
	l := s.load
	l.url, l.pid = server.url, server.pid
	if s.idle {
		res, err := l.idle(ctx)
		if err != nil {
			return err
		}
		f.idle = append(f.idle, res)
		f.Costs = append(f.Costs, res.Total)
		f.Lost += res.Disconnects
		return nil
	}
	res, err := l.put(ctx)
	if err != nil {
		return err
	}
	if res.Error != "" {
		return errors.New(res.Error)
	}
	f.results = append(f.results, res)
	f.Costs = append(f.Costs, res.Server.PerMillion)
	f.Lost += res.Lost + res.Duplicates + res.Reordered
	return nil
}

// conclude takes the medians, and compares with the first of all.
func (f *figure) conclude(first *figure) {
	f.Cost = median(f.Costs)
	if f.Cost > 0 {
		f.Ratio = round(first.Cost / f.Cost)
	}
	f.Base = medianOf(f.idle, func(r *idleness) float64 { return r.Base })
	f.Further = medianOf(f.idle, func(r *idleness) float64 { return r.PerClient })
	f.PerSecond = medianOf(f.results, func(r *result) float64 { return r.PerSecond })
	f.P50 = medianOf(f.results, func(r *result) float64 { return r.Latency.P50 })
	f.P99 = medianOf(f.results, func(r *result) float64 { return r.Latency.P99 })
	f.Others = medianOf(f.results, func(r *result) float64 { return r.Others })
}

func medianOf[T any](results []T, value func(T) float64) float64 {
	all := make([]float64, len(results))
	for i, r := range results {
		all[i] = value(r)
	}
	return median(all)
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return round((sorted[(n-1)/2] + sorted[n/2]) / 2)
}
