package cli

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestExitCode(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		code int
		said string
	}{
		"OK":                {nil, 0, ""},
		"Help":              {fmt.Errorf("wrapped: %w", flag.ErrHelp), 0, ""},
		"ErrFailure":        {errors.New("no disk"), 1, "prog: no disk\n"},
		"ErrUsage":          {Usage(errors.New("no such flag")), 2, "prog: no such flag\n"},
		"ErrUsageIsWrapped": {fmt.Errorf("start: %w", Usage(errors.New("no such flag"))), 2, "prog: start: no such flag\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var said bytes.Buffer
			if code := ExitCode("prog", c.err, &said); code != c.code || said.String() != c.said {
				t.Errorf("%d, %q", code, said.String())
			}
		})
	}
}

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		code int
		said string
	}{
		"OK":          {[]string{"-n", "1"}, 0, ""},
		"Help":        {[]string{"-h"}, 0, ""},
		"ErrFlag":     {[]string{"-m"}, 2, "see prog run -h"},
		"ErrValue":    {[]string{"-n", "one"}, 2, "see prog run -h"},
		"ErrArgument": {[]string{"now"}, 2, `run takes no argument, got "now"`},
	} {
		t.Run(name, func(t *testing.T) {
			fs := flag.NewFlagSet("run", flag.ContinueOnError)
			fs.Int("n", 0, "a number")
			err := Parse("prog", fs, c.args, io.Discard)
			if err == nil {
				err = NoArguments(fs)
			}
			var said bytes.Buffer
			if code := ExitCode("prog", err, &said); code != c.code || !strings.Contains(said.String(), c.said) {
				t.Errorf("%d, %q", code, said.String())
			}
		})
	}
}
