package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// refusal is what Open must say about an address, without the password in it.
type refusal struct {
	dsn  string
	opts postgres.Options
	says string
}

func (c refusal) check(t *testing.T) {
	if c.opts.Patience == 0 {
		c.opts.Patience = time.Millisecond
	}
	s, err := postgres.Open(t.Context(), c.dsn, &c.opts)
	if err == nil {
		t.Fatal("opened: ", s.Close())
	}
	if s != nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "postgres: ") {
		t.Errorf("the error does not say %q: %v", c.says, err)
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error has the password: %v", err)
	}
}

// TestOpenRefuses holds Open to saying what is wrong in words.
func TestOpenRefuses(t *testing.T) {
	good := pgtest.Open(t)
	for name, c := range map[string]refusal{
		"ErrEmpty":           {dsn: "", says: "address is empty"},
		"ErrBadURL":          {dsn: "postgres://ann:hunter2@%zz", says: "cannot parse"},
		"ErrBadPort":         {dsn: "postgres://ann:hunter2@127.0.0.1:port/db", says: "cannot parse"},
		"ErrBadKeywords":     {dsn: "host", says: "cannot parse"},
		"ErrUnreachable":     {dsn: "postgres://ann:hunter2@127.0.0.1:1/db", says: "cannot be reached"},
		"ErrNoSocket":        {dsn: "host=/nowhere user=ann password=hunter2", says: "cannot be reached"},
		"ErrNoDatabase":      {dsn: other(t, good, "none"), says: "no such database"},
		"ErrPrefix":          {dsn: good, opts: postgres.Options{Prefix: `x"; DROP`}, says: "Options.Prefix"},
		"ErrPrefixDigit":     {dsn: good, opts: postgres.Options{Prefix: "1"}, says: "Options.Prefix"},
		"ErrPrefixUpper":     {dsn: good, opts: postgres.Options{Prefix: "Chat_"}, says: "Options.Prefix"},
		"ErrPrefixLong":      {dsn: good, opts: postgres.Options{Prefix: strings.Repeat("x", 32)}, says: "Options.Prefix"},
		"ErrPrefixTaken":     {dsn: good, opts: postgres.Options{Prefix: "pg_"}, says: "Options.Prefix"},
		"ErrSchema":          {dsn: good, opts: postgres.Options{Schema: `x".y`}, says: "Options.Schema"},
		"ErrSchemaTaken":     {dsn: good, opts: postgres.Options{Schema: "pg_catalog"}, says: "Options.Schema"},
		"ErrMaxConns":        {dsn: good, opts: postgres.Options{MaxConns: -1}, says: "Options.MaxConns"},
		"ErrPatience":        {dsn: good, opts: postgres.Options{Patience: -1}, says: "Options.Patience"},
		"ErrMigrateFailed":   {dsn: future(t), opts: postgres.Options{Migrate: true}, says: "newer"},
		"ErrMigrateReadOnly": {dsn: readOnly(t), opts: postgres.Options{Migrate: true}, says: "read-only"},
	} {
		t.Run(name, c.check)
	}
}

// TestOpenAsWho is refused by a server that asks for passwords.
func TestOpenAsWho(t *testing.T) {
	c := pgtest.Start(t, "fsync = off")
	dsn := c.Open(t)
	exec(t, hostPool(t, dsn), "CREATE ROLE ann LOGIN PASSWORD 'open sesame'", "CREATE ROLE group_of_all")
	rules := "host all postgres all trust\nhost all all all scram-sha-256\n"
	if err := os.WriteFile(filepath.Join(c.Dir(), "pg_hba.conf"), []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	c.Kill(t)
	c.Restart(t)
	for name, r := range map[string]refusal{
		"ErrPassword":   {dsn: strings.Replace(dsn, "postgres@", "ann:hunter2@", 1), says: "refuses the user or the password"},
		"ErrNoPassword": {dsn: as(t, dsn, "ann"), says: "refuses the user or the password"},
		"ErrNobody":     {dsn: strings.Replace(dsn, "postgres@", "nobody:hunter2@", 1), says: "refuses the user or the password"},
		"ErrNoRights": {
			dsn:  strings.Replace(dsn, "postgres@", "ann:open%20sesame@", 1),
			opts: postgres.Options{Migrate: true, Schema: "new"}, says: "the user may not do this",
		},
	} {
		t.Run(name, r.check)
	}
	t.Run("OK", func(t *testing.T) {
		unmigrated(t, strings.Replace(dsn, "postgres@", "ann:open%20sesame@", 1), nil)
	})
}

// future is a database that a newer program wrote.
func future(t *testing.T) string {
	t.Helper()
	dsn := pgtest.Open(t)
	exec(t, open(t, dsn, nil).Pool(), `INSERT INTO chat_schema (version) VALUES (99)`)
	return dsn
}

// readOnly is an empty database that cannot be written, as on a standby.
func readOnly(t *testing.T) string {
	t.Helper()
	dsn := pgtest.Open(t)
	set(t, hostPool(t, dsn), "default_transaction_read_only = on")
	return dsn
}

// set changes a setting of the database for those who connect from then on.
func set(t *testing.T, db *sql.DB, setting string) {
	t.Helper()
	exec(t, db, "ALTER DATABASE "+database(t, db)+" SET "+setting)
}

// TestOpenEndsWithContext also when the server says nothing.
func TestOpenEndsWithContext(t *testing.T) {
	t.Run("ErrCanceled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := postgres.Open(ctx, pgtest.Open(t), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("Open: %v", err)
		}
	})
	for name, dsn := range map[string]string{"ErrSilence": silence(t), "ErrNobodyThere": "host=127.0.0.1 port=1"} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			_, err := postgres.Open(ctx, dsn, &postgres.Options{Patience: time.Hour})
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Open: %v", err)
			}
		})
	}
}

// silence is the address of somebody who never answers.
func silence(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return "postgres://ann@" + l.Addr().String() + "/db?sslmode=disable"
}

// other is the address of another database of the same server.
func other(t *testing.T, dsn, name string) string {
	t.Helper()
	return inURL(t, dsn, func(u *url.URL) { u.Path = "/" + name })
}
