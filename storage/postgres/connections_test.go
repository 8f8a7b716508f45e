package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// TestConnections looks at what Open makes of its connections, in a database whose owner
// has other tastes.
func TestConnections(t *testing.T) {
	dsn := pgtest.Open(t)
	host := hostPool(t, dsn)
	set(t, host, "standard_conforming_strings = off")
	set(t, host, "client_encoding = 'LATIN1'")
	set(t, host, "default_transaction_isolation = 'serializable'")
	s := withLobby(t, dsn, &postgres.Options{MaxConns: 3, Patience: 7 * time.Second})
	drivertest.Post(t, s, 3)
	if n := s.Pool().Stats().MaxOpenConnections; n != 3 {
		t.Errorf("at most %d connections", n)
	}
	tx, err := s.Pool().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	for name, want := range map[string]string{
		"standard_conforming_strings": "on", "client_encoding": "UTF8", "application_name": "parley",
		"transaction_isolation": "read committed", "lock_timeout": "7s", "statement_timeout": "1min",
		"idle_in_transaction_session_timeout": "1min",
	} {
		var got string
		if err := tx.QueryRowContext(t.Context(), "SHOW "+name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, want %q: %v", name, got, want, err)
		}
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"SELECT count(*) FROM pg_prepared_statements": "0", // PgBouncer would not know them
		"SHOW lock_timeout":                           "0", // nothing stays behind in a session
	} {
		if got := ask(t, s.Pool(), query); got != want {
			t.Errorf("%s: %s", query, got)
		}
	}
	name := open(t, inQuery(t, dsn, "application_name", "forum"), nil)
	if got := ask(t, name.Pool(), "SHOW application_name"); got != "forum" {
		t.Errorf("the host's name became %q", got)
	}
}

// TestTastes stores and reads in databases whose settings change what values look like.
func TestTastes(t *testing.T) {
	for name, settings := range map[string][]string{
		"TimeZone":    {"TimeZone = 'America/St_Johns'"},
		"DateStyle":   {"DateStyle = 'German, DMY'"},
		"Backslashes": {"standard_conforming_strings = off", "backslash_quote = off"},
		"Bytes":       {"bytea_output = 'escape'", "xmloption = 'document'"},
		"NoScans":     {"enable_seqscan = off", "jit = on"},
		"SearchPath":  {`search_path = 'theirs', 'public'`},
	} {
		t.Run(name, func(t *testing.T) {
			dsn := pgtest.Open(t)
			host := hostPool(t, dsn)
			exec(t, host, "CREATE SCHEMA theirs")
			for _, setting := range settings {
				set(t, host, setting)
			}
			s := withLobby(t, dsn, nil)
			m := drivertest.Note("1")
			m.Text = `\' OR 1=1; -- \\ '' ? :x $1 "` + "\n\t\U0001F600"
			m.CreatedAt = time.Date(1, 2, 3, 4, 5, 6, 123456000, time.UTC) // Newfoundland was at -3:30:52 then
			_, _, err := s.AddMessage(t.Context(), m)
			got, err2 := s.Message(t.Context(), m.ID)
			if err := errors.Join(err, err2, s.CheckSchema(t.Context())); err != nil {
				t.Fatal(err)
			}
			if got.Text != m.Text || !got.CreatedAt.Equal(m.CreatedAt) {
				t.Errorf("%q of %v came back as %q of %v", m.Text, m.CreatedAt, got.Text, got.CreatedAt)
			}
		})
	}
}

// TestCheckSchema refuses what would store something else than it is given, or nothing.
func TestCheckSchema(t *testing.T) {
	for name, c := range map[string]struct {
		dsn  func(t *testing.T) string
		says string
	}{
		"ErrBackslashes": {with("standard_conforming_strings = off"), "standard_conforming_strings is off"},
		"ErrDateStyle":   {with("DateStyle = 'German, DMY'"), "DateStyle"},
		"ErrEncoding":    {sqlASCII, "encoded in SQL_ASCII"},
		"ErrReadOnly":    {with("default_transaction_read_only = on"), "read-only"},
		"ErrNewer":       {future, "newer"},
		"ErrNone":        {func(t *testing.T) string { return pgtest.Open(t) }, "call Store.Migrate"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := postgres.Wrap(hostPool(t, c.dsn(t)), nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.CheckSchema(t.Context()); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("the error does not say %q: %v", c.says, err)
			}
		})
	}
}

// with is a database with a current schema and a setting.
func with(setting string) func(t *testing.T) string {
	return func(t *testing.T) string {
		dsn := pgtest.Open(t)
		open(t, dsn, nil)
		set(t, hostPool(t, dsn), setting)
		return dsn
	}
}

// sqlASCII is a database that stores whatever bytes it is given.
func sqlASCII(t *testing.T) string {
	t.Helper()
	dsn := pgtest.Open(t)
	host := hostPool(t, dsn)
	name, provider := database(t, host)+"_ascii", ""
	if version, err := strconv.Atoi(ask(t, host, "SHOW server_version_num")); err != nil || version >= 150000 {
		provider = "LOCALE_PROVIDER libc"
	}
	exec(t, host, fmt.Sprintf("CREATE DATABASE %s ENCODING 'SQL_ASCII' LOCALE 'C' %s TEMPLATE template0", name, provider))
	t.Cleanup(func() {
		if _, err := host.ExecContext(context.WithoutCancel(t.Context()), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	dsn = other(t, dsn, name)
	open(t, dsn, nil)
	return dsn
}

// TestWrapRefuses what a pool of somebody else's cannot be.
func TestWrapRefuses(t *testing.T) {
	db := hostPool(t, pgtest.Open(t))
	_, none := postgres.Wrap(nil, nil)
	_, noBun := postgres.WrapBun(nil, nil)
	_, prefix := postgres.Wrap(db, &postgres.Options{Prefix: "1"})
	_, migrate := postgres.Wrap(db, &postgres.Options{Migrate: true})
	_, conns := postgres.WrapBun(bun.NewDB(db, pgdialect.New()), &postgres.Options{MaxConns: 1})
	for says, err := range map[string]error{
		"no database": none, "wrap: no database": noBun, "Options.Prefix": prefix, "Store.Migrate": migrate, "Options.MaxConns": conns,
	} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("the error does not say %q: %v", says, err)
		}
	}
}
