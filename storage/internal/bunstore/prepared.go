package bunstore

import (
	"context"
	"database/sql"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"
)

// hotQueries are those of a send, in which taking them apart would be most of the work.
var hotQueries = [...]string{setSavepoint, takeRevQuery, insertMessageQuery, insertEventQuery, forgetSavepoint}

// statements are the hot queries, prepared on the writing connection. A schema that
// changes under them is noticed by the database.
type statements struct {
	db   *bun.DB
	list atomic.Pointer[map[string]*sql.Stmt]
}

// ready is called when no transaction holds the connection. What cannot be prepared yet,
// without a schema for instance, runs as text.
func (s *statements) ready(ctx context.Context) {
	if s == nil || s.list.Load() != nil {
		return
	}
	list := make(map[string]*sql.Stmt, len(hotQueries))
	for _, query := range hotQueries {
		text := s.db.QueryGen().FormatQuery(query)
		stmt, err := s.db.DB.PrepareContext(ctx, text) //nolint:sqlclosecheck // kept until the pool is closed
		if err != nil {
			break
		}
		list[query] = stmt
	}
	if len(list) == len(hotQueries) && s.list.CompareAndSwap(nil, &list) {
		return // they end with the pool
	}
	for _, stmt := range list {
		_ = stmt.Close()
	}
}

func (s *statements) get(query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	if list := s.list.Load(); list != nil {
		return (*list)[query]
	}
	return nil
}

// newHot is newRaw for one of hotQueries. bun writes the text in any case, for its hooks.
func (c conn) newHot(query string, args ...any) *bun.RawQuery {
	texts, values := make([]any, len(args)), make([]any, len(args))
	for i, arg := range args {
		texts[i], values[i] = arg, arg
		if t, ok := arg.(time.Time); ok {
			texts[i], values[i] = bun.NullZero(t), c.moment(t)
		}
	}
	on := c.on
	if stmt := c.prepared.get(query); stmt != nil {
		on = prepared{c, stmt, values}
	}
	return c.db.NewRaw(query, texts...).Conn(on)
}

// execHot runs one of hotQueries that has no arguments and is no business of hooks.
func (c conn) execHot(ctx context.Context, query string) error {
	on := c.on
	if stmt := c.prepared.get(query); stmt != nil {
		on = prepared{c: c, stmt: stmt}
	}
	_, err := on.ExecContext(ctx, query)
	return err
}

// moment is a time as bun writes it. Drivers have other ideas.
func (c conn) moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	quoted := c.db.Dialect().AppendTime(nil, t)
	return string(quoted[1 : len(quoted)-1])
}

// prepared runs a statement for the text that bun has made of it.
type prepared struct {
	c    conn
	stmt *sql.Stmt
	args []any
}

func (p prepared) bound(ctx context.Context) (context.Context, *sql.Stmt) {
	if _, ok := p.c.on.(steady); ok {
		ctx = steadily(ctx)
	}
	return ctx, p.c.tx.StmtContext(ctx, p.stmt)
}

// QueryContext implements bun.IConn.
func (p prepared) QueryContext(ctx context.Context, _ string, _ ...any) (*sql.Rows, error) {
	ctx, stmt := p.bound(ctx)
	defer stmt.Close()                       // which waits for what came of it
	return stmt.QueryContext(ctx, p.args...) //nolint:sqlclosecheck // by whoever asked
}

// ExecContext implements bun.IConn.
func (p prepared) ExecContext(ctx context.Context, _ string, _ ...any) (sql.Result, error) {
	ctx, stmt := p.bound(ctx)
	defer stmt.Close() // which waits for what came of it
	return stmt.ExecContext(ctx, p.args...)
}

// QueryRowContext implements bun.IConn.
func (p prepared) QueryRowContext(ctx context.Context, _ string, _ ...any) *sql.Row {
	ctx, stmt := p.bound(ctx)
	defer stmt.Close() // which waits for what came of it
	return stmt.QueryRowContext(ctx, p.args...)
}
