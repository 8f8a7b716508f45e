package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"io/fs"
	"time"

	"github.com/parleychat/parley/storage/internal/migration"
	"github.com/parleychat/parley/storage/internal/patience"
)

// migrateWait is how long Migrate waits for other starters, if ctx allows it: the
// first of them may have much to do.
const migrateWait = time.Minute

// Migrate brings the schema up to date, and makes Options.Schema if there is none of that
// name. All of it happens in one transaction: with an error, or when the process or the
// server dies, nothing has changed. Many may call it at once, in many processes; one does
// it and the others wait and find nothing to do. A schema from a newer version of this
// package is an error.
func (s *Store) Migrate(ctx context.Context) error {
	return s.migrate(ctx, s.Migrations())
}

func (s *Store) migrate(ctx context.Context, files fs.FS) error {
	err := s.gate.Do(func() error { return s.bringUp(ctx, files) })
	if err != nil {
		return fmt.Errorf("postgres: migrate: %w", explain(endedBy(ctx, err)))
	}
	return nil
}

func (s *Store) bringUp(ctx context.Context, files fs.FS) error {
	set, err := migration.Read(files)
	if err == nil && !s.current(ctx, set) {
		err = patience.Keep(ctx, max(migrateWait, s.opts.Patience), again, func() error { return s.apply(ctx, set) })
	}
	return err
}

// current tells whether there is surely nothing to do. That needs no lock, so that a
// start does not wait for another's.
func (s *Store) current(ctx context.Context, set migration.Set) bool {
	version, err := s.version(ctx, s.db.DB)
	return err == nil && version == set.Latest()
}

// apply may run again after any error, also when nobody knows whether the commit came
// through: then there is nothing left to do.
func (s *Store) apply(ctx context.Context, set migration.Set) error {
	// READ COMMITTED, so that what comes after the lock sees what its last holder did.
	tx, err := s.db.DB.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after the commit this does nothing
	if err := s.lock(ctx, tx); err != nil {
		return err
	}
	if err := s.makeSchema(ctx, tx); err != nil {
		return err
	}
	ran, err := set.Apply(ctx, tx, s.version)
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, step := range ran {
		s.opts.Logger.InfoContext(ctx, "postgres: migrated", "file", step.Name)
	}
	return nil
}

// lock lets one transaction at a time change the tables of this name. It is the
// transaction's, so that nothing but its end, however it comes, is needed to free it.
func (s *Store) lock(ctx context.Context, tx *sql.Tx) error {
	if err := atLength(ctx, tx, migrateWait); err != nil {
		return err
	}
	schema := s.opts.Schema
	if schema == "" {
		err := tx.QueryRowContext(ctx, "SELECT coalesce(current_schema(), '')").Scan(&schema)
		if err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", lockKey(schema, s.opts.Prefix)))
	return err
}

// atLength lets the statements of tx take their time, but for the wait for a lock. Where
// the server can, it looks meanwhile whether this process still lives: otherwise what tx
// holds would be held to the end of the statement for nobody.
func atLength(ctx context.Context, tx *sql.Tx, wait time.Duration) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = %d; "+
		"SELECT set_config('client_connection_check_interval', '1s', true) "+
		"WHERE current_setting('client_connection_check_interval', true) IS NOT NULL AND version() LIKE '%%linux%%'",
		max(wait.Milliseconds(), 1)))
	return err
}

// lockKey is the number of the lock for the tables of this name. Other programs have
// theirs from the same range; should two be the same, one waits without need.
func lockKey(schema, prefix string) int64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "parley migrate %s.%s", schema, prefix)
	return int64(h.Sum64())
}

// makeSchema asks first whether there is one: whoever may use a schema need not be
// allowed to make one.
func (s *Store) makeSchema(ctx context.Context, tx *sql.Tx) error {
	if s.opts.Schema == "" {
		return nil
	}
	var n int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM pg_namespace WHERE nspname = '"+s.opts.Schema+"'").Scan(&n)
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, `CREATE SCHEMA "`+s.opts.Schema+`"`)
	return err
}
