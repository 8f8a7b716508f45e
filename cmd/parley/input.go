package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"github.com/parleychat/parley/cmd/internal/cli"
)

// openInput opens the file that a command was given as its only argument, or the standard
// input for "-".
func openInput(fs *flag.FlagSet, words []string) (from io.Reader, closeIt func() error, err error) {
	if len(words) != 1 {
		return nil, nil, cli.Usage(fmt.Errorf("%s takes one argument, a file or -; see parley %[1]s -h", fs.Name()))
	}
	if words[0] == "-" {
		return os.Stdin, func() error { return nil }, nil
	}
	f, err := os.Open(words[0]) //nolint:gosec // whoever runs it may name any file
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}

// slugs are new names for rooms; a flag.Value.
type slugs map[string]string

// String implements flag.Value.
func (s *slugs) String() string {
	var all []string
	for was, is := range *s {
		all = append(all, was+"="+is)
	}
	sort.Strings(all)
	return strings.Join(all, ",")
}

// Set implements flag.Value. Several may come at once, from the environment.
func (s *slugs) Set(value string) error {
	if *s == nil {
		*s = slugs{}
	}
	for _, pair := range list(value) {
		was, is, ok := strings.Cut(pair, "=")
		if !ok || was == "" || is == "" {
			return errors.New("it is not of the form old=new")
		}
		(*s)[was] = is
	}
	return nil
}
