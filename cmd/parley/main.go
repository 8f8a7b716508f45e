// Command parley is the chat as a program of its own: the page, the REST API and the
// Bayeux server on one address, over one SQLite file.
//
//	parley [serve] [flags]            serve; see parley serve -h
//	parley faye [flags]               serve Bayeux alone, as the old app did
//	parley import-seed [flags] FILE   bring in the database of the first version
//
// Every flag has an environment variable: --github-id is PARLEY_GITHUB_ID. The flag
// wins.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/cmd/internal/cli"
)

const usage = `Parley: the chat that any Go web application can mount, as a program of its own.

usage:
  parley [serve] [flags]            serve the chat (the default)
  parley faye [flags]               serve Bayeux alone, as the first version did
  parley import-seed [flags] FILE   bring in the SQLite file of the first version
  parley version                    print the version
  parley help                       print this

parley COMMAND -h explains the flags of a command.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first signal the default is back: a second one ends the process.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr))
}

// run is the program: 0 is success, 1 failure, 2 wrong usage.
func run(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) int {
	name := "serve"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	if len(args) > 0 && (args[0] == "-h" || args[0] == "--help") && name == "serve" {
		fmt.Fprint(stderr, usage, "\n")
	}
	var err error
	switch name {
	case "serve":
		err = serve(ctx, args, env, stdout, stderr)
	case "faye":
		err = fayeServer(ctx, args, env, stdout, stderr)
	case "import-seed":
		err = importSeed(ctx, args, env, stdout, stderr)
	case "version":
		fmt.Fprintln(stdout, "parley", chat.Version)
	case "help":
		fmt.Fprint(stdout, usage)
	default:
		err = cli.Usage(fmt.Errorf("there is no command %q; parley help lists them", name))
	}
	return cli.ExitCode("parley", err, stderr)
}
