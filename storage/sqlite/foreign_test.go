package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"

	"modernc.org/sqlite"
)

// A foreignError is what another driver's errors might be.
type foreignError struct{ extended int }

func (e *foreignError) Error() string { return fmt.Sprint("foreign error ", e.extended) }

// foreignCode is the host's Options.ErrorCode.
func foreignCode(err error) int {
	var e *foreignError
	if errors.As(err, &e) {
		return e.extended
	}
	return 0
}

// foreign hides what the errors of the driver are.
func foreign(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return &foreignError{e.Code()}
	}
	return err
}

// foreignPool is a pool with another driver.
func foreignPool(t *testing.T, address string) *sql.DB {
	t.Helper()
	c, err := sqlite.NewConnector("file:" + address)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(foreignConnector{c})
	t.Cleanup(func() { _ = db.Close() })
	return db
}

type foreignConnector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c foreignConnector) Connect(ctx context.Context) (driver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, foreign(err)
	}
	return foreignConn{made}, nil
}

type foreignConn struct{ driver.Conn }

// BeginTx implements driver.ConnBeginTx.
func (c foreignConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
	return tx, foreign(err)
}

// ExecContext implements driver.ExecerContext.
func (c foreignConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	res, err := c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
	return res, foreign(err)
}

// QueryContext implements driver.QueryerContext.
func (c foreignConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
	return rows, foreign(err)
}
