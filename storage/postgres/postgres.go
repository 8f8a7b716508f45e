package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/bunstore"
	"github.com/parleychat/parley/storage/internal/patience"
)

// Store is chat.Storage in a PostgreSQL database. Make one with Open, Wrap or WrapBun,
// and Close it. It is safe for concurrent use, and any number of processes may use one
// database at once.
type Store struct {
	*queries
	db   *bun.DB
	opts Options
	gate *bunstore.Gate
	ours bool // the pool: then Close closes it
}

// queries keeps the name of an internal package out of the documentation.
type queries = bunstore.Store

var _ chat.Storage = (*Store)(nil)

// Open connects to the database at an address, which is a URL such as
// postgres://user:password@host/database or a list of keywords, as for psql. It fails, in
// words, when the server cannot be reached or will not have us; while it is starting or
// has no connection left, Open waits for Options.Patience.
func Open(ctx context.Context, dsn string, opts *Options) (*Store, error) {
	o, err := withDefaults(opts)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	db, err := openPool(dsn, o)
	if err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	s := newStore(bun.NewDB(db, pgdialect.New()), o)
	s.ours = true
	err = patience.Keep(ctx, o.Patience, again, func() error { return db.PingContext(ctx) })
	if err != nil {
		err = fmt.Errorf("postgres: open: %w", explain(endedBy(ctx, err)))
	} else if o.Migrate {
		err = s.Migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close ends the store: it waits for what is under way, and every later call fails. A
// pool that the host opened stays open. Closing again does nothing.
func (s *Store) Close() error {
	s.gate.Close()
	if !s.ours {
		return nil
	}
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("postgres: close: %w", err)
	}
	return nil
}
