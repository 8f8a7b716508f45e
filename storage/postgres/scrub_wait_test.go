package postgres_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// TestScrubWaits for whoever sees an older state and for whoever holds a table, says who
// it is if they do not end, and goes on when they do.
func TestScrubWaits(t *testing.T) {
	c := pgtest.Start(t, "fsync = off", "max_prepared_transactions = 1")
	dsn := c.Open(t)
	s := withLobby(t, dsn, &postgres.Options{Patience: time.Minute})
	drivertest.Post(t, s, 1)
	host := hostPool(t, dsn)
	exec(t, host, "CREATE TABLE theirs (n int)")
	for name, other := range map[string]struct {
		begin, end []string
		says       string
	}{
		"Reader": {
			begin: []string{"BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM theirs"},
			end:   []string{"COMMIT"}, says: "process ",
		},
		"Writer": {
			begin: []string{"BEGIN", "INSERT INTO theirs VALUES (1)"},
			end:   []string{"ROLLBACK"}, says: "process ",
		},
		"Prepared": {
			begin: []string{"BEGIN", "INSERT INTO theirs VALUES (1)", "PREPARE TRANSACTION 'two of us'"},
			end:   []string{"ROLLBACK PREPARED 'two of us'"}, says: "two of us",
		},
		"Lock": {
			begin: []string{"BEGIN", "LOCK TABLE chat_users IN ACCESS SHARE MODE"},
			end:   []string{"COMMIT"}, says: "another program holds",
		},
	} {
		t.Run(name, func(t *testing.T) {
			conn := begin(t, host, other.begin)
			// Written after they began, and removed before the next Scrub.
			if err := s.Revoke(t.Context(), name, time.Now()); err != nil {
				t.Fatal(err)
			}
			impatient, err := postgres.Wrap(s.Pool(), &postgres.Options{Patience: time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			if err := impatient.Scrub(t.Context()); err == nil || !strings.Contains(err.Error(), other.says) {
				t.Errorf("the error does not say %q: %v", other.says, err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			if err := s.Scrub(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the context does not end the waiting: %v", err)
			}
			done := make(chan error, 1)
			go func() { done <- s.Scrub(t.Context()) }()
			for _, query := range other.end {
				if _, err := conn.ExecContext(t.Context(), query); err != nil {
					t.Fatal(err)
				}
			}
			if err := <-done; err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// begin runs queries on one connection, which is kept as they leave it.
func begin(t *testing.T, db *sql.DB, queries []string) *sql.Conn {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	for _, query := range queries {
		if _, err := conn.ExecContext(t.Context(), query); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	return conn
}

// TestScrubSparesOthers: while many write and others scrub, all of it succeeds.
func TestScrubSparesOthers(t *testing.T) {
	s := withLobby(t, pgtest.Open(t), &postgres.Options{Patience: time.Minute})
	w := startWriters(t, s, 4)
	w.wait(10)
	failed := make(chan error)
	for range 2 {
		go func() {
			var all []error
			for range 3 {
				all = append(all, s.Scrub(t.Context()))
			}
			failed <- errors.Join(all...)
		}()
	}
	for range 2 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	w.wait(10)
	drivertest.Stored(t, s, w.stop())
}

// TestScrubRights: the owner of the tables may scrub, and is told what only an
// administrator may do; nobody else can.
func TestScrubRights(t *testing.T) {
	c := pgtest.Start(t, "fsync = off")
	dsn := c.Open(t)
	admin := hostPool(t, dsn)
	exec(t, admin, "CREATE ROLE mine LOGIN", "CREATE ROLE other LOGIN", "CREATE SCHEMA AUTHORIZATION mine")
	var log bytes.Buffer
	o := &postgres.Options{Schema: "mine", Logger: slog.New(slog.NewTextHandler(&log, nil))}
	s := withLobby(t, as(t, dsn, "mine"), o)
	exec(t, admin, "GRANT USAGE ON SCHEMA mine TO other", "GRANT ALL ON ALL TABLES IN SCHEMA mine TO other")
	drivertest.NoByteIsLeft(t, s, inTables(c), func(string) { exec(t, admin, "CHECKPOINT") })
	if n := strings.Count(log.String(), "later checkpoints"); n != 2*2 { // two erasures
		t.Errorf("told %d times what may not be done: %s", n, log.String())
	}
	err := unmigrated(t, as(t, dsn, "other"), o).Scrub(t.Context())
	if err == nil || !strings.Contains(err.Error(), "only the owner of the tables") {
		t.Errorf("as another: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err == nil {
		t.Error("a closed store was scrubbed")
	}
}

// inTables looks everywhere but in the write-ahead log.
func inTables(c *pgtest.Cluster) drivertest.Found {
	return func(t testing.TB, needle string) map[string]int {
		t.Helper()
		all := everywhere(c)(t, needle)
		for name := range all {
			if strings.HasPrefix(name, "pg_wal/") {
				delete(all, name)
			}
		}
		return all
	}
}

// TestScrubRewritesAll looks which tables are kept in other files than before: all but
// those from which nothing goes.
func TestScrubRewritesAll(t *testing.T) {
	s := open(t, pgtest.Open(t), nil)
	files := func() string {
		return ask(t, s.Pool(), "SELECT string_agg(relfilenode::text, ',') FROM pg_class "+
			"WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT IN ('chat_schema', 'chat_consumers')")
	}
	before := strings.Split(files(), ",")
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := strings.Split(files(), ",")
	for _, file := range before {
		if slices.Contains(after, file) {
			t.Error("left as it was: ", ask(t, s.Pool(), "SELECT relname FROM pg_class WHERE relfilenode = "+file))
		}
	}
	if len(before) < 5 {
		t.Errorf("only %d tables", len(before))
	}
}

// TestScrubKeepsWhatIsThere also for those who go on reading.
func TestScrubKeepsWhatIsThere(t *testing.T) {
	s := withLobby(t, pgtest.Open(t), nil)
	drivertest.Post(t, s, 20)
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	clients, err := drivertest.Holes(t.Context(), s)
	if err != nil || len(clients) != 20 {
		t.Errorf("%d messages: %v", len(clients), err)
	}
	if m, _, err := s.AddMessage(t.Context(), drivertest.Note("21")); err != nil || m.Seq != 21 {
		t.Errorf("seq %d: %v", m.Seq, err)
	}
}
