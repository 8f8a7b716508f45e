package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/parleychat/parley/cmd/internal/cli"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/sqlite"
)

const migrateUsage = `usage: parley migrate up|status|sql [flags]

  up       bring the tables up to date, in one transaction, and print what ran
  status   list all migrations, applied and pending; exit code 1 when one is pending
  sql      print the migrations as plain SQL, for a tool of your own; run it in one
           transaction (psql -1). Connects to nothing, unless with --pending

parley serve does what up does, unless with --migrate=false. Any number may do it at
once: one runs, the others wait and find nothing to do.

flags:
`

// migrating is what the migrate command was told.
type migrating struct {
	database
	action  string
	dialect string
	pending bool
}

// migrate is the command migrate.
func migrate(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) error {
	m, err := parseMigrate(args, env, stderr)
	if err != nil {
		return err
	}
	switch m.action {
	case "up":
		return m.up(ctx, stdout)
	case "status":
		return m.status(ctx, stdout)
	}
	return m.sql(ctx, stdout)
}

func parseMigrate(args []string, env lookup, stderr io.Writer) (migrating, error) {
	var m migrating
	fs := flag.NewFlagSet("migrate", flag.ContinueOnError)
	m.flags(fs)
	fs.StringVar(&m.dialect, "dialect", "", "with sql: `sqlite` or postgres (default: that of --db)")
	fs.BoolVar(&m.pending, "pending", false, "with sql: only what the database at --db still needs")
	fs.Usage = func() { fmt.Fprint(stderr, migrateUsage); explain(fs) }
	words, err := arguments(fs, args, env, stderr)
	if err != nil {
		return m, err
	}
	if len(words) != 1 || !slices.Contains([]string{"up", "status", "sql"}, words[0]) {
		return m, cli.Usage(errors.New("migrate takes one of up, status and sql; see parley migrate -h"))
	}
	m.action = words[0]
	if err := m.checkMigrate(); err != nil {
		return m, cli.Usage(err)
	}
	return m, nil
}

func (m *migrating) checkMigrate() error {
	switch {
	case m.action != "sql" && (m.dialect != "" || m.pending):
		return errors.New("--dialect and --pending are for parley migrate sql")
	case m.dialect != "" && m.pending:
		return errors.New("--pending asks the database at --db, which knows its --dialect")
	case m.dialect != "" && m.dialect != "sqlite" && m.dialect != "postgres":
		return fmt.Errorf("--dialect %q is neither sqlite nor postgres", m.dialect)
	case m.action != "sql" && m.memory():
		return errors.New("--db memory: it would end with this command")
	case m.dialect == "":
		return m.check()
	}
	return nil
}

// up runs what is pending.
func (m *migrating) up(ctx context.Context, stdout io.Writer) (err error) {
	s, err := m.open(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	before, err := s.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	names, err := migrations(s)
	if err != nil {
		return err
	}
	for _, name := range names[before:] {
		fmt.Fprintln(stdout, "applied", name)
	}
	fmt.Fprintf(stdout, "%s is at version %d, the latest\n", m.String(), len(names))
	return nil
}

// migrations are the names of the files, in order: the first is number 1.
func migrations(s store) ([]string, error) { return fs.Glob(s.Migrations(), "*.up.sql") }

// status lists the migrations. It makes no database.
func (m *migrating) status(ctx context.Context, stdout io.Writer) (err error) {
	if err := m.there(); err != nil {
		return err
	}
	s, err := m.open(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	at, err := s.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	names, err := migrations(s)
	if err != nil {
		return err
	}
	for i, name := range names {
		state := "applied"
		if i >= at {
			state = "pending"
		}
		fmt.Fprintf(stdout, "%s  %s\n", state, name)
	}
	return s.CheckSchema(ctx)
}

// sql prints the migrations, for whoever runs them by other means.
func (m *migrating) sql(ctx context.Context, stdout io.Writer) (err error) {
	s, at, err := m.source(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	names, err := migrations(s)
	if err != nil {
		return err
	}
	if m.schema != "" && at == 0 {
		fmt.Fprintf(stdout, "CREATE SCHEMA IF NOT EXISTS %q;\n\n", m.schema)
	}
	if at > len(names) {
		return s.CheckSchema(ctx) // a newer program's, as its error says
	}
	for _, name := range names[at:] {
		text, err := fs.ReadFile(s.Migrations(), name)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "-- %s\n%s\n", name, text)
	}
	return nil
}

// source is where the text of the migrations is, and how many of them are not needed.
func (m *migrating) source(ctx context.Context) (store, int, error) {
	if m.pending && (m.postgres() || m.there() == nil) {
		s, err := m.open(ctx, nil)
		if err != nil {
			return nil, 0, err
		}
		at, err := s.SchemaVersion(ctx)
		if err != nil {
			return nil, 0, errors.Join(err, s.Close())
		}
		return s, at, nil
	}
	if m.dialect == "postgres" || m.dialect == "" && m.postgres() {
		s, err := opened(postgres.Wrap(nowhere(), &postgres.Options{Prefix: m.prefix, Schema: m.schema}))
		return s, 0, err
	}
	if m.schema != "" {
		return nil, 0, cli.Usage(errors.New("--schema is for PostgreSQL; SQLite has none"))
	}
	s, err := opened(sqlite.Open(ctx, sqlite.Memory, &sqlite.Options{Prefix: m.prefix}))
	return s, 0, err
}

// nowhere is a pool that has no connection and is not asked for one.
func nowhere() *sql.DB { return stdlib.OpenDB(pgx.ConnConfig{}) }
