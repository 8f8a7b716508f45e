package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	// Others may be waiting for what a transaction of ours has locked. A node that
	// hangs, or is cut off, in the middle of one must not keep them for the hours that
	// it takes TCP to notice.
	statementTimeout = time.Minute
	idleTimeout      = time.Minute
	// Connections do not live for ever, so that they follow a server that moves and
	// spread over those that are added.
	maxLifetime = time.Hour
	maxIdleTime = 5 * time.Minute
	// A connection that cannot even do this is closed.
	rollbackTimeout = 5 * time.Second
)

// openPool makes a pool that connects when it is asked to.
func openPool(dsn string, o Options) (*sql.DB, error) {
	config, err := parse(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector{stdlib.GetConnector(*config), beginQuery(o)})
	db.SetMaxOpenConns(o.MaxConns)
	db.SetMaxIdleConns(o.MaxConns)
	db.SetConnMaxLifetime(maxLifetime)
	db.SetConnMaxIdleTime(maxIdleTime)
	return db, nil
}

// parse understands what Open was given. The session is left as it is but for the
// settings that PgBouncer, too, keeps apart for each of its clients.
func parse(dsn string) (*pgx.ConnConfig, error) {
	if dsn == "" {
		return nil, errors.New("the address is empty")
	}
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err // without the password
	}
	// bun writes arguments into the text, so that a prepared statement would never be
	// used again; and behind PgBouncer the next statement may meet another server.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.StatementCacheCapacity, config.DescriptionCacheCapacity = 0, 0
	// What bun writes is safe only when a backslash in a string is a backslash.
	config.RuntimeParams["standard_conforming_strings"] = "on"
	config.RuntimeParams["client_encoding"] = "UTF8"
	config.RuntimeParams["DateStyle"] = "ISO" // what times are read as
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "parley"
	}
	return config, nil
}

// beginQuery begins a transaction and bounds what it may hold up, in one round trip.
func beginQuery(o Options) string {
	return fmt.Sprintf("BEGIN ISOLATION LEVEL READ COMMITTED; "+
		"SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d; SET LOCAL idle_in_transaction_session_timeout = %d",
		max(o.Patience.Milliseconds(), 1), statementTimeout.Milliseconds(), idleTimeout.Milliseconds())
}

// connector makes connections whose transactions begin with a query of ours.
type connector struct {
	driver.Connector
	begin string
}

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	std, ok := made.(*stdlib.Conn)
	if !ok {
		return made, nil
	}
	return &conn{std, c.begin}, nil
}

type conn struct {
	*stdlib.Conn
	begin string
}

// BeginTx implements driver.ConnBeginTx. Nothing here asks for options.
func (c *conn) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	if c.Conn.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	tx, err := c.Conn.Conn().BeginTx(ctx, pgx.TxOptions{BeginQuery: c.begin})
	if err != nil {
		return nil, err
	}
	return transaction{ctx, tx}, nil
}

// transaction ends with the context it began with, as database/sql has it.
type transaction struct {
	ctx context.Context // driver.Tx has no other way
	tx  pgx.Tx
}

// Commit implements driver.Tx.
func (t transaction) Commit() error { return t.tx.Commit(t.ctx) }

// Rollback implements driver.Tx. It often happens because the context has ended, and
// then the connection is still good.
func (t transaction) Rollback() error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), rollbackTimeout)
	defer cancel()
	return t.tx.Rollback(ctx)
}
