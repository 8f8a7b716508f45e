package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"runtime"
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
	// Relaxed leaves it to the operating system when acknowledged changes reach the
	// disk: several times faster on slow disks, and after a power failure the latest
	// changes may be gone, though the file is never damaged. Default false, because
	// a rev that somebody saw would then be given out again for something else. Only
	// for Open.
	Relaxed bool
	// Readers is how many reads run at once, beside one write. Default the number of
	// processors, at least 4. Only for Open.
	Readers int
	// BusyTimeout is how long a call tries again while another process holds the
	// database; its context may end it sooner. Default 5 seconds.
	BusyTimeout time.Duration
	// InTx is called in each transaction for every event that it is about to commit,
	// after all that the Store writes was written; events about a message come with it.
	// What InTx writes with tx is committed with the event, or not at all: its error
	// undoes the change, and whoever made the change gets it, wrapped. A transaction
	// that has to run again calls it again for the same event; its own error is final. It
	// must not end tx, which other changes may share, or use the Store, and a statement
	// that its ctx interrupts may cost the transaction.
	// Default nil.
	InTx func(ctx context.Context, tx *sql.Tx, ev chat.Event) error
	// ErrorCode returns the extended result code of an error of another driver than
	// modernc.org/sqlite, or 0. Only for Wrap and WrapBun, and needed there with such a
	// driver: without the code of an error nobody knows what it means. Default nil.
	ErrorCode func(err error) int
	// Logger is told what was migrated. Default nil: silent.
	Logger *slog.Logger
}

const defaultBusyTimeout = 5 * time.Second

// prefixForm is what may stand in SQL without quotes, as it does in the migrations.
var prefixForm = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,30}$`)

func withDefaults(opts *Options) (Options, error) {
	var o Options
	if opts != nil {
		o = *opts
	}
	if o.Prefix == "" {
		o.Prefix = defaultPrefix
	}
	if !prefixForm.MatchString(o.Prefix) || strings.HasPrefix(o.Prefix, "sqlite_") {
		return o, fmt.Errorf("Options.Prefix %q must be lower-case letters, digits and underscores, "+
			"start with no digit, not with sqlite_, and have at most 31 of them", o.Prefix)
	}
	if o.Readers < 0 || o.BusyTimeout < 0 {
		return o, errors.New("Options.Readers and Options.BusyTimeout must not be negative")
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = defaultBusyTimeout
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

// forOpen are the options of a store that opens its own pools.
func forOpen(opts *Options) (Options, error) {
	o, err := withDefaults(opts)
	if err == nil && o.ErrorCode != nil {
		err = errors.New("Options.ErrorCode is for Wrap: Open uses its own driver")
	}
	if o.Readers == 0 {
		o.Readers = max(4, runtime.NumCPU())
	}
	return o, err
}

// aroundPool are the options of a store around a pool that somebody else opened.
func aroundPool(opts *Options) (Options, error) {
	o, err := withDefaults(opts)
	if err == nil && (o.Migrate || o.Relaxed || o.Readers != 0) {
		err = errors.New("Options.Migrate, Options.Relaxed and Options.Readers are for Open: " +
			"call Store.Migrate, and set up your own pool as you like")
	}
	return o, err
}
