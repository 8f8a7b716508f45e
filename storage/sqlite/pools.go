package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	driver "modernc.org/sqlite"

	"github.com/parleychat/parley/storage/internal/patience"
)

// pools are the connections: one that writes and some that read.
type pools struct {
	write, read *bun.DB
	// anchor keeps a database in memory alive whatever happens to the others.
	anchor *bun.DB
	// theirs are closed by the host, who opened them.
	theirs bool
}

func (p pools) close() error {
	if p.theirs {
		return nil
	}
	var errs []error
	for _, db := range []*bun.DB{p.read, p.write, p.anchor} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// openPools opens the writing connection, which makes the file what it must be, and
// only then those that read.
func openPools(ctx context.Context, at location, o Options) (p pools, err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
			p = pools{}
		}
	}()
	if at.memory {
		return openMemory(ctx, at)
	}
	if p.write, err = open(at.uri, writerParams(at, o)); err != nil {
		return p, err
	}
	p.write.SetMaxOpenConns(1)
	// The switch of a new file to WAL fails at once while another process does the
	// same, whatever the busy timeout.
	if err = patience.Keep(ctx, o.BusyTimeout, codes(native).busy, func() error { return checkWriter(ctx, p.write) }); err != nil {
		return p, err
	}
	if p.read, err = open(at.uri, readerParams(at)); err != nil {
		return p, err
	}
	p.read.SetMaxOpenConns(o.Readers)
	p.read.SetMaxIdleConns(o.Readers)
	return p, patience.Keep(ctx, o.BusyTimeout, codes(native).busy, func() error { return p.read.PingContext(ctx) })
}

// openMemory opens a database in memory. It has no WAL, so that readers and a writer
// would only ever be in each other's way: one connection serves both, in turn.
func openMemory(ctx context.Context, at location) (p pools, err error) {
	params := url.Values{"_pragma": {pragmaForeignKeys, pragmaSecureDelete}, "_txlock": {"immediate"}, "_time_format": {"sqlite"}}
	if p.anchor, err = open(at.uri, merge(at.params, params)); err != nil {
		return p, err
	}
	p.anchor.SetMaxOpenConns(1)
	if err = p.anchor.PingContext(ctx); err != nil {
		return p, err
	}
	if p.write, err = open(at.uri, merge(at.params, params)); err != nil {
		return p, err
	}
	p.write.SetMaxOpenConns(1)
	p.read = p.write
	return p, p.write.PingContext(ctx)
}

func open(uri string, params url.Values) (*bun.DB, error) {
	connector, err := driver.NewConnector(uri + "?" + params.Encode())
	if err != nil {
		return nil, err
	}
	return bun.NewDB(sql.OpenDB(connector), sqlitedialect.New()), nil
}

// checkWriter looks whether the file is in WAL mode and writable.
func checkWriter(ctx context.Context, db *bun.DB) error {
	conn, err := db.DB.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var mode string
	if err := conn.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("the file system cannot do WAL mode (the journal is in mode %q)", mode)
	}
	return conn.Raw(func(c any) error {
		asker, ok := c.(interface{ IsReadOnly(string) (bool, error) })
		if !ok {
			return fmt.Errorf("a connection of type %T", c)
		}
		readOnly, err := asker.IsReadOnly("main")
		if err == nil && readOnly {
			return errors.New("the database is read-only and the chat must write it")
		}
		return err
	})
}
