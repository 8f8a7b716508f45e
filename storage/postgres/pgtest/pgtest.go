package pgtest

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
)

// errMissing says that there is nothing to start.
var errMissing = errors.New("pgtest: no PostgreSQL here: install its server (on Debian: apt-get install postgresql) " +
	"or set PARLEY_POSTGRES to the address of one")

// shared is the server of this process. It never sees the end of a test, so that the
// next one finds it running; the watchdog stops it after the process.
var shared = sync.OnceValues(func() (*Cluster, error) {
	if address := os.Getenv("PARLEY_POSTGRES"); address != "" {
		return &Cluster{address: address}, nil
	}
	// What is in it is worth nothing after a crash.
	return start("fsync = off", "full_page_writes = off")
})

// Open returns the address of a new, empty database, as a URL. It is dropped when the
// test ends, whoever is still connected to it.
func Open(t testing.TB) string {
	t.Helper()
	c, err := shared()
	need(t, err)
	return c.Open(t)
}

// New is Open for where there is no test, such as TestMain. The function drops the
// database.
func New(ctx context.Context) (dsn string, drop func() error, err error) {
	c, err := shared()
	if err != nil {
		return "", nil, err
	}
	return c.create(ctx)
}

// Available tells whether tests that need a server can run, or have to.
func Available() bool {
	_, err := programs()
	return err == nil || os.Getenv("PARLEY_POSTGRES") != "" || required()
}

// Start returns a server that no other test uses, which survives being killed as one
// in production does. It is stopped and removed when the test ends. Settings are lines
// of postgresql.conf: "max_connections = 5".
func Start(t testing.TB, settings ...string) *Cluster {
	t.Helper()
	c, err := start(settings...)
	need(t, err)
	t.Cleanup(func() {
		if err := c.server.end(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func required() bool { return os.Getenv("PARLEY_E2E") == "1" }

// need ends the test unless err is nil: by skipping only when there is no PostgreSQL
// and nobody said that there has to be one.
func need(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, errMissing) && !required() {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}
