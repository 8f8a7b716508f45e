package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Cluster is a running PostgreSQL server with its databases.
type Cluster struct {
	// address is the URL of a database that is always there.
	address string
	server  *server // nil: it is not ours
}

// patience is how long a server may take for what is a matter of a second, also on a
// machine that is busy with other tests.
const patience = 2 * time.Minute

// start makes a server and waits until it answers.
func start(settings ...string) (*Cluster, error) {
	s, err := newServer(settings)
	if err != nil {
		return nil, err
	}
	c := &Cluster{address: s.url("postgres"), server: s}
	if err := s.run(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, s.abandon())
	}
	return c, nil
}

// Open returns the address of a new, empty database, as a URL. It is dropped when the
// test ends, unless the server goes with it.
func (c *Cluster) Open(t testing.TB) string {
	t.Helper()
	dsn, drop, err := c.create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if own, err := shared(); err != nil || own != c {
		return dsn
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return dsn
}

// create makes a database whose name says nothing and needs no quotes.
func (c *Cluster) create(ctx context.Context) (dsn string, drop func() error, err error) {
	name := "parley_" + strings.ToLower(rand.Text())
	if dsn, err = named(c.address, name); err != nil {
		return "", nil, err
	}
	if err := c.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		return "", nil, err
	}
	drop = func() error {
		// The test's own context has ended by now.
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		return c.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	}
	return dsn, drop, nil
}

// named is the address of another database of the same server.
func named(address, database string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return "", fmt.Errorf("pgtest: PARLEY_POSTGRES must be a URL such as postgres://user@host/postgres: %q", address)
	}
	u.Path = "/" + database
	return u.String(), nil
}

// Exec runs a statement as the administrator, connected to the database "postgres":
// to end a connection, to change a setting, to make a role.
func (c *Cluster) Exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, c.address)
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	_, err = conn.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol)
	_ = conn.Close(ctx) // what matters has been answered
	if err != nil {
		return fmt.Errorf("pgtest: %s: %w", sql, err)
	}
	return nil
}

// Dir is where a server that Start made keeps its data, which tests may read: its
// files are base/*/* and pg_wal/*.
func (c *Cluster) Dir() string { return c.server.data() }

// Kill ends every process of a server that Start made, at once and without a warning.
// It returns when they are gone.
func (c *Cluster) Kill(t testing.TB) {
	t.Helper()
	if err := c.server.kill(); err != nil {
		t.Fatal(err)
	}
}

// Restart starts a server that was killed, on the same port, and returns when it has
// recovered and answers.
func (c *Cluster) Restart(t testing.TB) {
	t.Helper()
	if err := c.server.runAgain(); err != nil {
		t.Fatalf("%v\n%s", err, c.server.log())
	}
}
