package main

import (
	"context"
	"errors"
	"strings"

	"github.com/parleychat/parley/cmd/internal/cli"
	"github.com/parleychat/parley/storage/sqlite"
)

// openStore opens the database file, making it and bringing its schema up to date as
// needed.
func openStore(ctx context.Context, db string) (*sqlite.Store, error) {
	if db == "" {
		return nil, cli.Usage(errors.New("--db must name a file"))
	}
	if strings.HasPrefix(db, "postgres://") || strings.HasPrefix(db, "postgresql://") {
		return nil, cli.Usage(errors.New("--db: Postgres is not supported yet; name a SQLite file"))
	}
	return sqlite.Open(ctx, db, &sqlite.Options{Migrate: true})
}
