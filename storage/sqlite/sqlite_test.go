package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
	"github.com/parleychat/parley/storage/storagetest"
)

func TestPromises(t *testing.T) {
	for name, path := range map[string]func(t *testing.T) string{
		"File":   file,
		"Memory": func(*testing.T) string { return sqlite.Memory },
	} {
		t.Run(name, func(t *testing.T) {
			storagetest.Run(t, func(t *testing.T) chat.Storage {
				// No promise is about power failures, and the tests need not wait for the disk.
				return open(t, path(t), &sqlite.Options{Relaxed: true, Prefix: "forum_talk_"})
			})
		})
	}
}

// TestDriver checks what the suite cannot, as it opens a store once.
func TestDriver(t *testing.T) {
	drivertest.Driver{
		New: func(t *testing.T) func(t *testing.T) drivertest.Store {
			path := file(t)
			return func(t *testing.T) drivertest.Store { return open(t, path, nil) }
		},
		Revocations: func(t *testing.T, s drivertest.Store) (n int) {
			err := pool(t, s).QueryRowContext(t.Context(), `SELECT count(*) FROM chat_revocations`).Scan(&n)
			if err != nil {
				t.Fatal(err)
			}
			return n
		},
	}.Run(t)
}

// file is where a new database may be.
func file(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "chat.db")
}

// open opens a store with a current schema for the length of the test.
func open(t testing.TB, path string, opts *sqlite.Options) *sqlite.Store {
	t.Helper()
	var o sqlite.Options
	if opts != nil {
		o = *opts
	}
	o.Migrate = true
	s, err := sqlite.Open(t.Context(), path, &o)
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

// withRoom opens a store that has the room of drivertest.Note.
func withRoom(t testing.TB, path string, opts *sqlite.Options) *sqlite.Store {
	t.Helper()
	s := open(t, path, opts)
	drivertest.MakeLobby(t, s)
	return s
}
