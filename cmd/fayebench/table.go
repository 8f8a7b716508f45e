package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// writeComparison writes the medians for people.
func writeComparison(w io.Writer, all []*scenario) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, s := range all {
		if s.idle {
			fmt.Fprintf(t, "\n%s\tKiB each in all\t(least\tmost)\tparley's share\tgoal\tverdict\ta further one\tbase MiB\tlost\t\n", s)
		} else {
			fmt.Fprintf(t, "\n%s\tCPU s/million\t(least\tmost)\tparley's share\tgoal\tverdict\tdeliveries/s\tp50 ms\tp99 ms\tlost\tother cores\t\n", s)
		}
		for i := range s.Figures {
			f := &s.Figures[i]
			goal, verdict := "-", "-"
			if f.Verdict != "" {
				goal, verdict = fmt.Sprintf("<= %.3g", f.Goal), f.Verdict
			}
			fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t%s\t%s\t", f.Server, f.Cost, slices.Min(f.Costs), slices.Max(f.Costs), f.Ratio, goal, verdict)
			if s.idle {
				fmt.Fprintf(t, "%.2f\t%.1f\t%d\t\n", f.Further, f.Base, f.Lost)
				continue
			}
			fmt.Fprintf(t, "%.0f\t%.1f\t%.1f\t%d\t%.2f\t\n", f.PerSecond, f.P50, f.P99, f.Lost, f.Others)
		}
	}
	return t.Flush()
}
