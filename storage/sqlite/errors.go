package sqlite

import (
	"context"
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// codes tells the extended result code of an error, or 0 if it has none.
type codes func(err error) int

// native knows the errors of the driver that Open uses.
func native(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// or asks other, if there is one, about what c does not know.
func (c codes) or(other codes) codes {
	if other == nil {
		return c
	}
	return func(err error) int {
		if code := c(err); code != 0 || err == nil {
			return code
		}
		return other(err)
	}
}

// unique tells whether a key exists twice. Other broken constraints, such as a
// foreign key, say nothing of the kind.
func (c codes) unique(err error) bool {
	code := c(err)
	return code == lib.SQLITE_CONSTRAINT_UNIQUE || code == lib.SQLITE_CONSTRAINT_PRIMARYKEY
}

// busy tells whether another connection was in the way. The low byte is the class of
// the code: recovery, snapshot and shared-cache variants are busy too.
func (c codes) busy(err error) bool {
	class := c(err) & 0xff
	return class == lib.SQLITE_BUSY || class == lib.SQLITE_LOCKED
}

// strange tells whether a query of ours made no sense to the database: it has no such
// table or column.
func (c codes) strange(err error) bool { return c(err) == lib.SQLITE_ERROR }

// explain puts what can be wrong with a file into words.
func (c codes) explain(err error) error {
	switch c(err) & 0xff {
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
