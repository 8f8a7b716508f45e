package bunstore

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// Config is how a driver wants its Store.
type Config struct {
	Dialect Dialect
	// Prefix starts every table name.
	Prefix string
	// Patience is how long a busy database is tried again.
	Patience time.Duration
	// Gate is closed by the driver before it closes its pools. Nil: it never is.
	Gate *Gate
	// Prepare keeps prepared statements on the writing connections, for pools that end with
	// the Store. Default false.
	Prepare bool
	// InTx is called in each transaction for every event that it is about to commit,
	// after all that the Store writes was written; message events come with the Message.
	// Its error undoes the change and is returned, wrapped. It may be called again for
	// the same event, when the transaction has to run again. Default nil.
	InTx Hook
}

// Store is chat.Storage on a SQL database whose schema is current. It is safe for
// concurrent use.
type Store struct {
	home    home
	writer  *bun.DB
	dialect Dialect
	hook    Hook
	gate    *Gate
	expiry  *expiry
}

var _ chat.Storage = (*Store)(nil)

// New returns a Store that changes things through write and reads through read,
// which may be the same. Closing them is the caller's business.
func New(write, read *bun.DB, c Config) *Store {
	for _, tell := range []*func(error) bool{
		&c.Dialect.Strange, &c.Dialect.Lost, &c.Dialect.Raced, &c.Dialect.Dangling,
	} {
		if *tell == nil {
			*tell = func(error) bool { return false }
		}
	}
	if c.Gate == nil {
		c.Gate = new(Gate)
	}
	write, read = named(write, c.Prefix), named(read, c.Prefix)
	return &Store{
		home:    newPooled(write, read, c),
		writer:  write,
		dialect: c.Dialect,
		hook:    c.InTx,
		gate:    c.Gate,
		expiry:  new(expiry),
	}
}

// tables are the names that queries use, without prefix.
var tables = [...]string{"users", "rooms", "members", "messages", "events", "revocations",
	"consumers", "cursors", "letters", "invites", "reactions", "revisions", "bookmarks",
	"paces", "sanctions", "reports", "acts", "blocks", "files", "dropped",
	"findable", "indexed", "terms",
	"bots", "bot_tokens", "webhooks", "deliveries",
	"mentions", "follows"}

// named makes ?rooms stand for the quoted name of the rooms table, and so on.
func named(db *bun.DB, prefix string) *bun.DB {
	for _, t := range tables {
		db = db.WithNamedArg(t, bun.Ident(prefix+t))
	}
	return db
}
