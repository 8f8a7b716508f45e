package sqlite

import (
	"context"
	"io/fs"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/storage/internal/bunstore"
)

// Hook lets h see every query.
func (s *Store) Hook(h bun.QueryHook) {
	s.queries = bunstore.New(s.pools.write.WithQueryHook(h), s.pools.read.WithQueryHook(h), bunstore.Config{
		Dialect: dialect(), Prefix: s.opts.Prefix, Patience: s.opts.BusyTimeout,
	})
}

// Writer and Reader are the pools.
func (s *Store) Writer() *bun.DB { return s.pools.write }
func (s *Store) Reader() *bun.DB { return s.pools.read }

// MigrateWith runs other migrations than the store's.
func (s *Store) MigrateWith(ctx context.Context, files fs.FS) error { return s.migrate(ctx, files) }

// Unique and Busy are how errors are told apart.
var (
	Unique = unique
	Busy   = busy
)
