package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

// foundIn looks into the files of the database at path.
func foundIn(path string) drivertest.Found {
	return func(t testing.TB, needle string) map[string]int {
		t.Helper()
		all := map[string]int{}
		for _, name := range []string{path, path + "-wal", path + "-shm"} {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(text, []byte(needle)); n > 0 {
				all[filepath.Base(name)] = n
			}
		}
		return all
	}
}

// TestNoByteIsLeft of somebody who was erased, nor of messages that expired.
func TestNoByteIsLeft(t *testing.T) {
	path := file(t)
	s := withRoom(t, path, &sqlite.Options{Relaxed: true})
	drivertest.NoByteIsLeft(t, s, foundIn(path), func(string) {})
}

// TestScrubWaitsForReaders shows that somebody who reads an older state is waited for,
// and that it is an error if they do not end.
func TestScrubWaitsForReaders(t *testing.T) {
	path := file(t)
	s := withRoom(t, path, &sqlite.Options{BusyTimeout: 50 * time.Millisecond})
	drivertest.Post(t, s, 1)
	reader := reading(t, path)
	if _, _, err := s.AddMessage(t.Context(), drivertest.Note("2")); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err == nil || !strings.Contains(err.Error(), "reading the database") {
		t.Fatalf("with a reader: %v", err)
	}
	dead, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Scrub(dead); !errors.Is(err, context.Canceled) {
		t.Errorf("without time: %v", err)
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log: %v, %v", info, err)
	}
}

// reading is a transaction that sees the database as it is now.
func reading(t *testing.T, path string) *sql.Tx {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRowContext(t.Context(), "SELECT count(*) FROM chat_rooms").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return tx
}

// TestScrubOfOtherPools shows that a pool which leaves text in the file is not called
// clean.
func TestScrubOfOtherPools(t *testing.T) {
	path := file(t)
	withRoom(t, path, nil)
	for pragma, clean := range map[string]bool{"": false, "?_pragma=secure_delete(FAST)": false, "?_pragma=secure_delete(1)": true} {
		db, err := sql.Open("sqlite", "file:"+path+pragma)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.Wrap(db, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Scrub(t.Context()); (err == nil) != clean || err != nil && !strings.Contains(err.Error(), "secure_delete") {
			t.Errorf("with %q: %v", pragma, err)
		}
		if err := errors.Join(s.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	}
}

// TestScrubInMemory has nothing to do.
func TestScrubInMemory(t *testing.T) {
	s := withRoom(t, sqlite.Memory, nil)
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err == nil {
		t.Error("a closed store was scrubbed")
	}
}
