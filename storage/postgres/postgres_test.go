package postgres_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
	"github.com/parleychat/parley/storage/storagetest"
)

// TestPromises gives each promise a schema of its own in one database, which costs less
// than a database.
func TestPromises(t *testing.T) {
	dsn := pgtest.Open(t)
	var n atomic.Int64
	storagetest.Run(t, func(t *testing.T) chat.Storage {
		return open(t, dsn, &postgres.Options{Schema: fmt.Sprint("forum_", n.Add(1)), Prefix: "talk_", MaxConns: 4})
	})
}

// open opens a store with a current schema for the length of the test.
func open(t testing.TB, dsn string, opts *postgres.Options) *postgres.Store {
	t.Helper()
	var o postgres.Options
	if opts != nil {
		o = *opts
	}
	o.Migrate = true
	s, err := postgres.Open(t.Context(), dsn, &o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
