package migrators_test

import (
	"bytes"
	"context"
	"database/sql"
	"io/fs"
	"log/slog"
	"testing"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"github.com/parleychat/parley/chat"
)

// A store is what both drivers are.
type store interface {
	chat.Storage
	Migrations() fs.FS
	Migrate(ctx context.Context) error
	CheckSchema(ctx context.Context) error
	Close() error
}

// A kind is a kind of database.
type kind struct {
	// fresh makes an empty database and returns a pool on it.
	fresh func(t *testing.T) *sql.DB
	// wrap makes a store on the pool.
	wrap func(t *testing.T, db *sql.DB, logger *slog.Logger) store
	// dialect is goose's name for it.
	dialect goose.Dialect
	// driver is golang-migrate's.
	driver func(db *sql.DB) (database.Driver, error)
	// dump lists what the schema is made of, by name, without the tables of the tools.
	dump func(t *testing.T, db *sql.DB) map[string]string
}

func TestSameSchema(t *testing.T) {
	for name, k := range map[string]kind{
		"SQLite":                  sqliteKind(""),
		"SQLiteWithPrefix":        sqliteKind("forum_talk_"),
		"Postgres":                postgresKind("", ""),
		"PostgresWithPrefix":      postgresKind("forum_talk_", ""),
		"PostgresWithOtherSchema": postgresKind("", "talk"),
	} {
		for tool, apply := range map[string]func(t *testing.T, k kind, db *sql.DB, files fs.FS){
			"Goose": withGoose, "GolangMigrate": withGolangMigrate,
		} {
			t.Run(name+"/"+tool, func(t *testing.T) { sameSchema(t, k, apply) })
		}
	}
}

func sameSchema(t *testing.T, k kind, apply func(t *testing.T, k kind, db *sql.DB, files fs.FS)) {
	ours, theirs := k.fresh(t), k.fresh(t)
	if err := k.wrap(t, ours, nil).Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := k.dump(t, ours)
	if len(want) < 20 {
		t.Fatalf("a schema of %d parts", len(want))
	}

	var log bytes.Buffer
	s := k.wrap(t, theirs, slog.New(slog.NewTextHandler(&log, nil)))
	apply(t, k, theirs, s.Migrations())
	if diff := cmp.Diff(want, k.dump(t, theirs)); diff != "" {
		t.Errorf("the schema (-Migrate +tool):\n%s", diff)
	}
	if err := s.CheckSchema(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Migrate(t.Context()); err != nil || log.Len() > 0 {
		t.Errorf("Migrate afterwards: %v; it tells of %q", err, &log)
	}
	if diff := cmp.Diff(want, k.dump(t, theirs)); diff != "" {
		t.Errorf("the schema after Migrate (-before +after):\n%s", diff)
	}
	if _, err := s.CreateRoom(t.Context(), chat.Room{ID: "lobby", Kind: chat.Public}, nil); err != nil {
		t.Error(err)
	}
}

func withGoose(t *testing.T, k kind, db *sql.DB, files fs.FS) {
	p, err := goose.NewProvider(k.dialect, db, files)
	if err != nil {
		t.Fatal(err)
	}
	ran, err := p.Up(t.Context())
	if err != nil || len(ran) == 0 {
		t.Fatalf("goose ran %d files: %v", len(ran), err)
	}
}

func withGolangMigrate(t *testing.T, k kind, db *sql.DB, files fs.FS) {
	from, err := iofs.New(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	to, err := k.driver(db)
	if err != nil {
		t.Fatal(err)
	}
	m, err := migrate.NewWithInstance("iofs", from, "database", to)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Up(); err != nil {
		t.Fatal(err)
	}
}

// read makes a map of rows of two texts.
func read(t *testing.T, db *sql.DB, query string) map[string]string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, what string
		if err := rows.Scan(&name, &what); err != nil {
			t.Fatal(err)
		}
		if _, twice := all[name]; twice {
			t.Errorf("%q is there twice", name)
		}
		all[name] = what
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
