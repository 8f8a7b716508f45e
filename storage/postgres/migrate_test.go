package postgres_test

import (
	"context"

	"github.com/parleychat/parley/storage/postgres"
)

func migrateChild(ctx context.Context, dsn string) error {
	s, err := postgres.Open(ctx, dsn, &postgres.Options{Migrate: true})
	if err != nil {
		return err
	}
	return s.Close()
}

func migrateSlowly(ctx context.Context, dsn string) error { return nil }
