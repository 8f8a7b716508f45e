package sqlite_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/storage/sqlite"
)

// TestKilledWhilePosting kills a process that posts at full speed, several times, and
// looks for every message that it was told is stored.
func TestKilledWhilePosting(t *testing.T) {
	path := file(t)
	s := withRoom(t, path, nil)
	acknowledged := map[string]bool{}
	for round := range 10 {
		c := start(t, "post", path)
		for n := 20 + 15*round; n > 0; n-- {
			acknowledged[strings.TrimSpace(c.line(t))] = true
		}
		if err := c.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for { // what it was told before it died
			line, err := c.stdout.ReadString('\n')
			if err != nil {
				break
			}
			acknowledged[strings.TrimSpace(line)] = true
		}
		_ = c.cmd.Wait()
		stored, err := holes(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		for id := range acknowledged {
			if !stored[id] {
				t.Fatalf("round %d: message %s was acknowledged and is gone", round, id)
			}
		}
	}
	// The same after the last one closes the file and it is opened anew.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	stored, err := holes(t.Context(), open(t, path, nil))
	if err != nil || len(stored) < len(acknowledged) {
		t.Fatalf("%d of %d messages after opening again: %v", len(stored), len(acknowledged), err)
	}
	t.Logf("%d messages acknowledged, %d stored", len(acknowledged), len(stored))
}

// TestKilledWhileMigrating kills a process in the middle of a migration.
func TestKilledWhileMigrating(t *testing.T) {
	path := file(t)
	c := start(t, "migrate-slow", path)
	c.line(t)
	// It has written a good deal once the log is a megabyte.
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) {
		if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 1<<20 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the migration wrote nothing")
		}
	}
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.cmd.Wait()
	s, err := sqlite.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n := tables(t, s); n != 0 {
		t.Errorf("%d tables are left of half a migration", n)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckSchema(t.Context()); err != nil {
		t.Error(err)
	}
}

// tables counts the tables of a database.
func tables(t *testing.T, s *sqlite.Store) (n int) {
	t.Helper()
	err := s.Reader().QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_schema WHERE type = 'table'`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
