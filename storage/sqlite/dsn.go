package sqlite

import "net/url"

// Pragmas stand in the DSN because they belong to a connection: run through a pool
// they would hold for whichever connection happened to run them.
const (
	// First, so that it holds for the others. It is short because SQLite's own
	// waiting cannot be ended by a context; the longer waiting is done in Go.
	pragmaBusyTimeout = "busy_timeout(50)"
	// Readers see a snapshot and are never in the way of the writer.
	pragmaWAL = "journal_mode(WAL)"
	// FULL syncs the log at every commit, NORMAL only at checkpoints.
	pragmaSyncFull   = "synchronous(FULL)"
	pragmaSyncNormal = "synchronous(NORMAL)"
	// Off unless asked for, by connection.
	pragmaForeignKeys = "foreign_keys(1)"
	// Overwrites what is removed; see Scrub.
	pragmaSecureDelete = "secure_delete(1)"
	// What a savepoint may have to undo; in a file it would cost a system call for each page.
	pragmaTempInMemory = "temp_store(MEMORY)"
	// A reader that writes is a defect; this finds it.
	pragmaQueryOnly = "query_only(1)"
)

func writerParams(at location, o Options) url.Values {
	sync := pragmaSyncFull
	if o.Relaxed {
		sync = pragmaSyncNormal
	}
	return merge(at.params, url.Values{
		"_pragma": {pragmaBusyTimeout, pragmaWAL, sync, pragmaForeignKeys, pragmaSecureDelete, pragmaTempInMemory},
		// A transaction that reads first and then writes fails at once when another
		// wrote in between, however long it would wait; so each takes the lock first.
		"_txlock":      {"immediate"},
		"_time_format": {"sqlite"},
	})
}

func readerParams(at location) url.Values {
	return merge(at.params, url.Values{
		"_pragma":      {pragmaBusyTimeout, pragmaQueryOnly},
		"_time_format": {"sqlite"},
	})
}

func merge(a, b url.Values) url.Values {
	all := url.Values{}
	for _, values := range []url.Values{a, b} {
		for key, list := range values {
			all[key] = list
		}
	}
	return all
}
