package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// figure is how one server bore one load: the medians of what was measured.
type figure struct {
	Server    string    `json:"server"`
	Cost      float64   `json:"cost"` // CPU seconds for a million deliveries, or KiB for a connection
	Costs     []float64 `json:"costs"`
	Ratio     float64   `json:"ratio"` // Parley's cost to this one's
	PerSecond float64   `json:"deliveries_per_second,omitempty"`
	P50       float64   `json:"p50_ms,omitempty"`
	P99       float64   `json:"p99_ms,omitempty"`
	Others    float64   `json:"other_cores,omitempty"`
	Lost      int       `json:"lost"`

	start   func(ctx context.Context, stderr io.Writer) (*serving, error)
	results []*result
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
		f.Costs = append(f.Costs, res.PerClient)
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
	f.Ratio = round(first.Cost / f.Cost)
	if len(f.results) == 0 {
		return
	}
	of := func(value func(r *result) float64) float64 {
		var all []float64
		for _, r := range f.results {
			all = append(all, value(r))
		}
		return median(all)
	}
	f.PerSecond = of(func(r *result) float64 { return r.PerSecond })
	f.P50 = of(func(r *result) float64 { return r.Latency.P50 })
	f.P99 = of(func(r *result) float64 { return r.Latency.P99 })
	f.Others = of(func(r *result) float64 { return r.Others })
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return round((sorted[(n-1)/2] + sorted[n/2]) / 2)
}

// writeComparison writes the medians for people.
func writeComparison(w io.Writer, all []*scenario) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, s := range all {
		if s.idle {
			fmt.Fprintf(t, "\n%d %s\tKiB each\t(least\tmost)\tparley's share\t\t\t\t\t\n", s.load.clients, s.Name)
		} else {
			fmt.Fprintf(t, "\n%s\tCPU s/million\t(least\tmost)\tparley's share\tdeliveries/s\tp50 ms\tp99 ms\tlost\tother cores\t\n", s.Name)
		}
		for _, f := range s.Figures {
			fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t", f.Server, f.Cost, slices.Min(f.Costs), slices.Max(f.Costs), f.Ratio)
			if s.idle {
				fmt.Fprint(t, "\t\t\t\t\t\n")
				continue
			}
			fmt.Fprintf(t, "%.0f\t%.1f\t%.1f\t%d\t%.2f\t\n", f.PerSecond, f.P50, f.P99, f.Lost, f.Others)
		}
	}
	return t.Flush()
}
