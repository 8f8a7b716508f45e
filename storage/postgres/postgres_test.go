package postgres_test

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
	"github.com/parleychat/parley/storage/storagetest"
)

// TestPromises gives each promise tables of its own in one database, which costs less
// than a database, and a store opened in one of the three ways by turns: they share all but
// a line, and each further run of the suite takes a minute.
func TestPromises(t *testing.T) {
	dsn, n := pgtest.Open(t), atomic.Int64{}
	ways := []func(*testing.T, postgres.Options) *postgres.Store{opener(t, dsn), wrapper(t, dsn), bunWrapper(t, dsn)}
	storagetest.Run(t, func(t *testing.T) chat.Storage {
		i := n.Add(1)
		return ways[int(i)%len(ways)](t, postgres.Options{Schema: fmt.Sprint("forum_", i), Prefix: "talk_"})
	})
}

// TestDriver checks what the suite cannot, as it opens a store once.
func TestDriver(t *testing.T) {
	drivertest.Driver{
		New: func(t *testing.T) func(t *testing.T) drivertest.Store {
			dsn := pgtest.Open(t)
			return func(t *testing.T) drivertest.Store { return open(t, dsn, nil) }
		},
		Revocations: func(t *testing.T, s drivertest.Store) int {
			n, err := strconv.Atoi(ask(t, pool(t, s), "SELECT count(*) FROM chat_revocations"))
			if err != nil {
				t.Fatal(err)
			}
			return n
		},
	}.Run(t)
}

func opener(_ *testing.T, dsn string) func(*testing.T, postgres.Options) *postgres.Store {
	return func(t *testing.T, o postgres.Options) *postgres.Store { return open(t, dsn, &o) }
}

func wrapper(t *testing.T, dsn string) func(*testing.T, postgres.Options) *postgres.Store {
	db := hostPool(t, dsn)
	return func(t *testing.T, o postgres.Options) *postgres.Store {
		s, err := postgres.Wrap(db, &o)
		return migrated(t, s, err)
	}
}

func bunWrapper(t *testing.T, dsn string) func(*testing.T, postgres.Options) *postgres.Store {
	db := bun.NewDB(hostPool(t, dsn), pgdialect.New())
	return func(t *testing.T, o postgres.Options) *postgres.Store {
		s, err := postgres.WrapBun(db, &o)
		return migrated(t, s, err)
	}
}

// migrated makes a wrapped store ready for the length of the test.
func migrated(t *testing.T, s *postgres.Store, err error) *postgres.Store {
	t.Helper()
	if err == nil {
		err = s.Migrate(t.Context())
	}
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
