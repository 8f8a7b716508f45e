package sqlite

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/parleychat/parley/chat"
)

// Wrap makes a Store on a pool of the host's, which stays the host's: closing the Store
// leaves it open. Any driver will do, with Options.ErrorCode if it is not
// modernc.org/sqlite.
//
// Nothing is set on the host's connections. What matters is theirs: with the pragmas
// journal_mode(WAL) readers do not wait for whoever writes, busy_timeout lets others wait
// for the chat as the chat waits for them, synchronous(FULL) is what makes a commit
// survive a power failure, and secure_delete(1) is what leaves no byte of removed text in
// the file. A database in memory must be one that all connections share, or have one
// connection.
func Wrap(db *sql.DB, opts *Options) (*Store, error) {
	if db == nil {
		return nil, errors.New("sqlite: wrap: no database")
	}
	return WrapBun(bun.NewDB(db, sqlitedialect.New()), opts)
}

// WrapBun is Wrap for a host that uses bun. The query hooks that it has by then see the
// queries of the Store.
func WrapBun(db *bun.DB, opts *Options) (*Store, error) {
	if db == nil {
		return nil, errors.New("sqlite: wrap: no database")
	}
	if name := db.Dialect().Name(); name != dialect.SQLite {
		return nil, fmt.Errorf("sqlite: wrap: the database speaks %v, not SQLite", name)
	}
	o, err := aroundPool(opts)
	if err != nil {
		return nil, fmt.Errorf("sqlite: wrap: %w", err)
	}
	return newStore(pools{write: db, read: db, theirs: true}, o), nil
}

// Within returns the Store as it is within a transaction of the host on the same
// database; with bun that is tx.Tx of a bun.Tx. What is read sees what the transaction
// wrote; what is written is committed with it, or not at all. A write that fails leaves
// no trace and the transaction can go on. Nothing here commits it, rolls it back or tries
// again.
//
// The transaction should take the writer lock first, with BEGIN IMMEDIATE
// (_txlock=immediate), since one that reads first may be refused to write, and be short:
// nobody else can write until it ends. Calls wait for each other, and one whose ctx ends
// while the database works on it returns when that is done. After the end of the
// transaction every call fails with sql.ErrTxDone; Ended() of the result, which is a
// method beside those of chat.Storage, tells.
func (s *Store) Within(tx *sql.Tx) chat.Storage { return s.queries.Within(tx) }
