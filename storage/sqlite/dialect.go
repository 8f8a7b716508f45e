package sqlite

import (
	"context"
	"database/sql"

	"github.com/parleychat/parley/storage/internal/bunstore"
)

// dialectOf tells the shared queries what SQLite's result codes mean.
func dialectOf(c codes) bunstore.Dialect {
	return bunstore.Dialect{
		Name: "sqlite", Unique: c.unique, Again: c.busy, Strange: c.strange, OneWriter: true, Begun: begun,
		Terms: spaced, Match: match, Phrases: phrases, Aside: "+",
	}
}

// begun asks by beginning again, which SQLite refuses within a transaction and which
// changes nothing then. SQLite ends a transaction by itself when the disk is full, or
// when a context interrupts one of its writes, and database/sql does not hear of it.
func begun(ctx context.Context, tx *sql.Tx) bool {
	if _, err := tx.ExecContext(ctx, "BEGIN"); err != nil {
		return true
	}
	_, _ = tx.ExecContext(ctx, "ROLLBACK")
	return false
}
