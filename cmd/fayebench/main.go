package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/parleychat/parley/cmd/internal/cli"
)

const manual = `Fayebench puts load on a Bayeux server and measures how it bears it.

usage:
  fayebench run --url URL [flags]    publish to subscribers, and measure (the default)
  fayebench idle --url URL [flags]   open connections, leave them alone, and measure
  fayebench compare [flags]          Parley's server, a plain hub and npm faye, side by side
  fayebench serve [flags]            Parley's server, to put load on
  fayebench serve-hub [flags]        the plain hub, to put load on
  fayebench help                     print this

fayebench COMMAND -h explains the flags of a command.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first signal the default is back: a second one ends the process.
	context.AfterFunc(ctx, stop)
	os.Exit(bench(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// bench is the program: 0 is success, 1 failure, 2 wrong usage.
func bench(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	name := "run"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	var err error
	switch name {
	case "run":
		err = runCommand(ctx, args, stdout, stderr)
	case "idle":
		err = idleCommand(ctx, args, stdout, stderr)
	case "compare":
		err = compareCommand(ctx, args, stdout, stderr)
	case "serve":
		err = serve(ctx, args, stdout, stderr)
	case "serve-hub":
		err = serveHub(ctx, args, stdout, stderr)
	case "help":
		fmt.Fprint(stdout, manual)
	default:
		err = cli.Usage(fmt.Errorf("there is no command %q; fayebench help lists them", name))
	}
	return cli.ExitCode("fayebench", err, stderr)
}

// parse reads the flags; nothing may follow them.
func parse(fs *flag.FlagSet, args []string, stderr io.Writer) error {
	if err := cli.Parse("fayebench", fs, args, stderr); err != nil {
		return err
	}
	return cli.NoArguments(fs)
}

// runCommand is the command run.
func runCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var l load
	fs := flag.NewFlagSet("run", flag.ContinueOnError)
	l.common(fs)
	l.traffic(fs)
	asJSON := fs.Bool("json", false, "print JSON")
	if err := parse(fs, args, stderr); err != nil {
		return err
	}
	if err := errors.Join(l.check(), l.checkTraffic()); err != nil {
		return cli.Usage(err)
	}
	l.warmup = warmupFor(fs, l)
	res, err := l.put(ctx)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(stdout, res)
	}
	return res.table(stdout)
}

// warmupFor is none for a number of publications, which might all be over by then,
// unless one is asked for.
func warmupFor(fs *flag.FlagSet, l load) time.Duration {
	asked := false
	fs.Visit(func(f *flag.Flag) { asked = asked || f.Name == "warmup" })
	if l.count > 0 && !asked {
		return 0
	}
	return l.warmup
}
