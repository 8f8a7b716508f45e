// Package sqlite keeps a chat in one SQLite file: the driver for one process, from a
// laptop to a busy community. It needs no C compiler and no server.
//
//	store, err := sqlite.Open(ctx, "chat.db", &sqlite.Options{Migrate: true})
//	if err != nil {
//		return err
//	}
//	defer store.Close()
//	m, err := chat.New(store, authn, nil)
//
// # The file
//
// Beside chat.db stand chat.db-wal and chat.db-shm while it is open; they are part of
// the database, and a copy of the file alone is not a backup. Copy a database in use
// with VACUUM INTO or the sqlite3 shell's .backup. The file must be on a local disk:
// WAL mode does not work over a network. Several processes of one machine may use one
// file at once; they wait for each other's writes. A new file is readable by its owner
// only.
//
// # What survives
//
// A change that was acknowledged survives the death of the process, and unless
// Options.Relaxed is set also that of the machine. A change that was not acknowledged
// is there whole or not at all.
//
// Those who write at the same time wait for the disk together: their changes share a
// transaction, in which each succeeds or fails alone, and are acknowledged when it is
// committed.
//
// # What is removed
//
// What expires or is erased is overwritten in the file, and [Store.Scrub] empties the log
// that may still hold it. Backups are the operator's business.
//
// # Search
//
// Words are found by FTS5, which the driver in use has; on a pool of the host's it must be
// there too, or Migrate fails. The index holds no text, only hashes of words, so that what it
// leaves in its pages of what was removed cannot be read.
//
// # The schema
//
// Open changes no table unless Options.Migrate says so. A host that has its own
// migration tool feeds it the files of [Store.Migrations]; each of them enters itself
// in the table chat_schema, where [Store.CheckSchema] looks.
package sqlite
