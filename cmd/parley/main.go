// Command parley is the chat as a program of its own: the page, the REST API and the
// Bayeux server on one address, over a SQLite file or a PostgreSQL database.
//
//	parley [serve] [flags]                 serve; see parley serve -h
//	parley faye [flags]                    serve Bayeux alone, as the old app did
//	parley migrate up|status|sql [flags]   the tables of the database
//	parley export room|user ID [flags]     write it as lines of JSON
//	parley import FILE [flags]             bring in what was exported
//	parley erase user ID [flags]           forget somebody
//	parley sweep [flags]                   remove what is kept no longer
//	parley import-seed FILE [flags]        bring in the database of the first version
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
  parley [serve] [flags]                 serve the chat (the default)
  parley faye [flags]                    serve Bayeux alone, as the first version did
  parley migrate up|status|sql [flags]   bring the tables up to date, look, or print SQL
  parley export room ID|SLUG [flags]     write a room as lines of JSON to stdout
  parley export user ID [flags]          write all that is kept about a person
  parley import FILE|- [flags]           bring in what export wrote
  parley erase user ID --yes [flags]     forget what a person wrote and was called
  parley sweep [flags]                   remove once what rooms and logs keep no longer
  parley import-seed FILE [flags]        bring in the SQLite file of the first version
  parley version                         print the version
  parley help                            print this

parley COMMAND -h explains the flags of a command. Each has an environment variable:
--table-prefix is PARLEY_TABLE_PREFIX. All commands but faye take --db, a SQLite file or
postgres://user@host/name, and work while a server uses it.

exit code: 0 done, 1 failed, 2 not understood
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
	return cli.ExitCode("parley", dispatch(ctx, name, args, env, stdout, stderr), stderr)
}

// commands are the commands that do something.
var commands = map[string]func(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) error{
	"serve": serve, "faye": fayeServer, "migrate": migrate, "export": export, "import": importLines,
	"erase": erase, "sweep": sweep, "import-seed": importSeed,
}

func dispatch(ctx context.Context, name string, args []string, env lookup, stdout, stderr io.Writer) error {
	switch do := commands[name]; {
	case do != nil:
		return do(ctx, args, env, stdout, stderr)
	case name == "version":
		fmt.Fprintln(stdout, "parley", chat.Version)
	case name == "help":
		fmt.Fprint(stdout, usage)
	default:
		return cli.Usage(fmt.Errorf("there is no command %q; parley help lists them", redacted(name)))
	}
	return nil
}
