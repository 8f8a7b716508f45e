package migrators_test

import (
	"database/sql"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/golang-migrate/migrate/v4/database"
	migratesqlite "github.com/golang-migrate/migrate/v4/database/sqlite"
	"github.com/pressly/goose/v3"

	"github.com/parleychat/parley/storage/sqlite"
)

func sqliteKind(prefix string) kind {
	return kind{
		fresh: func(t *testing.T) *sql.DB { return pool(t, "sqlite", filepath.Join(t.TempDir(), "chat.db")) },
		wrap: func(t *testing.T, db *sql.DB, logger *slog.Logger) store {
			s, err := sqlite.Wrap(db, &sqlite.Options{Prefix: prefix, Logger: logger})
			return opened(t, s, err)
		},
		dialect: goose.DialectSQLite3,
		driver: func(db *sql.DB) (database.Driver, error) {
			return migratesqlite.WithInstance(db, &migratesqlite.Config{})
		},
		// sqlite_sequence counts the rows of goose's table.
		dump: func(t *testing.T, db *sql.DB) map[string]string {
			return read(t, db, `SELECT type || ' ' || name, tbl_name || ': ' || coalesce(sql, '') FROM sqlite_schema
				WHERE tbl_name NOT IN ('goose_db_version', 'sqlite_sequence', 'schema_migrations')`)
		},
	}
}

// pool opens a pool of the host's.
func pool(t *testing.T, driver, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // a tool may have closed it
	return db
}

// opened closes a store at the end of the test.
func opened(t *testing.T, s store, err error) store {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
