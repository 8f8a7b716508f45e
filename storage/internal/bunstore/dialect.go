package bunstore

import (
	"context"
	"database/sql"
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
	// Lost tells whether the connection broke. A COMMIT that was under way then may have
	// happened or not, and is never run again. Default: there is none to break.
	Lost func(err error) bool
	// Raced tells whether the database gave up a transaction because of what others did at
	// the same time. Default: it never does.
	Raced func(err error) bool
	// Dangling tells whether a row would refer to one that is not there. Default: nothing
	// can go away while a transaction writes.
	Dangling func(err error) bool
	// Strange tells whether a query failed because the database has no such table or
	// column. Default: it never does.
	Strange func(err error) bool
	// OneWriter says that the database lets one transaction at a time write, so that those
	// who wait for it may as well share one. Default false.
	OneWriter bool
	// Terms is the words of a text as the column terms of the table findable has them.
	Terms func(words []string) string
	// Match is the condition that a row d of findable has all of the phrases that its
	// argument asks for, which is what Phrases makes of them.
	Match   string
	Phrases func(phrases [][]string) string
	// Aside stands before a column by whose index a search for words shall not go. Default
	// "": the database knows which of its indexes are good for what.
	Aside string
	// Begun tells whether the database is in a transaction, where it may have ended
	// one that tx still believes in. Default: there it cannot.
	Begun func(ctx context.Context, tx *sql.Tx) bool
}
