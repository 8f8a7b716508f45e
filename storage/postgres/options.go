package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

// Options say how a Store works. A nil *Options is all defaults.
type Options struct {
	// Migrate brings the schema up to date while opening. Default false: the host
	// calls Store.Migrate, or runs Store.Migrations with its own tool. Only for Open.
	Migrate bool
	// Prefix starts the name of every table and index: lower-case letters, digits
	// and underscores. Default "chat_".
	Prefix string
	// Schema is the schema of the tables, named like Prefix. Default "": the first
	// one of the connection's search_path.
	Schema string
	// MaxConns is the most connections open at once. Default 16. Only for Open.
	MaxConns int
	// Patience is how long a call tries again while the server is restarting, has no
	// connection left or makes it wait for another; its context may end it sooner.
	// Default 5 seconds.
	Patience time.Duration
	// InTx is called in each transaction for every event that it is about to commit,
	// after all that the Store writes was written; events about a message come with it.
	// What InTx writes with tx is committed with the event, or not at all: its error
	// undoes the change, and whoever made the change gets it, wrapped. A transaction
	// that has to run again calls it again for the same event; its own error is final,
	// unless it is one of 40001 or 40P01, which end a transaction. It must not end tx or
	// use the Store, and others who write in the room wait until it returns. Default nil.
	InTx func(ctx context.Context, tx *sql.Tx, ev chat.Event) error
	// Logger is told what was migrated, and what Store.Scrub was not allowed to do. Default
	// nil: silent.
	Logger *slog.Logger
}

const (
	defaultPrefix   = "chat_"
	defaultMaxConns = 16
	defaultPatience = 5 * time.Second
)

// safeName is what may stand in SQL without quotes. What is longer than 31 would make
// names that PostgreSQL cuts.
var safeName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,30}$`)

func withDefaults(opts *Options) (Options, error) {
	var o Options
	if opts != nil {
		o = *opts
	}
	if o.Prefix == "" {
		o.Prefix = defaultPrefix
	}
	if err := errors.Join(safe("Prefix", o.Prefix), safe("Schema", o.Schema)); err != nil {
		return o, err
	}
	if o.MaxConns < 0 || o.Patience < 0 {
		return o, errors.New("Options.MaxConns and Options.Patience must not be negative")
	}
	if o.MaxConns == 0 {
		o.MaxConns = defaultMaxConns
	}
	if o.Patience == 0 {
		o.Patience = defaultPatience
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

func safe(option, name string) error {
	if name != "" && !safeName.MatchString(name) || strings.HasPrefix(name, "pg_") {
		return fmt.Errorf("Options.%s %q must be lower-case letters, digits and underscores, "+
			"start with no digit, not with pg_, and have at most 31 of them", option, name)
	}
	return nil
}

// aroundPool are the options of a store around a pool that somebody else opened.
func aroundPool(opts *Options) (Options, error) {
	o, err := withDefaults(opts)
	if err == nil && opts != nil && (opts.Migrate || opts.MaxConns != 0) {
		err = errors.New("Options.Migrate and Options.MaxConns are for Open: " +
			"call Store.Migrate, and limit the connections of your own pool")
	}
	return o, err
}
