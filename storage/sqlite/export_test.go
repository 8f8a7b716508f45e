package sqlite

import (
	"context"
	"io/fs"

	"github.com/uptrace/bun"
)

// Hook lets h see every query.
func (s *Store) Hook(h bun.QueryHook) {
	p := s.pools
	p.write, p.read = p.write.WithQueryHook(h), p.read.WithQueryHook(h)
	s.queries = newStore(p, s.opts).queries
}

// Writer and Reader are the pools.
func (s *Store) Writer() *bun.DB { return s.pools.write }
func (s *Store) Reader() *bun.DB { return s.pools.read }

// MigrateWith runs other migrations than the store's.
func (s *Store) MigrateWith(ctx context.Context, files fs.FS) error { return s.migrate(ctx, files) }

// Unique and Busy are how errors are told apart.
var (
	Unique = codes(native).unique
	Busy   = codes(native).busy
)
