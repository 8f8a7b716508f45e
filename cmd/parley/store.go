package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/cmd/internal/cli"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/sqlite"
)

// A store is an open database, of either kind.
type store interface {
	chat.Storage
	Close() error
	Migrate(ctx context.Context) error
	CheckSchema(ctx context.Context) error
	SchemaVersion(ctx context.Context) (int, error)
	Migrations() fs.FS
}

// open opens the database as it is. A SQLite file is made when there is none.
func (d *database) open(ctx context.Context, log *slog.Logger) (store, error) {
	if err := d.check(); err != nil {
		return nil, cli.Usage(err)
	}
	if d.postgres() {
		return opened(postgres.Open(ctx, d.db, &postgres.Options{Prefix: d.prefix, Schema: d.schema, Logger: log}))
	}
	return opened(sqlite.Open(ctx, d.address(), &sqlite.Options{Prefix: d.prefix, Logger: log}))
}

// opened keeps a nil pointer from becoming a store.
func opened[S store](s S, err error) (store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// openFresh opens the database and brings its schema up to date.
func (d *database) openFresh(ctx context.Context, log *slog.Logger) (store, error) {
	return d.openAnd(ctx, log, store.Migrate)
}

// openCurrent opens a database whose schema is up to date, and changes nothing.
func (d *database) openCurrent(ctx context.Context, log *slog.Logger) (store, error) {
	if err := d.check(); err != nil {
		return nil, cli.Usage(err)
	}
	if err := d.there(); err != nil {
		return nil, err
	}
	return d.openAnd(ctx, log, store.CheckSchema)
}

func (d *database) openAnd(ctx context.Context, log *slog.Logger, prepare func(store, context.Context) error) (store, error) {
	s, err := d.open(ctx, log)
	if err != nil {
		return nil, err
	}
	if err := prepare(s, ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}
