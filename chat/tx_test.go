package chat_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// hosted is a module on the database of a host, which keeps orders there.
type hosted struct {
	*world
	db   *sql.DB
	from *sqlite.Store
}

func newHosted(t *testing.T, change ...func(*chat.Options)) *hosted {
	t.Helper()
	file := filepath.ToSlash(filepath.Join(t.TempDir(), "host.db"))
	return hostedIn(t, "file:"+file+"?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)&_txlock=immediate", 0, change...)
}

// hostedIn opens the database with at most so many connections; 0 is any number.
func hostedIn(t *testing.T, dsn string, connections int, change ...func(*chat.Options)) *hosted {
	t.Helper()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(connections)
	store, err := sqlite.Wrap(db, nil)
	if err == nil {
		err = store.Migrate(t.Context())
	}
	if err == nil {
		_, err = db.ExecContext(t.Context(), `CREATE TABLE orders (number INTEGER)`)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return &hosted{worldOver(t, store, change...), db, store}
}

// begin starts a transaction of the host.
func (h *hosted) begin() (*sql.Tx, *chat.Tx) {
	h.Helper()
	sqlTx, err := h.db.BeginTx(context.Background(), nil)
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { _ = sqlTx.Rollback() })
	return sqlTx, h.Within(h.from.Within(sqlTx))
}

// order writes a row of the host and says so in the lobby, and commits if it may.
func (h *hosted) order(author chat.User, number int, commit bool) error {
	sqlTx, err := h.db.BeginTx(h.Context(), nil)
	if err != nil {
		return err
	}
	defer func() { _ = sqlTx.Rollback() }()
	tx := h.Within(h.from.Within(sqlTx))
	defer tx.Done()
	if _, err := sqlTx.ExecContext(h.Context(), `INSERT INTO orders VALUES (?)`, number); err != nil {
		return err
	}
	if _, _, err := tx.Post(h.Context(), author.ID, h.Lobby(), chat.Draft{Text: fmt.Sprint("Order ", number)}); err != nil {
		return err
	}
	if !commit {
		return errors.New("changed its mind")
	}
	return sqlTx.Commit()
}

func (h *hosted) orders() (n int) {
	h.Helper()
	if err := h.db.QueryRowContext(h.Context(), `SELECT count(*) FROM orders`).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

func (h *hosted) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func TestWithin(t *testing.T) {
	t.Run("ACommitMakesItVisibleAndPublishesIt", func(t *testing.T) {
		h := newHosted(t)
		ann := h.user("ann")
		sqlTx, tx := h.begin()
		msg, created, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "paid"})
		if err != nil || !created || msg.Author.DisplayName != "ann" {
			t.Fatalf("got %+v, %v, %v", msg, created, err)
		}
		if got, err := tx.Message(t.Context(), ann.ID, msg.ID); err != nil || got.Text != "paid" {
			t.Errorf("within: %+v, %v", got, err)
		}
		if _, err := h.Message(t.Context(), ann.ID, msg.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("before the commit: %v", err)
		}
		if len(h.events) > 0 {
			t.Error("published before the commit")
		}
		h.must(sqlTx.Commit())
		tx.Done()
		if ev := h.next(); ev.Rev != 1 || ev.Message == nil || ev.Message.ID != msg.ID || ev.Message.Text != "paid" {
			t.Errorf("got %+v", ev)
		}
	})
	t.Run("ARollbackLeavesNothing", func(t *testing.T) {
		h := newHosted(t)
		ann := h.user("ann")
		if err := h.order(ann, 1, false); err == nil {
			t.Fatal("it was committed")
		}
		h.must(h.order(ann, 2, true))
		if ev := h.next(); ev.Rev != 1 || ev.Message.Text != "Order 2" {
			t.Errorf("got %+v", ev)
		}
		h.must(h.Shutdown(t.Context()))
		if n := h.orders(); n != 1 || len(h.events) > 0 {
			t.Errorf("%d orders, and %d more events", n, len(h.events))
		}
	})
	t.Run("DoneMayBeForgotten", func(t *testing.T) {
		h := newHosted(t)
		ann := h.user("ann")
		for i := range 3 {
			sqlTx, tx := h.begin()
			_, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "x"})
			h.must(errors.Join(err, sqlTx.Commit()))
			if ev := h.next(); ev.Rev != int64(i)+1 {
				t.Fatalf("got %+v", ev)
			}
		}
	})
	t.Run("DoneMayComeFirstAndTwice", func(t *testing.T) {
		h := newHosted(t)
		ann := h.user("ann")
		sqlTx, tx := h.begin()
		_, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "one"})
		tx.Done()
		_, _, err2 := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "two"})
		tx.Done()
		h.must(errors.Join(err, err2, sqlTx.Commit()))
		if one, two := h.next(), h.next(); one.Rev != 1 || two.Rev != 2 {
			t.Errorf("got %+v, %+v", one, two)
		}
	})
	t.Run("EverythingThatTheModuleCanDo", func(t *testing.T) { everythingWithin(t, newHosted(t)) })
	t.Run("OneConnectionIsEnough", func(t *testing.T) {
		everythingWithin(t, hostedIn(t, "file:"+strings.ReplaceAll(t.Name(), "/", "-")+"?mode=memory&_txlock=immediate", 1))
	})
	t.Run("WhatFailsLeavesNoTrace", func(t *testing.T) {
		h := newHosted(t)
		ann, bob := h.user("ann"), h.user("bob")
		sqlTx, tx := h.begin()
		post := func(text, client string) (chat.Message, error) {
			msg, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: text, ClientID: client})
			return msg, err
		}
		msg, err := post("one", "1")
		h.must(err)
		for name, is := range map[string]struct {
			want error
			do   func() error
		}{
			"blank":    {chat.ErrInvalid, func() error { _, err := post(" ", "2"); return err }},
			"reused":   {chat.ErrReused, func() error { _, err := post("two", "1"); return err }},
			"not hers": {chat.ErrForbidden, func() error { _, err := tx.Delete(t.Context(), bob.ID, msg.ID); return err }},
			"no room":  {chat.ErrNotFound, func() error { _, err := tx.Room(t.Context(), ann.ID, "nowhere"); return err }},
			"slug": {chat.ErrExists, func() error {
				_, err := tx.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "lobby", Name: "L"})
				return err
			}},
			"a user's":  {chat.ErrNotFound, func() error { _, err := tx.AddMember(t.Context(), "", chat.UserLog(ann.ID), bob.ID); return err }},
			"cancelled": {context.Canceled, func() error { _, err := tx.Edit(cancelled(t), ann.ID, msg.ID, chat.Edit{Text: "x"}); return err }},
		} {
			if err := is.do(); !errors.Is(err, is.want) {
				t.Errorf("%s: %v, want %v", name, err, is.want)
			}
		}
		last, err := post("last", "3")
		h.must(errors.Join(err, sqlTx.Commit()))
		tx.Done()
		if last.Seq != 2 {
			t.Errorf("what failed took a Rev: %+v", last)
		}
		if one, two := h.next(), h.next(); one.Message.Text != "one" || two.Message.Text != "last" {
			t.Errorf("got %+v, %+v", one, two)
		}
	})
	t.Run("ErrTxDone", func(t *testing.T) {
		h := newHosted(t)
		ann := h.user("ann")
		for name, end := range map[string]func(*sql.Tx) error{"commit": (*sql.Tx).Commit, "rollback": (*sql.Tx).Rollback} {
			sqlTx, tx := h.begin()
			h.must(end(sqlTx))
			_, err1 := tx.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "late"})
			_, _, err2 := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "late"})
			_, err3 := tx.Room(t.Context(), ann.ID, "lobby")
			for _, err := range []error{err1, err2, err3} {
				if !errors.Is(err, sql.ErrTxDone) || errors.Is(err, chat.ErrNotFound) {
					t.Errorf("after %s: %v", name, err)
				}
			}
			tx.Done()
		}
	})
	t.Run("ErrNoStorage", func(t *testing.T) {
		w := newWorld(t)
		if _, err := w.Within(nil).Room(t.Context(), "", "lobby"); err == nil {
			t.Error("no error")
		}
	})
	t.Run("ManyAtOnce", func(t *testing.T) {
		const writers, each = 6, 8
		h := newHosted(t)
		ann := h.user("ann")
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				for j := range each {
					commit := j%4 != 3
					if err := h.order(ann, i*each+j, commit); (err == nil) != commit {
						t.Error(err)
					}
					if _, _, err := h.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "between"}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		h.must(h.Shutdown(t.Context()))
		const committed = writers * each / 4 * 3
		close(h.events)
		var rev int64
		for ev := range h.events {
			if rev++; ev.Rev != rev {
				t.Fatalf("event %d is of rev %d", rev, ev.Rev)
			}
		}
		if want := int64(committed + writers*each); rev != want || h.orders() != committed {
			t.Errorf("%d events, want %d; %d orders, want %d", rev, want, h.orders(), committed)
		}
	})
}

// cancelled is a context that has ended.
func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// everythingWithin does everything in one transaction, and wants all of it published.
func everythingWithin(t *testing.T, h *hosted) {
	ann := h.user("ann")
	sqlTx, tx := h.begin()
	bob, err := tx.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "bob", Name: "Bob"})
	h.must(err)
	room, err := tx.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "orders", Name: "Orders"})
	h.must(err)
	_, err = tx.AddMember(t.Context(), ann.ID, room.ID, bob.ID)
	h.must(err)
	msg, _, err := tx.Post(t.Context(), bob.ID, room.ID, chat.Draft{Text: "frist"})
	h.must(err)
	_, err = tx.Edit(t.Context(), bob.ID, msg.ID, chat.Edit{Text: "first", IfRev: msg.Rev})
	h.must(err)
	gone, _, err := tx.Post(t.Context(), ann.ID, room.ID, chat.Draft{Text: "gone"})
	h.must(err)
	_, err = tx.Delete(t.Context(), ann.ID, gone.ID)
	h.must(err)
	if r, err := tx.Room(t.Context(), bob.ID, "orders"); err != nil || r.Rev != 5 {
		t.Errorf("within: %+v, %v", r, err)
	}
	h.must(sqlTx.Commit())
	tx.Done()
	h.must(h.Shutdown(t.Context()))
	close(h.events)
	told := map[chat.RoomID]string{}
	for ev := range h.events {
		told[ev.Room] += fmt.Sprint(ev.Rev, " ", ev.Kind, ", ")
	}
	want := map[chat.RoomID]string{
		room.ID:              "1 member.joined, 2 message.created, 3 message.updated, 4 message.created, 5 message.deleted, ",
		chat.UserLog(ann.ID): "1 room.added, ", chat.UserLog(bob.ID): "1 room.added, ",
	}
	for log, events := range want {
		if told[log] != events {
			t.Errorf("%s: told %s, want %s", log, told[log], events)
		}
	}
}

func TestWithinAndShutdown(t *testing.T) {
	t.Run("WaitsForWhatWasWritten", func(t *testing.T) {
		h := newHosted(t)
		ann := h.user("ann")
		sqlTx, tx := h.begin()
		_, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "one"})
		h.must(err)
		ended := make(chan error)
		go func() { ended <- h.Shutdown(context.Background()) }()
		for !closed(h) {
		}
		select {
		case err := <-ended:
			t.Fatalf("it did not wait: %v", err)
		default:
		}
		_, _, err = tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "two"})
		h.must(errors.Join(err, sqlTx.Commit()))
		tx.Done()
		h.must(<-ended)
		if len(h.events) != 2 {
			t.Errorf("%d events", len(h.events))
		}
	})
	t.Run("GivesUpWithItsContext", func(t *testing.T) {
		h := newHosted(t)
		ann := h.user("ann")
		_, tx := h.begin()
		_, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "never committed"})
		h.must(err)
		if err := h.Shutdown(cancelled(t)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrClosed", func(t *testing.T) {
		h := newHosted(t)
		ann := h.user("ann")
		_, tx := h.begin()
		h.must(h.Shutdown(t.Context()))
		if _, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "late"}); !errors.Is(err, chat.ErrClosed) {
			t.Errorf("got %v", err)
		}
	})
}

// closed tells whether the module refuses what is new.
func closed(h *hosted) bool {
	_, err := h.Module.Log(context.Background(), "", h.Lobby())
	return errors.Is(err, chat.ErrClosed)
}
