package sqlite_test

import (
	"bytes"
	"database/sql"
	"io/fs"
	"log/slog"
	"testing"

	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

var migrations = drivertest.Migrations{
	Frozen: map[string]string{
		"0001_init.up.sql":     "31b2e768e57eaecfa443df8a06725fc0e1fa8ead5416137c3c84ccef23486528",
		"0002_order.up.sql":    "6c8f08f464e1be879ad7d63e28f1b54fdcd242c4d3d64e9cc685b01cfc007e98",
		"0003_files.up.sql":    "b0e3e735ad73e600cdf303fd58ec4ce5271e9eb9200c34dd5e0a90e6082cef97",
		"0004_search.up.sql":   "06d123ef334ce0958d298e379abe81b5762a05a4e3505c7ee362e9393353363e",
		"0005_bots.up.sql":     "c00f5e2993717b24adb80c8354e9379a5d0d865bfd1de6e40a321b90402bfdb6",
		"0006_webhooks.up.sql": "7dab8e96bb5a32fbae79284078734f7381e6eca0d70293b2e77eda42df927981",
		"0007_mentions.up.sql": "70e6e30c4c15d2d508e2c226f7698c53c5a0551736ea9861818a0eaf4dcccb35",
	},
	Empty: func(t *testing.T, log *slog.Logger) drivertest.Migrated {
		return unmigrated(t, file(t), &sqlite.Options{Logger: log})
	},
	Tables: func(t *testing.T, s drivertest.Migrated) (n int) {
		err := pool(t, s).QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_schema WHERE type = 'table'`).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	},
	Exec: func(t *testing.T, s drivertest.Migrated, sql string) {
		if _, err := pool(t, s).ExecContext(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	},
}

// pool is where a store writes.
func pool(t *testing.T, s any) *sql.DB {
	t.Helper()
	store, ok := s.(*sqlite.Store)
	if !ok {
		t.Fatalf("a store of type %T", s)
	}
	return store.Writer().DB
}

func TestMigrate(t *testing.T) { migrations.Run(t) }

// TestMigrateAtOnce starts many stores on one new file, in this process and in others.
func TestMigrateAtOnce(t *testing.T) {
	path := file(t)
	migrations.AtOnce(t, path, func() (drivertest.Migrated, error) {
		s, err := sqlite.Open(t.Context(), path, &sqlite.Options{Migrate: true})
		if err == nil {
			t.Cleanup(func() { _ = s.Close() })
		}
		return s, err
	})
	var versions int
	err := open(t, path, nil).Reader().QueryRowContext(t.Context(), `SELECT count(*) FROM chat_schema`).Scan(&versions)
	if err != nil || versions != len(migrations.Frozen) {
		t.Errorf("%d migrations ran: %v", versions, err)
	}
}

// TestPrefix has two chats in one file.
func TestPrefix(t *testing.T) {
	path := file(t)
	a, b := withRoom(t, path, nil), withRoom(t, path, &sqlite.Options{Prefix: "b_"})
	drivertest.Post(t, a, 3)
	drivertest.Post(t, b, 1)
	for s, want := range map[*sqlite.Store]int{a: 3, b: 1} {
		clients, err := drivertest.Holes(t.Context(), s)
		if err != nil || len(clients) != want {
			t.Errorf("%d messages instead of %d: %v", len(clients), want, err)
		}
	}
	names, err := fs.Glob(b.Migrations(), "*.sql")
	if err != nil || len(names) != len(migrations.Frozen) {
		t.Fatalf("files %v: %v", names, err)
	}
	text, err := fs.ReadFile(b.Migrations(), names[0])
	if err != nil || bytes.Contains(text, []byte("chat_")) || !bytes.Contains(text, []byte("CREATE TABLE b_messages")) {
		t.Errorf("the prefix is not applied: %v", err)
	}
}

// unmigrated opens a database as it is.
func unmigrated(t *testing.T, path string, opts *sqlite.Options) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
