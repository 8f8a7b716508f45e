package bunstore

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// A Dialect is all that differs between two databases, beside bun's own dialect and
// the migrations.
type Dialect struct {
	// Name starts the text of every error: "sqlite".
	Name string
	// Unique tells whether the database refused to have a unique or primary key
	// twice. Any other broken constraint is a defect, not a fact about the input.
	Unique func(err error) bool
	// Again tells whether a transaction that failed with err may succeed when it is
	// run again from its start.
	Again func(err error) bool
}

// Config is how a driver wants its Store.
type Config struct {
	Dialect Dialect
	// Prefix starts every table name.
	Prefix string
	// Patience is how long a busy database is tried again.
	Patience time.Duration
}

// Store is chat.Storage on a SQL database whose schema is current. It is safe for
// concurrent use.
type Store struct {
	write, read *bun.DB
	dialect     Dialect
	patience    time.Duration
	expiry      expiry
}

var _ chat.Storage = (*Store)(nil)

// New returns a Store that changes things through write and reads through read,
// which may be the same. Closing them is the caller's business.
func New(write, read *bun.DB, c Config) *Store {
	return &Store{
		write:    named(write, c.Prefix),
		read:     named(read, c.Prefix),
		dialect:  c.Dialect,
		patience: c.Patience,
	}
}

// tables are the names that queries use, without prefix.
var tables = [...]string{"users", "rooms", "members", "messages", "events", "revocations", "consumers", "cursors", "letters"}

// named makes ?rooms stand for the quoted name of the rooms table, and so on.
func named(db *bun.DB, prefix string) *bun.DB {
	for _, t := range tables {
		db = db.WithNamedArg(t, bun.Ident(prefix+t))
	}
	return db
}
