package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

// host is a host with a database, a store around it and a transaction.
type host struct {
	db *sql.DB
	s  *sqlite.Store
	tx *sql.Tx
}

// eachHost runs a test in a *sql.Tx of the host's and in a bun.Tx.
func eachHost(t *testing.T, test func(t *testing.T, h host)) {
	for name, begin := range map[string]func(ctx context.Context, db *sql.DB) (*sql.Tx, error){
		"SQL": func(ctx context.Context, db *sql.DB) (*sql.Tx, error) { return db.BeginTx(ctx, nil) },
		"Bun": func(ctx context.Context, db *sql.DB) (*sql.Tx, error) {
			tx, err := bun.NewDB(db, sqlitedialect.New()).BeginTx(ctx, nil)
			return tx.Tx, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := hostPool(t, file(t), "&_txlock=immediate")
			s, err := sqlite.Wrap(db, nil)
			s = wrapped(t, s, err)
			drivertest.MakeLobby(t, s)
			drivertest.Post(t, s, 1)
			tx, err := begin(t.Context(), db)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback() }()
			test(t, host{db, s, tx})
		})
	}
}

// write does all that a host may do within its transaction.
func (h host) write(ctx context.Context) error {
	in := h.s.Within(h.tx)
	_, _, err := in.AddMessage(ctx, drivertest.Note("2"))
	_, err2 := in.CreateRoom(ctx, chat.Room{ID: "den", Kind: chat.Private}, []chat.Member{{User: "ann"}})
	_, _, err3 := in.AddMember(ctx, chat.Member{Room: "den", User: "bob"}, "ann")
	m, err4 := in.Message(ctx, "message-2")
	if err4 == nil && m.Seq != 2 {
		err4 = fmt.Errorf("seq %d", m.Seq)
	}
	return errors.Join(err, err2, err3, err4)
}

// stored checks how many notes there are, and whether there is anything in the den.
func (h host) stored(t *testing.T, notes int, den bool) {
	t.Helper()
	stored, err := drivertest.Holes(t.Context(), h.s)
	if err != nil || len(stored) != notes {
		t.Errorf("%d notes, want %d: %v", len(stored), notes, err)
	}
	_, room := h.s.Room(t.Context(), "den")
	_, member := h.s.Member(t.Context(), "den", "bob")
	_, log := h.s.Room(t.Context(), chat.UserLog("bob"))
	for what, err := range map[string]error{"room": room, "member": member, "log of the member": log} {
		if den && err != nil || !den && !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("the %s: %v", what, err)
		}
	}
}

func TestWithin(t *testing.T) {
	t.Run("Commit", func(t *testing.T) {
		eachHost(t, func(t *testing.T, h host) {
			if err := h.write(t.Context()); err != nil {
				t.Fatal(err)
			}
			h.stored(t, 1, false)
			if err := h.tx.Commit(); err != nil {
				t.Fatal(err)
			}
			h.stored(t, 2, true)
		})
	})
	t.Run("Rollback", func(t *testing.T) {
		eachHost(t, func(t *testing.T, h host) {
			if err := errors.Join(h.write(t.Context()), h.tx.Rollback()); err != nil {
				t.Fatal(err)
			}
			h.stored(t, 1, false)
			if m, _, err := h.s.AddMessage(t.Context(), drivertest.Note("3")); err != nil || m.Seq != 2 {
				t.Errorf("the next seq is %d: %v", m.Seq, err)
			}
		})
	})
	t.Run("ErrLeavesNoTrace", func(t *testing.T) {
		eachHost(t, func(t *testing.T, h host) {
			in := h.s.Within(h.tx)
			_, _, none := in.AddMember(t.Context(), chat.Member{Room: "none", User: "ann"}, "")
			_, twice := in.CreateRoom(t.Context(), chat.Room{ID: "attic", Kind: chat.Public, Slug: "lobby"}, nil)
			if !errors.Is(none, chat.ErrNotFound) || !errors.Is(twice, chat.ErrExists) {
				t.Errorf("%v; %v", none, twice)
			}
			if err := errors.Join(h.write(t.Context()), h.tx.Commit()); err != nil {
				t.Fatal(err)
			}
			h.stored(t, 2, true)
		})
	})
	t.Run("ErrTxDone", func(t *testing.T) {
		eachHost(t, func(t *testing.T, h host) {
			in := h.s.Within(h.tx)
			ended := in.(interface{ Ended() bool }).Ended
			if ended() {
				t.Error("ended before its end")
			}
			if err := h.tx.Commit(); err != nil || !ended() {
				t.Errorf("ended %t: %v", ended(), err)
			}
			_, _, add := in.AddMessage(t.Context(), drivertest.Note("2"))
			_, read := in.Room(t.Context(), drivertest.Lobby)
			if !errors.Is(add, sql.ErrTxDone) || !errors.Is(read, sql.ErrTxDone) {
				t.Errorf("%v; %v", add, read)
			}
		})
	})
}

// TestWithinCancelled ends the context of a call while it works.
func TestWithinCancelled(t *testing.T) {
	eachHost(t, func(t *testing.T, h host) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		in := h.s.Within(h.tx)
		_, err := in.UpdateMessage(ctx, "message-1", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error {
			m.Text = "late"
			cancel()
			return nil
		})
		_, _, err2 := in.AddMessage(ctx, drivertest.Note("2"))
		if !errors.Is(err, context.Canceled) || !errors.Is(err2, context.Canceled) {
			t.Errorf("%v; %v", err, err2)
		}
		if err := errors.Join(h.write(t.Context()), h.tx.Commit()); err != nil {
			t.Fatal(err)
		}
		h.stored(t, 2, true)
	})
}

// TestWithinOtherDatabase says what is wrong with a transaction on another one.
func TestWithinOtherDatabase(t *testing.T) {
	eachHost(t, func(t *testing.T, h host) {
		tx, err := hostPool(t, file(t), "").BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback() }()
		_, _, add := h.s.Within(tx).AddMessage(t.Context(), drivertest.Note("2"))
		_, read := h.s.Within(tx).Room(t.Context(), drivertest.Lobby)
		for what, err := range map[string]error{"AddMessage": add, "Room": read} {
			if err == nil || errors.Is(err, chat.ErrNotFound) || !strings.Contains(err.Error(), "is it one on the chat's database?") {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// TestWithinFullDisk has SQLite give up the host's transaction by itself. Nothing may be
// written after that: each statement would be a transaction of its own.
func TestWithinFullDisk(t *testing.T) {
	eachHost(t, func(t *testing.T, h host) {
		if err := h.write(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := h.tx.ExecContext(t.Context(), `PRAGMA max_page_count = 1`); err != nil {
			t.Fatal(err)
		}
		big := drivertest.Note("big")
		big.Text = strings.Repeat("x", 1<<20)
		in := h.s.Within(h.tx)
		_, _, full := in.AddMessage(t.Context(), big)
		_, _, after := in.AddMessage(t.Context(), drivertest.Note("3"))
		_, read := in.Room(t.Context(), drivertest.Lobby)
		for what, err := range map[string]error{"the one that does not fit": full, "a write after it": after, "a read after it": read} {
			if err == nil || !strings.Contains(err.Error(), "rolled the transaction back by itself") {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := h.tx.Commit(); err == nil {
			t.Error("what SQLite gave up was committed")
		}
		h.stored(t, 1, false)
	})
}
