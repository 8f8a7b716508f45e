package migrators_test

import (
	"database/sql"
	"log/slog"
	"testing"

	"github.com/golang-migrate/migrate/v4/database"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

func postgresKind(prefix, schema string) kind {
	return kind{
		fresh: func(t *testing.T) *sql.DB {
			db := pool(t, "pgx", pgtest.Open(t))
			if schema != "" { // a tool does not make it
				if _, err := db.ExecContext(t.Context(), `CREATE SCHEMA `+schema); err != nil {
					t.Fatal(err)
				}
			}
			return db
		},
		wrap: func(t *testing.T, db *sql.DB, logger *slog.Logger) store {
			s, err := postgres.Wrap(db, &postgres.Options{Prefix: prefix, Schema: schema, Logger: logger})
			return opened(t, s, err)
		},
		dialect: goose.DialectPostgres,
		driver: func(db *sql.DB) (database.Driver, error) {
			return migratepgx.WithInstance(db, &migratepgx.Config{})
		},
		dump: func(t *testing.T, db *sql.DB) map[string]string { return read(t, db, catalogue) },
	}
}

// catalogue is columns, indexes and constraints.
const catalogue = `
WITH parts (schema, relation, name, what) AS (
	SELECT table_schema, table_name, 'column ' || column_name, concat_ws(' ', ordinal_position, data_type,
		character_maximum_length, 'nullable', is_nullable, 'default', column_default, 'collate', collation_name, identity_generation)
	FROM information_schema.columns
	UNION ALL
	SELECT schemaname, tablename, 'index ' || indexname, indexdef FROM pg_indexes
	UNION ALL
	SELECT n.nspname, t.relname, 'constraint ' || c.conname, pg_get_constraintdef(c.oid)
	FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid JOIN pg_namespace AS n ON n.oid = t.relnamespace
)
SELECT concat_ws(' ', schema, relation, name), what FROM parts
WHERE schema NOT IN ('pg_catalog', 'information_schema') AND relation NOT IN ('goose_db_version', 'schema_migrations')`
