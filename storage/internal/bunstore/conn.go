package bunstore

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// A conn is where queries run: a pool, or a transaction.
type conn struct {
	db *bun.DB   // writes the queries; its hooks see them
	on bun.IConn // runs them; nil is the pool of db

	// What only a transaction has.
	tx       *sql.Tx
	prepared *statements
	logged   *[]chat.Event // nil unless somebody wants to know
}

func (c conn) NewSelect() *bun.SelectQuery { return c.db.NewSelect().Conn(c.on) }
func (c conn) NewInsert() *bun.InsertQuery { return c.db.NewInsert().Conn(c.on) }

func (c conn) NewRaw(query string, args ...any) *bun.RawQuery {
	return c.db.NewRaw(query, args...).Conn(c.on)
}

// A change is what a transaction does. It may run more than once.
type change func(ctx context.Context, tx conn) error

// steady runs each statement to its end once it has begun. One that a context
// interrupts would take the whole transaction with it, on SQLite by its rules and on
// PostgreSQL with the connection, and with the transaction what others did in it.
type steady struct{ tx *sql.Tx }

// steadily is ctx, which ends nothing any more unless it has ended already.
func steadily(ctx context.Context) context.Context {
	if ctx.Err() != nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

// QueryContext implements bun.IConn.
func (s steady) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(steadily(ctx), query, args...)
}

// ExecContext implements bun.IConn.
func (s steady) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return s.tx.ExecContext(steadily(ctx), query, args...)
}

// QueryRowContext implements bun.IConn.
func (s steady) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(steadily(ctx), query, args...)
}
