package sqlite

import (
	"context"
	"fmt"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/migration"
)

var _ chat.SchemaChecker = (*Store)(nil)

// CheckSchema returns an error that says what to do unless the schema is the one that
// this version of the package works with.
func (s *Store) CheckSchema(ctx context.Context) error {
	err := s.gate.Do(func() error { return s.checkVersion(ctx) })
	if err != nil {
		return fmt.Errorf("sqlite: check schema: %w", endedBy(ctx, err))
	}
	return nil
}

func (s *Store) checkVersion(ctx context.Context) error {
	set, err := migration.Read(s.Migrations())
	version := 0
	if err == nil {
		version, err = s.version(ctx, s.pools.read.DB)
	}
	if err == nil {
		err = set.Check(version)
	}
	return err
}

// version returns the number of the latest migration that ran, or 0.
func (s *Store) version(ctx context.Context, db migration.Conn) (int, error) {
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
