package chat_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
	"github.com/parleychat/parley/storage/sqlite"
)

// hosted is a module on the database of a host, which keeps orders there.
type hosted struct {
	*world
	db   *sql.DB
	from storeOfHost
	bun  *bun.DB // nil: the host uses database/sql
}

// storeOfHost is a Store of either database around the host's pool.
type storeOfHost interface {
	chat.Storage
	Migrate(ctx context.Context) error
	Close() error
	Within(tx *sql.Tx) chat.Storage
}

// hostTx is what the host does with its transaction, a *sql.Tx or a bun.Tx.
type hostTx interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	Commit() error
	Rollback() error
}

// freshHost makes a module on an empty database, with at most so many connections; 0 is
// any number.
type freshHost func(t *testing.T, connections int, change ...func(*chat.Options)) *hosted

// onEachHost runs a test on both databases, with a host that uses database/sql and with
// one that uses bun.
func onEachHost(t *testing.T, test func(t *testing.T, fresh freshHost)) {
	t.Helper()
	kinds := map[string]struct {
		pool    func(t *testing.T, connections int) *sql.DB
		dialect func() schema.Dialect
		wrap    func(*sql.DB) (storeOfHost, error)
		wrapBun func(*bun.DB) (storeOfHost, error)
	}{
		"SQLite": {sqlitePool, func() schema.Dialect { return sqlitedialect.New() },
			func(db *sql.DB) (storeOfHost, error) { return sqlite.Wrap(db, nil) },
			func(db *bun.DB) (storeOfHost, error) { return sqlite.WrapBun(db, nil) }},
		"PostgreSQL": {postgresPool, func() schema.Dialect { return pgdialect.New() },
			func(db *sql.DB) (storeOfHost, error) { return postgres.Wrap(db, nil) },
			func(db *bun.DB) (storeOfHost, error) { return postgres.WrapBun(db, nil) }},
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			test(t, func(t *testing.T, connections int, change ...func(*chat.Options)) *hosted {
				t.Helper()
				db := kind.pool(t, connections)
				store, err := kind.wrap(db)
				return startHosted(t, &hosted{db: db, from: store}, err, change)
			})
		})
		t.Run(name+"Bun", func(t *testing.T) {
			test(t, func(t *testing.T, connections int, change ...func(*chat.Options)) *hosted {
				t.Helper()
				db := kind.pool(t, connections)
				h := &hosted{db: db, bun: bun.NewDB(db, kind.dialect())}
				var err error
				h.from, err = kind.wrapBun(h.bun)
				return startHosted(t, h, err, change)
			})
		})
	}
}

func sqlitePool(t *testing.T, connections int) *sql.DB {
	t.Helper()
	file := filepath.ToSlash(filepath.Join(t.TempDir(), "host.db"))
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)&_txlock=immediate")
	return limited(t, db, err, connections)
}

func postgresPool(t *testing.T, connections int) *sql.DB {
	t.Helper()
	config, err := pgx.ParseConfig(pgtest.Open(t))
	if err != nil {
		t.Fatal(err)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	return limited(t, stdlib.OpenDB(*config), nil, connections)
}

func limited(t *testing.T, db *sql.DB, err error, connections int) *sql.DB {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(connections)
	return db
}

// startHosted makes the tables of both and the module.
func startHosted(t *testing.T, h *hosted, err error, change []func(*chat.Options)) *hosted {
	t.Helper()
	if err == nil {
		err = h.from.Migrate(t.Context())
	}
	if err == nil {
		_, err = h.db.ExecContext(t.Context(), `CREATE TABLE orders (number INTEGER)`)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.from.Close() })
	h.world = worldOver(t, h.from, change...)
	return h
}

// tx begins a transaction of the host.
func (h *hosted) tx(ctx context.Context) (hostTx, *chat.Tx, error) {
	if h.bun != nil {
		tx, err := h.bun.BeginTx(ctx, nil)
		if err != nil {
			return nil, nil, err
		}
		return tx, h.Within(h.from.Within(tx.Tx)), nil
	}
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	return tx, h.Within(h.from.Within(tx)), nil
}

// begin starts a transaction of the host, which ends with the test at the latest.
func (h *hosted) begin() (hostTx, *chat.Tx) {
	h.Helper()
	of, tx, err := h.tx(context.Background())
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { _ = of.Rollback() })
	return of, tx
}

// place writes a row of the host.
func place(ctx context.Context, of hostTx, number int) error {
	_, err := of.ExecContext(ctx, fmt.Sprintf(`INSERT INTO orders VALUES (%d)`, number))
	return err
}

// order writes a row of the host and says so in the lobby, and commits if it may.
func (h *hosted) order(author chat.User, number int, commit bool) error {
	of, tx, err := h.tx(h.Context())
	if err != nil {
		return err
	}
	defer func() { _ = of.Rollback() }()
	defer tx.Done()
	if err := place(h.Context(), of, number); err != nil {
		return err
	}
	if _, _, err := tx.Post(h.Context(), author.ID, h.Lobby(), chat.Draft{Text: fmt.Sprint("Order ", number)}); err != nil {
		return err
	}
	if !commit {
		return errors.New("changed its mind")
	}
	return of.Commit()
}

func (h *hosted) orders() (n int) {
	h.Helper()
	if err := h.db.QueryRowContext(h.Context(), `SELECT count(*) FROM orders`).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

func (h *hosted) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}
