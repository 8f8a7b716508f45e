package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// Tx is chat.Storage within a transaction of the host.
type Tx struct {
	chat.Storage
	tx *sql.Tx
}

// Within returns the Store as it is within a transaction on its database. Reads see
// what the transaction wrote. Each write is a savepoint, so that one which fails leaves
// no trace and the transaction can go on; none is tried again. Ending the transaction is
// the host's business.
//
// A call whose ctx ends while the database works on it returns when that is done: to
// interrupt a statement would be to end the host's transaction.
func (s *Store) Within(tx *sql.Tx) *Tx {
	within := *s
	within.home = &hosted{db: s.writer, tx: tx, turn: make(chan struct{}, 1), dialect: s.dialect}
	return &Tx{Storage: &within, tx: tx}
}

// Ended tells whether the host has committed or rolled back, or is doing so. It does not
// ask the database.
func (t *Tx) Ended() bool { return ended(t.tx) }

// ended uses that a transaction looks whether it has ended before it looks at the
// statement that it is to adopt, and that this one belongs to no database.
func ended(tx *sql.Tx) bool {
	stmt := tx.StmtContext(context.Background(), new(sql.Stmt))
	return errors.Is(stmt.Close(), sql.ErrTxDone) //nolint:sqlclosecheck // what Close returns is the answer
}

// hosted is the home of a Store within a transaction of the host.
type hosted struct {
	db      *bun.DB
	tx      *sql.Tx
	turn    chan struct{} // savepoints are a stack: one call at a time
	dialect Dialect
	broken  error // once the database gave up the transaction
}

// use runs fn when it is its turn.
func (h *hosted) use(ctx context.Context, fn func(c conn) error) error {
	select {
	case h.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-h.turn }()
	switch {
	case ended(h.tx):
		return sql.ErrTxDone
	case h.broken != nil:
		return h.broken
	case ctx.Err() != nil:
		return ctx.Err()
	}
	err := fn(conn{db: h.db, on: steady{h.tx}, tx: h.tx})
	if err != nil && h.dialect.Strange(err) {
		err = fmt.Errorf("the transaction does not know the chat's tables; is it one on the chat's database? %w", err)
	}
	return err
}

func (h *hosted) read(ctx context.Context, fn func(db conn) error) error {
	return h.use(ctx, fn)
}

func (h *hosted) write(ctx context.Context, fn change) error {
	return h.use(ctx, func(tx conn) error {
		// Otherwise a savepoint would begin, and commit, a transaction of its own.
		if h.dialect.Begun != nil && !h.dialect.Begun(context.WithoutCancel(ctx), h.tx) {
			h.broken = errBroken
			return errBroken
		}
		err := alone(ctx, tx, fn)
		if errors.Is(err, errBroken) {
			h.broken = err
		}
		return err
	})
}
