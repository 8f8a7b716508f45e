package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/bunstore"
)

// Memory opens a database that lives in memory and ends with its Store. Each one
// opened so is another.
const Memory = ":memory:"

// Options say how Open works. A nil *Options is all defaults.
type Options struct {
	// Migrate brings the schema up to date while opening. Default false: the host
	// calls Store.Migrate, or runs Store.Migrations with its own tool.
	Migrate bool
	// Prefix starts the name of every table and index: lower-case letters, digits
	// and underscores. Default "chat_".
	Prefix string
	// Relaxed leaves it to the operating system when acknowledged changes reach the
	// disk: several times faster on slow disks, and after a power failure the latest
	// changes may be gone, though the file is never damaged. Default false, because
	// a rev that somebody saw would then be given out again for something else.
	Relaxed bool
	// Readers is how many reads run at once, beside one write. Default the number of
	// processors, at least 4.
	Readers int
	// BusyTimeout is how long a call tries again while another process holds the
	// database; its context may end it sooner. Default 5 seconds.
	BusyTimeout time.Duration
	// Logger is told what was migrated. Default nil: silent.
	Logger *slog.Logger
}

// Store is chat.Storage in a SQLite file. Make one with Open, and Close it. It is
// safe for concurrent use.
type Store struct {
	*queries
	pools pools
	opts  Options
}

// queries keeps the name of an internal package out of the documentation.
type queries = bunstore.Store

var _ chat.Storage = (*Store)(nil)

// Open opens the database in the file at path, and creates the file if there is none
// but its folder is. The path may also be a file: URI, or Memory. It fails, in words,
// when there is something else than a SQLite database or it cannot be written.
//
// Opening one file many times at once, from several processes too, is fine.
func Open(ctx context.Context, path string, opts *Options) (*Store, error) {
	o, err := withDefaults(opts)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	at, err := locate(path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %q: %w", path, err)
	}
	p, err := openPools(ctx, at, o)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %q: %w", path, explain(endedBy(ctx, err)))
	}
	s := &Store{pools: p, opts: o}
	s.queries = bunstore.New(p.write, p.read, bunstore.Config{
		Dialect: dialect(), Prefix: o.Prefix, Patience: o.BusyTimeout,
	})
	if o.Migrate {
		if err := s.Migrate(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// Close ends the store: it waits for what is under way, and every later call fails.
// Closing again does nothing.
func (s *Store) Close() error {
	if err := s.pools.close(); err != nil {
		return fmt.Errorf("sqlite: close: %w", err)
	}
	return nil
}

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
	if o.Readers == 0 {
		o.Readers = max(4, runtime.NumCPU())
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = 5 * time.Second
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, nil
}
