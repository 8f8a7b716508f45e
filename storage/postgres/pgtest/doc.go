// Package pgtest gives tests a real PostgreSQL server of their own.
//
//	func TestSomething(t *testing.T) {
//		store, err := postgres.Open(t.Context(), pgtest.Open(t), &postgres.Options{Migrate: true})
//		...
//	}
//
// [Open] makes a new, empty database on a server that all tests of the process share.
// The first call starts it, on a free port and in a directory of its own; when the
// process ends, however it ends, the server is stopped and its directory removed.
// There is nothing to close. Nothing else on the machine is touched, and a server that
// runs already is neither needed nor used.
//
// [Start] gives a test a whole server that nobody else uses, to be killed and started
// again:
//
//	c := pgtest.Start(t)
//	store, err := postgres.Open(t.Context(), c.Open(t), nil)
//	...
//	c.Kill(t) // as kill -9 does: every process at once, nothing is flushed
//	c.Restart(t)
//
// The servers are set up to find mistakes: their time zone is Asia/Kathmandu and their
// collation is not that of bytes.
//
// The programs initdb and postgres are looked for in PATH, in what pg_config names and
// in /usr/lib/postgresql. A test skips without them, and fails when PARLEY_E2E is 1.
// With PARLEY_POSTGRES set to the address of a server on which databases may be made,
// Open uses that one; Start always starts its own.
package pgtest
