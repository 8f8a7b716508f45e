package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
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
	steps, err := parseSteps(files)
	if err == nil && !s.current(ctx, steps) {
		err = waiting(ctx, max(migrateWait, s.opts.BusyTimeout), func() error { return s.runSteps(ctx, steps) })
	}
	if err != nil {
		return fmt.Errorf("sqlite: migrate: %w", explain(endedBy(ctx, err)))
	}
	return nil
}

// current tells whether there is surely nothing to do. That needs no lock, so that a
// start does not wait for whoever writes.
func (s *Store) current(ctx context.Context, steps []step) bool {
	version, err := s.version(ctx, s.pools.read.DB)
	return err == nil && version == len(steps)
}

func (s *Store) runSteps(ctx context.Context, steps []step) error {
	tx, err := s.pools.write.DB.BeginTx(ctx, nil) // immediate: the lock comes first
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after the commit this does nothing
	version, err := s.version(ctx, tx)
	if err != nil {
		return err
	}
	todo, err := after(version, steps)
	if err != nil {
		return err
	}
	for _, step := range todo {
		if _, err := tx.ExecContext(ctx, step.sql); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		if v, err := s.version(ctx, tx); err != nil || v != step.version {
			return errors.Join(err, fmt.Errorf("%s left the schema at version %d", step.name, v))
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, step := range todo {
		s.opts.Logger.InfoContext(ctx, "sqlite: migrated", "file", step.name)
	}
	return nil
}
