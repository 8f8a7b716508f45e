package chat_test

import (
	"path/filepath"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
	"github.com/parleychat/parley/storage/sqlite"
)

// A storageKind is one kind of storage.
type storageKind struct {
	name string
	// fresh makes an empty one and returns how to open it, which stands for a start of
	// the program: what was open before is closed.
	fresh func(t *testing.T) (start func() chat.Storage)
}

func storageKinds() []storageKind {
	return []storageKind{
		{"Memory", func(*testing.T) func() chat.Storage {
			store := memory.New()
			return func() chat.Storage { return store }
		}},
		{"SQLite", func(t *testing.T) func() chat.Storage {
			path := filepath.Join(t.TempDir(), "chat.db")
			return starts(t, func() (*sqlite.Store, error) {
				return sqlite.Open(t.Context(), path, &sqlite.Options{Migrate: true})
			})
		}},
		{"PostgreSQL", func(t *testing.T) func() chat.Storage {
			dsn := pgtest.Open(t)
			return starts(t, func() (*postgres.Store, error) {
				return postgres.Open(t.Context(), dsn, &postgres.Options{Migrate: true})
			})
		}},
	}
}

// onEachStorage runs a test on each kind of storage.
func onEachStorage(t *testing.T, test func(t *testing.T, fresh func(t *testing.T) (start func() chat.Storage))) {
	t.Helper()
	for _, kind := range storageKinds() {
		t.Run(kind.name, func(t *testing.T) { test(t, kind.fresh) })
	}
}

// starts opens a store again and again, one at a time.
func starts[S interface {
	chat.Storage
	Close() error
}](t *testing.T, open func() (S, error)) func() chat.Storage {
	shut := func() error { return nil }
	t.Cleanup(func() {
		if err := shut(); err != nil {
			t.Error(err)
		}
	})
	return func() chat.Storage {
		t.Helper()
		if err := shut(); err != nil {
			t.Fatal(err)
		}
		store, err := open()
		if err != nil {
			t.Fatal(err)
		}
		shut = store.Close
		return store
	}
}
