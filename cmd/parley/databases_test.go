package main

import (
	"path/filepath"
	"testing"

	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// onEach runs a test on each kind of database; fresh makes one that is empty.
func onEach(t *testing.T, test func(t *testing.T, fresh func(t *testing.T) string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		test(t, func(t *testing.T) string { return filepath.Join(t.TempDir(), "parley.db") })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		test(t, func(t *testing.T) string { return pgtest.Open(t) })
	})
}

// on makes a process on a database of either kind, which is not running yet.
func on(t *testing.T, db string, args ...string) *process {
	t.Helper()
	p := &process{t: t, db: db, stderr: &safeBuffer{}, url: "http://" + freeAddr(t),
		args: append([]string{"--jwt-key-file", filepath.Join(t.TempDir(), "key")}, args...)}
	t.Cleanup(func() {
		if p.cmd != nil {
			p.kill()
		}
	})
	return p
}
