package drivertest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"testing"
	"testing/fstest"

	"github.com/parleychat/parley/chat"
)

// A Migrated is a store of a driver, with what its tests see of it.
type Migrated interface {
	chat.Storage
	chat.SchemaChecker
	Migrate(ctx context.Context) error
	Migrations() fs.FS
	// MigrateWith runs other migrations than the store's.
	MigrateWith(ctx context.Context, files fs.FS) error
}

// Migrations are a driver's, and what it takes to test them.
type Migrations struct {
	// Frozen are the sums of those that were released, by file. None of them may ever
	// change, because databases exist that ran it; what is to change is a new file, added
	// here.
	Frozen map[string]string
	// Empty opens a new database as it is, for the length of the test.
	Empty func(t *testing.T, log *slog.Logger) Migrated
	// Tables counts the tables in the database of a store.
	Tables func(t *testing.T, s Migrated) int
	// Exec runs statements there as another tool would.
	Exec func(t *testing.T, s Migrated, sql string)
}

// unchanged compares the files with their sums.
func (m Migrations) unchanged(t *testing.T) {
	files := m.shipped(t, m.Empty(t, nil))
	if len(files) != len(m.Frozen) {
		t.Errorf("%d files and %d sums", len(files), len(m.Frozen))
	}
	for name, file := range files {
		sum := sha256.Sum256(file.Data)
		if got := hex.EncodeToString(sum[:]); got != m.Frozen[name] {
			t.Errorf("%s has changed: its sum is %s", name, got)
		}
	}
}

// shipped are the migrations of the store.
func (m Migrations) shipped(t *testing.T, s Migrated) fstest.MapFS {
	t.Helper()
	files, err := ships(s)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func ships(s Migrated) (fstest.MapFS, error) {
	names, err := fs.Glob(s.Migrations(), "*")
	files := fstest.MapFS{}
	for _, name := range names {
		text, err2 := fs.ReadFile(s.Migrations(), name)
		files[name], err = &fstest.MapFile{Data: text}, errors.Join(err, err2)
	}
	return files, err
}

// OnTop adds a migration to all those of the store.
func OnTop(s Migrated, sql string) (fs.FS, error) {
	files, err := ships(s)
	files[fmt.Sprintf("%04d_on_top.up.sql", len(files)+1)] = &fstest.MapFile{Data: []byte(sql)}
	return files, err
}

// MigrateSlowly is the part of a child that is killed in the middle of a migration, which
// it says it begins.
func MigrateSlowly(ctx context.Context, s Migrated, slow string) error {
	files, err := OnTop(s, slow)
	if err != nil {
		return err
	}
	fmt.Println("migrating")
	return s.MigrateWith(ctx, files)
}
