// Package bunstore holds every query of the SQL drivers, written once with bun.
//
// A driver opens its database, wraps the pools in bun and says in a [Dialect] how
// its database differs; [New] gives it all the methods of chat.Storage to embed:
//
//	write := bun.NewDB(pool, sqlitedialect.New())
//	store := bunstore.New(write, read, bunstore.Config{Dialect: dialect})
//
// The rules that keep the store's promises on any database:
//
//   - What changes a room does so in one transaction whose first statement is the
//     write that takes the room's next rev. SQLite takes the writer lock with it and
//     PostgreSQL the lock of the row, so rev order is commit order, and a rollback
//     gives the number back. Locks are taken in the order room, member, message.
//   - What the database refuses because it is busy is run again from its start, until
//     the patience or the context ends. What the host's hook returns is final.
//   - Where only one may write, those who wait share a transaction, each in a savepoint.
//   - Errors are told apart by the database's codes, never by their text.
//   - Table names stand in the SQL as named arguments (?rooms), so that the prefix is
//     applied and quoted in one place.
package bunstore
