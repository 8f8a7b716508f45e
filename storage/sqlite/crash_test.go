package sqlite_test

import (
	"os"
	"testing"
	"time"

	"github.com/parleychat/parley/storage/internal/drivertest"
)

// TestKilledWhilePosting kills a process that posts at full speed, several times, and
// looks for every message that it was told is stored.
func TestKilledWhilePosting(t *testing.T) {
	path := file(t)
	s := withRoom(t, path, nil)
	acknowledged := drivertest.KilledWhilePosting(t, s, func() *drivertest.Child { return drivertest.Start(t, "post", path) })
	// The same after the last one closes the file and it is opened anew.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	drivertest.Stored(t, open(t, path, nil), acknowledged)
}

// TestKilledWhileMigrating kills a process in the middle of a migration.
func TestKilledWhileMigrating(t *testing.T) {
	path := file(t)
	begun := func() { // it has written a good deal once the log is a megabyte
		for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) {
			if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 1<<20 {
				return
			}
			if time.Now().After(deadline) {
				t.Fatal("the migration wrote nothing")
			}
		}
	}
	migrations.Killed(t, path, unmigrated(t, path, nil), begun, (*drivertest.Child).Kill)
}
