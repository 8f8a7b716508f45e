package pgtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// A test asks for a database and forgets about it.
func ExampleOpen() {
	_ = func(t *testing.T) {
		conn, err := pgx.Connect(t.Context(), pgtest.Open(t))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(t.Context()) }()
	}
}

// A test of what a crash leaves behind asks for a server of its own.
func ExampleStart() {
	_ = func(t *testing.T) {
		c := pgtest.Start(t)
		dsn := c.Open(t)
		c.Kill(t)
		c.Restart(t)
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(t.Context()) }()
	}
}
