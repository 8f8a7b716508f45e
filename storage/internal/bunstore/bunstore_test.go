package bunstore_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	driver "modernc.org/sqlite"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/bunstore"
)

// errAgain is what the database of these tests says when it wants to be asked again.
var errAgain = errors.New("again")

// open returns a store with a room and a message, whose database is busy when a
// change returns errAgain.
func open(t *testing.T, patience time.Duration) *bunstore.Store {
	t.Helper()
	s := newStore(t, openDatabase(t), bunstore.Config{Patience: patience})
	if _, _, err := s.AddMessage(t.Context(), chat.Message{ID: "m", Room: "lobby", Text: "text"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// openDatabase makes a database for the length of the test.
func openDatabase(t *testing.T) *bun.DB {
	t.Helper()
	connector, err := driver.NewConnector(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	db := bun.NewDB(sql.OpenDB(connector), sqlitedialect.New())
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	migrate(t, db)
	return db
}

// newStore returns a store with a room.
func newStore(t *testing.T, db *bun.DB, c bunstore.Config) *bunstore.Store {
	t.Helper()
	c.Prefix = "chat_"
	c.Dialect.Name = "test"
	c.Dialect.Unique = func(error) bool { return false }
	c.Dialect.Again = func(err error) bool { return errors.Is(err, errAgain) }
	s := bunstore.New(db, db, c)
	if _, err := s.CreateRoom(t.Context(), chat.Room{ID: "lobby", Kind: chat.Public}, nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// exec runs statements outside of a store.
func exec(t *testing.T, db *bun.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.DB.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// migrate gives a database the current schema.
func migrate(t *testing.T, db *bun.DB) {
	t.Helper()
	files, err := filepath.Glob("../../sqlite/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d migrations: %v", len(files), err)
	}
	for _, file := range files { // Glob sorts them
		schema, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		exec(t, db, string(schema))
	}
}

// edit runs an update whose transaction has to be run again some times, and tells how
// often it ran.
func edit(ctx context.Context, s *bunstore.Store, again int) (m chat.Message, runs int, err error) {
	m, err = s.UpdateMessage(ctx, "m", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error {
		runs++
		m.Text += "!"
		if runs <= again {
			return errAgain
		}
		return nil
	})
	return m, runs, err
}

func TestAgain(t *testing.T) {
	t.Run("OK", func(t *testing.T) {
		m, runs, err := edit(t.Context(), open(t, time.Minute), 3)
		if err != nil || runs != 4 || m.Text != "text!" || m.Rev != 2 {
			t.Errorf("after %d runs %+v: %v", runs, m, err)
		}
	})
	t.Run("ErrOutOfPatience", func(t *testing.T) {
		_, runs, err := edit(t.Context(), open(t, time.Millisecond), 1_000_000)
		if !errors.Is(err, errAgain) || runs < 1 {
			t.Errorf("after %d runs: %v", runs, err)
		}
	})
	t.Run("ErrCanceled", func(t *testing.T) {
		s := open(t, time.Hour)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		runs := 0
		_, err := s.UpdateMessage(ctx, "m", chat.Change{}, func(*chat.Message) error {
			if runs++; runs == 3 {
				cancel()
			}
			return errAgain
		})
		if !errors.Is(err, context.Canceled) || runs != 3 {
			t.Errorf("after %d runs: %v", runs, err)
		}
		if r, err := s.Room(t.Context(), "lobby"); err != nil || r.Rev != 1 {
			t.Errorf("rev %d: %v", r.Rev, err)
		}
	})
}

// TestBrokenConstraint is not ErrExists when the dialect does not say so.
func TestBrokenConstraint(t *testing.T) {
	s := open(t, time.Second)
	_, err := s.CreateRoom(t.Context(), chat.Room{ID: "lobby"}, nil)
	if err == nil || errors.Is(err, chat.ErrExists) {
		t.Errorf("CreateRoom: %v", err)
	}
}
