// Package cli is what the commands share: how a command line is read, and how a program
// ends.
//
//	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
//	...
//	if err := cli.Parse("parley", fs, args, stderr); err != nil {
//		return err
//	}
//	...
//	os.Exit(cli.ExitCode("parley", err, stderr))
package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
)

// usageError is a mistake in the command line.
type usageError struct{ error }

// Usage marks an error as a mistake in the command line.
func Usage(err error) error { return usageError{err} }

// Parse reads the flags. What is wrong with them the flag set says on stderr itself; the
// error says where to read more.
func Parse(program string, fs *flag.FlagSet, args []string, stderr io.Writer) error {
	fs.SetOutput(stderr)
	err := fs.Parse(args)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return err
	}
	return Usage(fmt.Errorf("see %s %s -h", program, fs.Name()))
}

// NoArguments refuses what is left behind the flags.
func NoArguments(fs *flag.FlagSet) error {
	if fs.NArg() > 0 {
		return Usage(fmt.Errorf("%s takes no argument, got %q", fs.Name(), fs.Arg(0)))
	}
	return nil
}

// ExitCode says the error, if there is one, and returns how the program ends: 0 is
// success, also of a call for help, 1 failure, 2 wrong usage.
func ExitCode(program string, err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintf(stderr, "%s: %v\n", program, err)
	var wrong usageError
	if errors.As(err, &wrong) {
		return 2
	}
	return 1
}
