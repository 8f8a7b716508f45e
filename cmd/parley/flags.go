package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/parleychat/parley/cmd/internal/cli"
)

// lookup finds an environment variable; os.LookupEnv is one.
type lookup func(name string) (string, bool)

// parse reads the flags, then gives those that were not set the value of their
// environment variable.
func parse(fs *flag.FlagSet, args []string, env lookup, stderr io.Writer) error {
	if err := cli.Parse("parley", fs, args, stderr); err != nil {
		return err
	}
	return fromEnv(fs, env)
}

// arguments is parse for a command with arguments, which it returns: flags may stand
// before, between and behind them.
func arguments(fs *flag.FlagSet, args []string, env lookup, stderr io.Writer) ([]string, error) {
	var found []string
	for {
		if err := cli.Parse("parley", fs, args, stderr); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return found, fromEnv(fs, env)
		}
		found, args = append(found, fs.Arg(0)), fs.Args()[1:]
	}
}

// noArguments refuses what is left behind the flags, without showing a password that
// was put there by mistake.
func noArguments(fs *flag.FlagSet) error {
	if fs.NArg() > 0 {
		return cli.Usage(fmt.Errorf("%s takes no argument, got %q", fs.Name(), redacted(fs.Arg(0))))
	}
	return nil
}

func fromEnv(fs *flag.FlagSet, env lookup) error {
	set := given(fs)
	var err error
	fs.VisitAll(func(f *flag.Flag) {
		value, ok := env(envName(f.Name))
		if set[f.Name] || !ok || value == "" || err != nil {
			return
		}
		if e := fs.Set(f.Name, value); e != nil {
			err = cli.Usage(fmt.Errorf("%s=%q: %w", envName(f.Name), value, e))
		}
	})
	return err
}

// explain prints the flags as fs.PrintDefaults does, each with its environment variable.
func explain(fs *flag.FlagSet) {
	shown := flag.NewFlagSet(fs.Name(), flag.ContinueOnError)
	shown.SetOutput(fs.Output())
	fs.VisitAll(func(f *flag.Flag) {
		shown.Var(f.Value, f.Name, f.Usage+" ["+envName(f.Name)+"]")
		shown.Lookup(f.Name).DefValue = f.DefValue // not what it was set to meanwhile
	})
	shown.PrintDefaults()
}

// given are the flags that were set, on the command line or by the environment.
func given(fs *flag.FlagSet) map[string]bool {
	set := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { set[f.Name] = true })
	return set
}

// envName is the environment variable of a flag.
func envName(flag string) string {
	return "PARLEY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// list splits a comma-separated value.
func list(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
