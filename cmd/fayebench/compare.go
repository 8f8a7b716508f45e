package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/parleychat/parley/cmd/internal/cli"
)

// comparison is what to compare, and how often.
type comparison struct {
	load      load
	transport string // both, or one of them
	rounds    int
	idle      int // connections to leave alone; 0: do not look
	rest      time.Duration
	modules   string
}

// compareCommand is the command compare.
func compareCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var c comparison
	l := &c.load
	fs := flag.NewFlagSet("compare", flag.ContinueOnError)
	fs.IntVar(&c.rounds, "rounds", 5, "how often each server is given each load")
	fs.IntVar(&c.idle, "idle", goalIdle, "connections to leave alone, to see their memory; 0: none")
	fs.DurationVar(&c.rest, "rest", 5*time.Second, "`time` to leave them alone")
	fs.StringVar(&c.modules, "node-modules", ".ci/node/node_modules", "`directory` with npm faye; empty: without it")
	fs.StringVar(&c.transport, "transport", both, "`websocket`, long-polling, which the hub does not take part in, or both")
	fs.IntVar(&l.clients, "clients", goalClients, "subscribers")
	fs.IntVar(&l.payload, "payload", goalPayload, "size of a publication's data in `bytes`")
	fs.DurationVar(&l.warmup, "warmup", time.Second, "`time` before the measuring")
	fs.DurationVar(&l.duration, "duration", 3*time.Second, "`time` to measure")
	asJSON := fs.Bool("json", false, "print JSON")
	if err := parse(fs, args, stderr); err != nil {
		return err
	}
	if err := c.complete(); err != nil {
		return cli.Usage(err)
	}
	all, err := contenders(c.modules)
	if err != nil {
		return err
	}
	table, err := c.run(ctx, all, stderr)
	if err != nil {
		return err
	}
	write := writeComparison
	if *asJSON {
		write = func(w io.Writer, all []*scenario) error { return writeJSON(w, all) }
	}
	return errors.Join(write(stdout, table), verdict(table))
}

func (c *comparison) complete() error {
	l := &c.load
	l.channels, l.perClient, l.publishers, l.readers, l.ramp = 1, 1, 1, 1, 64
	l.drain, l.setup = 5*time.Second, 2*time.Minute
	switch {
	case c.rounds < 1 || c.rounds > 1000:
		return errors.New("--rounds must be from 1 to 1000")
	case c.idle < 0 || c.idle > maxClients:
		return fmt.Errorf("--idle must be from 0 to %d", maxClients)
	case c.rest < 0 || c.rest > maxDuration:
		return fmt.Errorf("--rest must be from 0 to %v", maxDuration)
	case c.transport != both && c.transport != webSocket && c.transport != longPolling:
		return fmt.Errorf("--transport %q is neither websocket nor long-polling nor both", c.transport)
	}
	l.transport = webSocket // each scenario says its own
	return errors.Join(l.check(), l.checkTraffic())
}

// run gives every load to every server, each time a new one, in turn: whatever
// disturbs the machine for a while then disturbs them all.
func (c *comparison) run(ctx context.Context, all []contender, stderr io.Writer) ([]*scenario, error) {
	scenarios := c.scenarios()
	for _, s := range scenarios {
		s.enter(all)
	}
	for round := range c.rounds {
		for _, s := range scenarios {
			for i := range s.Figures {
				f := &s.Figures[i]
				fmt.Fprintf(stderr, "round %d of %d: %s, %s\n", round+1, c.rounds, s, f.Server)
				if err := f.measure(ctx, s, stderr); err != nil {
					return nil, fmt.Errorf("%s, %s: %w", s, f.Server, err)
				}
			}
		}
	}
	for _, s := range scenarios {
		s.conclude()
	}
	return scenarios, nil
}
