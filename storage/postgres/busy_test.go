package postgres_test

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// TestBusy has a transaction of the host's hold the room.
func TestBusy(t *testing.T) {
	dsn := pgtest.Open(t)
	s := withLobby(t, dsn, nil)
	drivertest.Post(t, s, 1)
	tx, err := hostPool(t, dsn).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	hold(t, s, tx)
	drivertest.Busy{
		Open: func(t *testing.T, patience time.Duration) chat.Storage {
			return unmigrated(t, dsn, &postgres.Options{Patience: patience})
		},
		Is: postgres.Again,
		Release: func(t *testing.T) {
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
		},
	}.Run(t)
}

// hold edits a message in a transaction.
func hold(t *testing.T, s *postgres.Store, tx *sql.Tx) {
	t.Helper()
	_, err := s.Within(tx).UpdateMessage(t.Context(), "message-1", chat.Change{Kind: chat.MessageUpdated},
		func(m *chat.Message) error {
			m.Text = "by the host"
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTooManyConnections waits until there is one, says so if there is none in time, and
// does not take that for an answer.
func TestTooManyConnections(t *testing.T) {
	c := pgtest.Start(t, "fsync = off")
	dsn := c.Open(t)
	admin := hostPool(t, dsn)
	exec(t, admin, "CREATE ROLE mine LOGIN", "CREATE SCHEMA AUTHORIZATION mine")
	s := withLobby(t, as(t, dsn, "mine"), &postgres.Options{Schema: "mine", Patience: time.Millisecond})
	drivertest.Post(t, s, 1)
	conn := begin(t, s.Pool(), nil) // the only one
	exec(t, admin, "ALTER ROLE mine CONNECTION LIMIT 1")

	t.Run("Open", refusal{dsn: as(t, dsn, "mine"), says: "has no connection left"}.check)
	t.Run("ErrTooMany", func(t *testing.T) {
		_, err := s.Message(t.Context(), "message-1")
		outage(t, "Message", err)
		if !postgres.Again(err) {
			t.Errorf("Message: %v", err)
		}
	})
	t.Run("GoesOnAfterwards", func(t *testing.T) {
		done := make(chan error, 1)
		go func() {
			s, err := postgres.Open(t.Context(), as(t, dsn, "mine"), &postgres.Options{Schema: "mine", Patience: time.Minute})
			if err == nil {
				_, err = s.Message(t.Context(), "message-1")
				err = errors.Join(err, s.Close())
			}
			done <- err
		}()
		s.Pool().SetMaxIdleConns(0)
		if err := errors.Join(conn.Close(), <-done); err != nil {
			t.Error(err)
		}
	})
}
