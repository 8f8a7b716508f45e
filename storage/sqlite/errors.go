package sqlite

import (
	"context"
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/parleychat/parley/storage/internal/bunstore"
)

// dialect tells the shared queries what SQLite's result codes mean.
func dialect() bunstore.Dialect {
	return bunstore.Dialect{Name: "sqlite", Unique: unique, Again: busy}
}

// code is the extended result code of err, or 0.
func code(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// unique tells whether a key exists twice. Other broken constraints, such as a
// foreign key, say nothing of the kind.
func unique(err error) bool {
	c := code(err)
	return c == lib.SQLITE_CONSTRAINT_UNIQUE || c == lib.SQLITE_CONSTRAINT_PRIMARYKEY
}

// busy tells whether another connection was in the way. The low byte is the class of
// the code: recovery, snapshot and shared-cache variants are busy too.
func busy(err error) bool {
	class := code(err) & 0xff
	return class == lib.SQLITE_BUSY || class == lib.SQLITE_LOCKED
}

// explain puts what can be wrong with a file into words.
func explain(err error) error {
	switch code(err) & 0xff {
	case lib.SQLITE_NOTADB:
		return fmt.Errorf("the file is not a SQLite database: %w", err)
	case lib.SQLITE_CORRUPT:
		return fmt.Errorf("the database is damaged: %w", err)
	case lib.SQLITE_READONLY:
		return fmt.Errorf("the database is read-only and the chat must write it: %w", err)
	case lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		return fmt.Errorf("the file, or one beside it, cannot be opened for writing: %w", err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return fmt.Errorf("the database is in use by another program: %w", err)
	case lib.SQLITE_FULL:
		return fmt.Errorf("the disk is full: %w", err)
	}
	return err
}

// endedBy says that what failed after ctx ended failed because of that.
func endedBy(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}
