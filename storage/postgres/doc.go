// Package postgres keeps a chat in a PostgreSQL database, version 12 or newer: the driver
// for communities that have one, and for more than one node.
//
//	store, err := postgres.Open(ctx, os.Getenv("DATABASE_URL"), &postgres.Options{Migrate: true})
//	if err != nil {
//		return err
//	}
//	defer store.Close()
//	m, err := chat.New(store, authn, nil)
//
// # The host's database
//
// A host that has its pool open already hands it over: see [Wrap] and [WrapBun]. Every
// table carries a prefix and may stand in a schema of its own; none refers to a table of
// the host, nor changes one. Keys are compared byte by byte and times kept in UTC
// whatever the collation and the time zone of the database.
//
// Nothing is kept in a session (no prepared statement, no setting, no lock), so that
// PgBouncer may stand in between in transaction mode.
//
// # What survives
//
// A change that was acknowledged is as durable as the server makes its commits: with
// synchronous_commit off it may be lost when the server crashes, and then a rev that
// somebody saw is given out again for something else. A change that was not acknowledged
// is there whole or not at all.
//
// While the server restarts or fails over, calls try again until Options.Patience is out.
// Only a commit that nobody answered is not tried again, as nobody knows whether it
// happened: that call fails, and sending a message again under its client ID is safe.
//
// # What is removed
//
// What expires or is erased is gone for every query at once. PostgreSQL keeps the bytes:
// [Store.Scrub] writes the tables anew without them, so that they are in no file of a
// table, an index or the planner's statistics. The chat stands still while each table is
// written. It waits for transactions that see an older state; prepared ones, and
// replication slots that were left behind, keep removed rows for ever.
//
// The write-ahead log holds them until the server removes its segments: with
// wal_recycle = off that is when Scrub may call pg_switch_wal and CHECKPOINT (a superuser
// may; others with EXECUTE on the one and as a member of pg_checkpoint), otherwise at
// later checkpoints. With wal_recycle on, which is the default, an old segment keeps its
// bytes until it is used again. Archives of the log, backups, the logs of standbys, and
// the server's own log, which may quote statements that failed or were slow, are the
// operator's business.
//
// # Search
//
// Words are found by a GIN index over a tsvector that holds no text, only hashes of words and
// their places. No text search configuration, collation or extension is needed.
//
// # The schema
//
// Open changes no table unless Options.Migrate says so. A host that has its own
// migration tool feeds it the files of [Store.Migrations]; each of them enters itself
// in the table chat_schema, where [Store.CheckSchema] looks.
package postgres
