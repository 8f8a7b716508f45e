package postgres

import (
	"context"
	"database/sql"
	"io/fs"

	"github.com/uptrace/bun"
)

// Pool is the pool of the store.
func (s *Store) Pool() *sql.DB { return s.db.DB }

// Bun is the same with bun's hooks.
func (s *Store) Bun() *bun.DB { return s.db }

// MigrateWith runs other migrations than the store's.
func (s *Store) MigrateWith(ctx context.Context, files fs.FS) error { return s.migrate(ctx, files) }

// How errors are told apart.
var (
	Unique  = unique
	Again   = again
	Lost    = lost
	Explain = explain
)
