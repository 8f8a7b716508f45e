package postgres_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// TestFullDisk keeps the tables on a file system of a few megabytes that fills up. Making
// one takes an administrator; TestDiskFullIsSaid needs none.
func TestFullDisk(t *testing.T) {
	c := pgtest.Start(t, "fsync = off")
	dsn := c.Open(t)
	host := hostPool(t, dsn)
	exec(t, host, fmt.Sprintf("CREATE TABLESPACE small LOCATION '%s'", smallDisk(t, c)))
	set(t, host, "default_tablespace = small")
	s := withLobby(t, dsn, nil)
	exec(t, s.Pool(), "CREATE TABLE filler (text text)")
	for err := error(nil); err == nil; {
		_, err = s.Pool().ExecContext(t.Context(), "INSERT INTO filler SELECT repeat('x', 1000) FROM generate_series(1, 8)")
	}
	n, err := 0, error(nil)
	for ; err == nil; n++ { // there may be room left in pages
		_, _, err = s.AddMessage(t.Context(), drivertest.Note(fmt.Sprint(n)))
	}
	outage(t, "AddMessage on a full disk", err)
	if words := postgres.Explain(err); words.Error() != "the server's disk is full: "+err.Error() {
		t.Errorf("in words: %v", words)
	}
	if clients, err := drivertest.Holes(t.Context(), s); err != nil || len(clients) != n-1 {
		t.Errorf("%d messages of %d after the failure: %v", len(clients), n-1, err)
	}
	exec(t, s.Pool(), "DROP TABLE filler", "CHECKPOINT")
	if m, _, err := s.AddMessage(t.Context(), drivertest.Note("room")); err != nil || m.Seq != int64(n) {
		t.Errorf("seq %d instead of %d once there is room: %v", m.Seq, n, err)
	}
}

// smallDisk is a directory of the server's with a file system of its own.
func smallDisk(t *testing.T, c *pgtest.Cluster) string {
	t.Helper()
	dir := filepath.Join(filepath.Dir(c.Dir()), "small")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m,mode=0700")
	if errors.Is(err, os.ErrPermission) {
		t.Skip("only an administrator can make a small disk: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // the server still has files open there
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	var owner syscall.Stat_t
	err = syscall.Stat(c.Dir(), &owner)
	if err = errors.Join(err, os.Chown(dir, int(owner.Uid), int(owner.Gid))); err != nil {
		t.Fatal(err)
	}
	return dir
}
