package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// CheckSchema returns an error that says what to do unless the schema is the one that
// this version of the package works with.
func (s *Store) CheckSchema(ctx context.Context) error {
	steps, err := parseSteps(s.Migrations())
	if err == nil {
		err = s.checkVersion(ctx, steps)
	}
	if err != nil {
		return fmt.Errorf("sqlite: check schema: %w", endedBy(ctx, err))
	}
	return nil
}

func (s *Store) checkVersion(ctx context.Context, steps []step) error {
	version, err := s.version(ctx, s.pools.read.DB)
	if err != nil {
		return err
	}
	todo, err := after(version, steps)
	if err == nil && len(todo) > 0 {
		err = fmt.Errorf("the schema is at version %d and %d is needed: call Store.Migrate, "+
			"or open with Options.Migrate", version, steps[len(steps)-1].version)
	}
	return err
}

// version returns the number of the latest migration that ran, or 0.
func (s *Store) version(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) (int, error) {
	table := s.opts.Prefix + "schema"
	var n, version int
	err := db.QueryRowContext(ctx,
		`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?`, table).Scan(&n)
	if err != nil || n == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM "`+table+`"`).Scan(&version)
	return version, err
}
