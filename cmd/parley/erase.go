package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/parleychat/parley/cmd/internal/cli"
)

const eraseUsage = `usage: parley erase user ID --yes [flags]

Forgets what a person wrote and was called: messages become tombstones, the profile that
of a "Deleted user", and the tables and indexes of the database hold nothing of it any
more, also for who reads their files; what the person attached is removed from --files.
What remains is that somebody with this ID wrote and deleted at those times. It cannot be undone; parley export user writes a copy. Pages that
are open show it when they next load or when something else happens in the room. Log the
person out first: whoever still has their cookie comes back as a new user. After an error,
do it again.

The log of changes of SQLite is emptied too. That of PostgreSQL is where its server moves
it to: it holds the text until old segments are removed, at once only with the setting
wal_recycle = off and a role that may call pg_switch_wal and CHECKPOINT. On PostgreSQL the
chat stands still while its tables are written anew. Backups, archives and the logs of
standbys keep what they have.

flags:
`

// erase is the command erase.
func erase(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) error {
	var t tool
	fs := t.toolFlags("erase", eraseUsage, stderr)
	yes := fs.Bool("yes", false, "do it; without, only say whom it is about")
	words, err := arguments(fs, args, env, stderr)
	if err != nil {
		return err
	}
	_, id, err := thing(fs, words, "user")
	if err != nil {
		return err
	}
	return t.use(ctx, t.openCurrent, 0, func() error {
		user, err := t.user(ctx, id)
		if err != nil {
			return err
		}
		if !*yes {
			return cli.Usage(fmt.Errorf("this forgets all that %q (%s) wrote, and cannot be undone: add --yes", user.DisplayName, user.ID))
		}
		if err := t.module.EraseUser(ctx, user.ID); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "erased %s\n", user.ID)
		return nil
	})
}

const sweepUsage = `usage: parley sweep [flags]

Removes, once, the messages that are older than their room keeps them and the events that
are older than --keep-log, and files that no message has after a day. parley serve does it by itself, see its --sweep-every.

flags:
`

// sweep is the command sweep.
func sweep(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) error {
	var t tool
	fs := t.toolFlags("sweep", sweepUsage, stderr)
	var keep time.Duration
	keepLogFlag(fs, &keep)
	if err := parse(fs, args, env, stderr); err != nil {
		return err
	}
	if err := noArguments(fs); err != nil {
		return err
	}
	if err := checkKeepLog(keep); err != nil {
		return cli.Usage(err)
	}
	return t.use(ctx, t.openCurrent, keep, func() error {
		got, err := t.module.Sweep(ctx)
		fmt.Fprintf(stdout, "%d messages and %d events removed, in %d rooms and logs of users, and %d files\n", got.Messages, got.Events, got.Rooms, got.Files)
		return err
	})
}
