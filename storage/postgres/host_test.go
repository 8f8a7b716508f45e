package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// A host has a database with a table of its own, and the chat in it.
type host struct{ db *sql.DB }

// wrap opens another store there, for the length of the test.
func (h host) wrap(t *testing.T) *postgres.Store {
	t.Helper()
	s, err := postgres.Wrap(h.db, nil)
	return migrated(t, s, err)
}

// TestWithin checks what the host and the chat owe each other in a transaction.
func TestWithin(t *testing.T) {
	h := host{hostPool(t, pgtest.Open(t))}
	s := h.wrap(t)
	drivertest.MakeLobby(t, s)
	drivertest.Post(t, s, 1)
	if _, err := h.db.ExecContext(t.Context(), "CREATE TABLE orders (number integer)"); err != nil {
		t.Fatal(err)
	}
	// Each leaves a lobby without holes, with one more note and one more order, or none.
	for i, c := range []struct {
		name string
		more int
		do   func(t *testing.T, s *postgres.Store, id string)
	}{
		{"Commit", 1, h.commit},
		{"Rollback", 0, h.rollback},
		{"FailedWriteGoesOn", 1, h.failedWriteGoesOn},
		{"EndedWithContext", 1, h.endedContext},
		{"PoolStaysOpen", 0, h.poolStaysOpen},
	} {
		t.Run(c.name, func(t *testing.T) {
			notes, orders := h.count(t, s)
			c.do(t, s, fmt.Sprint("of the host ", i))
			nowNotes, nowOrders := h.count(t, s)
			if nowNotes != notes+c.more || nowOrders != orders+c.more {
				t.Errorf("%d notes and %d orders more instead of %d", nowNotes-notes, nowOrders-orders, c.more)
			}
		})
	}
}

func (h host) count(t *testing.T, s *postgres.Store) (notes, orders int) {
	t.Helper()
	clients, err := drivertest.Holes(t.Context(), s)
	if err = errors.Join(err, h.db.QueryRowContext(t.Context(), "SELECT count(*) FROM orders").Scan(&orders)); err != nil {
		t.Fatal(err)
	}
	return len(clients), orders
}

// begin begins a transaction that has an order and a note in it.
func (h host) begin(t *testing.T, s *postgres.Store, id string) (*sql.Tx, chat.Storage) {
	t.Helper()
	tx, err := h.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	if err := order(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	within := s.Within(tx)
	if _, _, err := within.AddMessage(t.Context(), drivertest.Note(id)); err != nil {
		t.Fatal(err)
	}
	if m, err := within.Message(t.Context(), drivertest.Note(id).ID); err != nil || m.Text != drivertest.Note(id).Text {
		t.Errorf("the transaction does not see what it wrote: %+v: %v", m, err)
	}
	return tx, within
}

func order(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO orders VALUES (42)")
	return err
}

func (h host) commit(t *testing.T, s *postgres.Store, id string) {
	tx, within := h.begin(t, s, id)
	if _, err := s.Message(t.Context(), drivertest.Note(id).ID); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("seen before the commit: %v", err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	ended(t, within)
}

func (h host) rollback(t *testing.T, s *postgres.Store, id string) {
	tx, within := h.begin(t, s, id)
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	ended(t, within)
}

// ended checks that nothing happens any more after the end of a transaction.
func ended(t *testing.T, within chat.Storage) {
	t.Helper()
	_, read := within.Room(t.Context(), drivertest.Lobby)
	_, _, write := within.AddMessage(t.Context(), drivertest.Note("too late"))
	if !errors.Is(read, sql.ErrTxDone) || !errors.Is(write, sql.ErrTxDone) {
		t.Errorf("after the end: Room: %v; AddMessage: %v", read, write)
	}
	if tells, ok := within.(interface{ Ended() bool }); !ok || !tells.Ended() {
		t.Error("the end is not told")
	}
}

// failedWriteGoesOn has writes fail in every way there is within a transaction.
func (h host) failedWriteGoesOn(t *testing.T, s *postgres.Store, id string) {
	tx, within := h.begin(t, s, id)
	_, err := within.CreateRoom(t.Context(), chat.Room{ID: "another", Slug: "lobby"}, nil)
	if !errors.Is(err, chat.ErrExists) {
		t.Errorf("CreateRoom: %v", err)
	}
	mine := errors.New("changed its mind")
	_, err = within.UpdateMessage(t.Context(), "message-1", chat.Change{}, func(*chat.Message) error { return mine })
	if !errors.Is(err, mine) {
		t.Errorf("UpdateMessage: %v", err)
	}
	_, err = within.UpdateMessage(t.Context(), "none", chat.Change{}, func(*chat.Message) error { return nil })
	if !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("UpdateMessage: %v", err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// endedContext ends a call, before or while the database works on it, and not the
// transaction.
func (h host) endedContext(t *testing.T, s *postgres.Store, id string) {
	tx, within := h.begin(t, s, id)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := within.UpdateMessage(ctx, "message-1", chat.Change{}, func(m *chat.Message) error {
		cancel()
		m.Text = "nobody waits for this"
		return nil
	})
	_, err2 := within.Room(ctx, drivertest.Lobby)
	if !errors.Is(err, context.Canceled) || !errors.Is(err2, context.Canceled) {
		t.Errorf("UpdateMessage: %v; Room: %v", err, err2)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// poolStaysOpen after the store is closed, which waits for what is under way.
func (h host) poolStaysOpen(t *testing.T, _ *postgres.Store, _ string) {
	s := h.wrap(t)
	closed := make(chan error, 1)
	_, err := s.UpdateMessage(t.Context(), "message-1", chat.Change{}, func(*chat.Message) error {
		go func() { closed <- s.Close() }()
		return errors.New("never mind")
	})
	if err == nil {
		t.Error("UpdateMessage: no error")
	}
	if err := errors.Join(<-closed, s.Close(), h.db.PingContext(t.Context())); err != nil {
		t.Error(err)
	}
	if _, err := s.Room(t.Context(), drivertest.Lobby); err == nil || errors.Is(err, chat.ErrNotFound) {
		t.Errorf("Room of a closed store: %v", err)
	}
}

// TestForeignTransaction is one on a database without the chat. There a read that the
// server refuses ends the transaction, as any statement of the host's would.
func TestForeignTransaction(t *testing.T) {
	s := withLobby(t, pgtest.Open(t), nil)
	tx, err := hostPool(t, pgtest.Open(t)).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	_, _, write := s.Within(tx).AddMessage(t.Context(), drivertest.Note("1"))
	if err := answers(t, tx); err != nil {
		t.Errorf("a write that fails ended the transaction: %v", err)
	}
	_, read := s.Within(tx).Message(t.Context(), "message-1")
	for what, err := range map[string]error{"AddMessage": write, "Message": read} {
		outage(t, what, err)
	}
	if answers(t, tx) == nil {
		t.Error("the transaction goes on, and the documentation does not know")
	}
}

func answers(t *testing.T, tx *sql.Tx) error {
	t.Helper()
	_, err := tx.ExecContext(t.Context(), "SELECT 1")
	return err
}
