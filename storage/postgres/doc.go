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
// # The schema
//
// Open changes no table unless Options.Migrate says so. A host that has its own
// migration tool feeds it the files of [Store.Migrations]; each of them enters itself
// in the table chat_schema, where [Store.CheckSchema] looks.
package postgres
