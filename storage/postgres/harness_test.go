package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"go.uber.org/goleak"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// TestMain runs the tests, or, in a process that a test started, a child's part. The
// examples find a database where programs usually do; without a server they are skipped,
// as they cannot do that themselves.
func TestMain(m *testing.M) {
	drivertest.Play(map[string]drivertest.Part{"migrate": migrateChild, "migrate-slow": migrateSlowly, "post": postChild})
	flag.Parse()
	drop := func() error { return nil }
	if pgtest.Available() {
		dsn, dropExamples, err := pgtest.New(context.Background())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		drop = dropExamples
		_ = os.Setenv("DATABASE_URL", dsn)
	} else if skip := flag.Lookup("test.skip"); skip.Value.String() == "" {
		_ = skip.Value.Set("^Example")
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if err := drop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(code)
	}))
}

// open opens a store with a current schema for the length of the test.
func open(t testing.TB, dsn string, opts *postgres.Options) *postgres.Store {
	t.Helper()
	var o postgres.Options
	if opts != nil {
		o = *opts
	}
	o.Migrate = true
	return unmigrated(t, dsn, &o)
}

// unmigrated opens a database as it is.
func unmigrated(t testing.TB, dsn string, opts *postgres.Options) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), dsn, opts)
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

// withLobby opens a store that has the room of drivertest.Note.
func withLobby(t testing.TB, dsn string, opts *postgres.Options) *postgres.Store {
	t.Helper()
	s := open(t, dsn, opts)
	drivertest.MakeLobby(t, s)
	return s
}

// hostPool is a pool of the host's, of several connections.
func hostPool(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxIdleConns(8)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// exec runs statements outside of a store.
func exec(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// ask is the one value that a query returns, as text.
func ask(t testing.TB, db *sql.DB, query string) (answer string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

// database names the database of dsn, for ALTER DATABASE.
func database(t testing.TB, db *sql.DB) string {
	t.Helper()
	return ask(t, db, "SELECT current_database()")
}

// as is the address for another role.
func as(t testing.TB, dsn, role string) string {
	t.Helper()
	return inURL(t, dsn, func(u *url.URL) { u.User = url.User(role) })
}

// inQuery is the address with a setting.
func inQuery(t testing.TB, dsn, name, value string) string {
	t.Helper()
	return inURL(t, dsn, func(u *url.URL) {
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
	})
}

// inURL changes an address.
func inURL(t testing.TB, dsn string, change func(u *url.URL)) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}

func postChild(ctx context.Context, dsn string) error {
	s, err := postgres.Open(ctx, dsn, nil)
	if err != nil {
		return err
	}
	return drivertest.PostForever(ctx, s)
}

// outage checks that an error is not taken for an answer to what was asked.
func outage(t testing.TB, what string, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", what)
	}
	for _, answer := range []error{chat.ErrNotFound, chat.ErrExists, chat.ErrGone, chat.ErrInvalid} {
		if errors.Is(err, answer) {
			t.Errorf("%s: an outage is taken for an answer: %v", what, err)
		}
	}
}
