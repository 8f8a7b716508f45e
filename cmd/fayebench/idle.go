package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/parleychat/parley/cmd/internal/cli"
)

// idleness is what connections cost that nothing happens on.
type idleness struct {
	Transport   string  `json:"transport"`
	Clients     int     `json:"clients"`
	Base        float64 `json:"base_mib"` // resident with the first hundredth of them
	Resident    float64 `json:"resident_mib"`
	PerClient   float64 `json:"resident_kib_per_connection"`
	Total       float64 `json:"total_kib_per_connection"` // the base shared out among them
	CPU         float64 `json:"cpu_microseconds_per_connection_second"`
	Disconnects int     `json:"disconnects"`
}

// idleCommand is the command idle.
func idleCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var l load
	fs := flag.NewFlagSet("idle", flag.ContinueOnError)
	l.common(fs)
	fs.IntVar(&l.clients, "clients", 10_000, "connections, each subscribed to one channel")
	fs.DurationVar(&l.duration, "duration", 10*time.Second, "`time` to leave them alone")
	asJSON := fs.Bool("json", false, "print JSON")
	if err := parse(fs, args, stderr); err != nil {
		return err
	}
	l.channels, l.perClient, l.payload, l.drain = 1, 1, minPayload, 0
	err := errors.Join(l.check(), l.checkTimes())
	if l.pid == 0 {
		err = errors.Join(err, errors.New("--pid is needed: there is nothing else to measure"))
	}
	if err != nil {
		return cli.Usage(err)
	}
	res, err := l.idle(ctx)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(stdout, res)
	}
	return res.table(stdout)
}

// idle opens the connections, lets the time pass, and looks. A hundredth of them is
// there before: what the server needs for its first ones, such as the pages of its
// own code, is not what each of them costs.
func (l load) idle(ctx context.Context) (*idleness, error) {
	r, err := newRun(ctx, l)
	if err != nil {
		return nil, err
	}
	defer r.close()
	readers := r.newReaders()
	first := len(readers) / 100
	if err := r.ramp(readers[:first]); err != nil {
		return nil, err
	}
	before, err := r.mark()
	if err != nil {
		return nil, err
	}
	if err := r.ramp(readers[first:]); err != nil {
		return nil, err
	}
	up, err := r.mark()
	if err != nil {
		return nil, err
	}
	r.wait(l.duration)
	after, err := r.mark()
	if err != nil {
		return nil, err
	}
	r.close()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n, later := float64(l.clients), float64(l.clients-first)
	res := &idleness{Transport: l.transport, Clients: l.clients,
		Base: mib(before.server.resident), Resident: mib(after.server.resident),
		PerClient: round(float64(after.server.resident-before.server.resident) / 1024 / later),
		Total:     round(float64(after.server.resident) / 1024 / n),
		CPU:       round((after.server.cpu - up.server.cpu).Seconds() * 1e6 / n / (after.at - up.at).Seconds())}
	for _, s := range r.shards {
		res.Disconnects += s.disconnects
	}
	return res, nil
}

func mib(bytes int) float64 { return round(float64(bytes) / (1 << 20)) }

// table writes the result for people.
func (res *idleness) table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "connections\t%d by %s, %d disconnected\n", res.Clients, res.Transport, res.Disconnects)
	fmt.Fprintf(t, "resident\t%.1f MiB; %.1f MiB with the first hundredth of them\n", res.Resident, res.Base)
	fmt.Fprintf(t, "each\t%.2f KiB; %.2f KiB with its share of all that is resident\n", res.PerClient, res.Total)
	fmt.Fprintf(t, "CPU\t%.1f microseconds a second each\n", res.CPU)
	return t.Flush()
}
