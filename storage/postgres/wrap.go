package postgres

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/bunstore"
)

// Wrap makes a Store on a pool of the host's, which stays the host's: closing the Store
// leaves it open. Any driver will do whose errors tell their SQLSTATE by a method of that
// name, as those of pgx and of lib/pq do. With pgx, open the pool in a mode that keeps no
// prepared statements (pgx.QueryExecModeExec), as every query's text is another.
//
// Nothing is set on the host's connections, so that their own time-outs apply;
// CheckSchema refuses those whose settings would change what is stored or read.
func Wrap(db *sql.DB, opts *Options) (*Store, error) {
	if db == nil {
		return nil, errors.New("postgres: wrap: no database")
	}
	return wrap(bun.NewDB(db, pgdialect.New()), opts)
}

// WrapBun is Wrap for a host that uses bun. The query hooks that it has by then see the
// queries of the Store.
func WrapBun(db *bun.DB, opts *Options) (*Store, error) {
	if db == nil {
		return nil, errors.New("postgres: wrap: no database")
	}
	if name := db.Dialect().Name(); name != dialect.PG {
		return nil, fmt.Errorf("postgres: wrap: the database speaks %v, not PostgreSQL", name)
	}
	return wrap(db, opts)
}

func wrap(db *bun.DB, opts *Options) (*Store, error) {
	o, err := aroundPool(opts)
	if err != nil {
		return nil, fmt.Errorf("postgres: wrap: %w", err)
	}
	return newStore(db, o), nil
}

// Within returns the Store as it is within a transaction of the host on the same
// database; with bun that is tx.Tx of a bun.Tx. What is read sees what the transaction
// wrote; what is written is committed with it, or not at all. A write that fails leaves
// no trace and the transaction can go on; a read that the server itself fails to answer
// ends it, as any failed statement does. Nothing here commits it, rolls it back or tries
// again.
//
// A write holds its room until the transaction ends, and whoever else writes there waits
// for that: let it be short. Calls wait for each other, and one whose ctx ends while the
// database works on it returns when that is done. After the end of the transaction every
// call fails with sql.ErrTxDone; Ended() of the result, which is a method beside those of
// chat.Storage, tells.
func (s *Store) Within(tx *sql.Tx) chat.Storage { return s.queries.Within(tx) }

func newStore(db *bun.DB, o Options) *Store {
	prefix := o.Prefix
	if o.Schema != "" {
		prefix = o.Schema + "." + prefix // bun quotes the two apart
	}
	s := &Store{db: db, opts: o, gate: new(bunstore.Gate)}
	s.queries = bunstore.New(db, db, bunstore.Config{
		Dialect: dialectOf(), Prefix: prefix, Patience: o.Patience, InTx: o.InTx, Gate: s.gate,
	})
	return s
}
