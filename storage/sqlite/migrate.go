package sqlite

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"github.com/parleychat/parley/storage/internal/migration"
	"github.com/parleychat/parley/storage/internal/patience"
)

// migrateWait is how long Migrate waits for other starters, if ctx allows it: the
// first of them may have much to do.
const migrateWait = time.Minute

// Migrate brings the schema up to date. All of it happens in one transaction: with an
// error, or when the process dies, nothing has changed. Many may call it at once, in
// many processes; one does it and the others wait and find nothing to do. A schema
// from a newer version of this package is an error.
func (s *Store) Migrate(ctx context.Context) error {
	return s.migrate(ctx, s.Migrations())
}

func (s *Store) migrate(ctx context.Context, files fs.FS) error {
	err := s.gate.Do(func() error { return s.bringUp(ctx, files) })
	if err != nil {
		return fmt.Errorf("sqlite: migrate: %w", s.codes.explain(endedBy(ctx, err)))
	}
	return nil
}

func (s *Store) bringUp(ctx context.Context, files fs.FS) error {
	set, err := migration.Read(files)
	if err == nil && !s.current(ctx, set) {
		err = patience.Keep(ctx, max(migrateWait, s.opts.BusyTimeout), s.codes.busy, func() error { return s.apply(ctx, set) })
	}
	return err
}

// current tells whether there is surely nothing to do. That needs no lock, so that a
// start does not wait for whoever writes.
func (s *Store) current(ctx context.Context, set migration.Set) bool {
	version, err := s.version(ctx, s.pools.read.DB)
	return err == nil && version == set.Latest()
}

func (s *Store) apply(ctx context.Context, set migration.Set) error {
	tx, err := s.pools.write.DB.BeginTx(ctx, nil) // immediate: the lock comes first
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after the commit this does nothing
	ran, err := set.Apply(ctx, tx, s.version)
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, step := range ran {
		s.opts.Logger.InfoContext(ctx, "sqlite: migrated", "file", step.Name)
	}
	return nil
}
