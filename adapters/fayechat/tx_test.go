package fayechat_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
	"github.com/parleychat/parley/storage/sqlite"
)

// withinStore is a Store of either database.
type withinStore interface {
	chat.Storage
	Migrate(ctx context.Context) error
	Close() error
	Within(tx *sql.Tx) chat.Storage
}

// onEachHost runs a test in which the chat works on the database of a host, which keeps
// orders there.
func onEachHost(t *testing.T, test func(w *world, db *sql.DB, store withinStore)) {
	t.Helper()
	for name, open := range map[string]func(t *testing.T) (*sql.DB, withinStore, error){
		"SQLite": func(t *testing.T) (*sql.DB, withinStore, error) {
			file := filepath.ToSlash(filepath.Join(t.TempDir(), "host.db"))
			db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)&_txlock=immediate")
			if err != nil {
				return nil, nil, err
			}
			store, err := sqlite.Wrap(db, nil)
			return db, store, err
		},
		"PostgreSQL": func(t *testing.T) (*sql.DB, withinStore, error) {
			db, err := sql.Open("pgx", pgtest.Open(t)+"&default_query_exec_mode=exec")
			if err != nil {
				return nil, nil, err
			}
			store, err := postgres.Wrap(db, nil)
			return db, store, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, store, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			t.Cleanup(func() { _ = store.Close() })
			if err := store.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(t.Context(), `CREATE TABLE orders (number INTEGER)`); err != nil {
				t.Fatal(err)
			}
			test(worldOver(t, store, byHeader, nil), db, store)
		})
	}
}

// watched is a host's transactions with subscribers who watch: one of the lobby, one of
// it on /messages, and bob on his own channel.
type watched struct {
	*world
	db                  *sql.DB
	store               withinStore
	ann, bob            chat.User
	inRoom, inSeed, own *fayetest.Client
}

func watch(w *world, db *sql.DB, store withinStore) *watched {
	w.Helper()
	v := &watched{world: w, db: db, store: store, ann: w.user("ann"), bob: w.user("bob")}
	follow := func(name, channel string) *fayetest.Client {
		c := w.as(name)
		if r := subscribeFrom(c, channel, faye.ReplayNew); r["successful"] != true {
			w.Fatalf("got %s", text(r))
		}
		c.Connect()
		return c
	}
	v.inRoom = follow("", "/rooms/"+string(w.Module.Lobby()))
	v.inSeed = follow("", "/messages")
	v.own = follow("bob", "/users/"+string(v.bob.ID))
	return v
}

// quiet wants nobody to have been told of anything more.
func (v *watched) quiet(when string) {
	v.Helper()
	for _, c := range []*fayetest.Client{v.inRoom, v.inSeed, v.own} {
		// What was sent to it before comes before the answer.
		c.Call(fayetest.Message{"channel": "/meta/unsubscribe", "subscription": "/none"})
		if !c.Quiet() {
			v.Errorf("%s: told %s", when, text(c.Next()))
		}
	}
}

// order writes a row of the host, says so in the lobby, and makes a room about it with
// bob in it, in one transaction.
func (v *watched) order(number int, end func(*sql.Tx) error) chat.Room {
	v.Helper()
	sqlTx, err := v.db.BeginTx(v.Context(), nil)
	if err != nil {
		v.Fatal(err)
	}
	defer func() { _ = sqlTx.Rollback() }()
	tx := v.Module.Within(v.store.Within(sqlTx))
	defer tx.Done()
	var room chat.Room
	_, err = sqlTx.ExecContext(v.Context(), fmt.Sprintf(`INSERT INTO orders VALUES (%d)`, number))
	if err == nil {
		_, _, err = tx.Post(v.Context(), v.ann.ID, v.Module.Lobby(), chat.Draft{Text: fmt.Sprint("Order ", number)})
	}
	if err == nil {
		room, err = tx.CreateRoom(v.Context(), v.ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: fmt.Sprint("order-", number), Name: "Order"})
	}
	if err == nil {
		_, err = tx.AddMember(v.Context(), v.ann.ID, room.ID, v.bob.ID)
	}
	if err == nil {
		_, _, err = tx.Post(v.Context(), v.bob.ID, room.ID, chat.Draft{Text: "Thank you"})
	}
	if err != nil {
		v.Fatal(err)
	}
	v.quiet("before the end")
	if err := end(sqlTx); err != nil {
		v.Fatal(err)
	}
	return room
}

// told wants the watchers to hear of the order, as the same rev of each log.
func (v *watched) told(number, as int, room chat.Room) {
	v.Helper()
	want := fmt.Sprint("Order ", number)
	for c, field := range map[*fayetest.Client]string{v.inRoom: "text", v.inSeed: "content"} {
		got := c.Next()
		payload, _ := got["data"].(map[string]any)["payload"].(map[string]any)
		if rev(v.T, got) != as || payload[field] != want {
			v.Errorf("told %s, want rev %d with %s", text(got), as, want)
		}
	}
	got := v.own.Next()
	if rev(v.T, got) != as {
		v.Errorf("bob is told %s, want rev %d", text(got), as)
	}
	added(v.T, got, v.bob, room)
}

// TestWithinAndASubscriber: who watches over Bayeux is told of a transaction of the host
// when it is committed, in order, and of one that is rolled back never.
func TestWithinAndASubscriber(t *testing.T) {
	onEachHost(t, func(w *world, db *sql.DB, store withinStore) {
		v := watch(w, db, store)
		v.told(1, 1, v.order(1, (*sql.Tx).Commit))
		lost := v.order(2, (*sql.Tx).Rollback)
		if r := w.as("bob").Subscribe("/rooms/" + string(lost.ID)); r["successful"] != false {
			w.Errorf("a room that was rolled back is there: %s", text(r))
		}
		third := v.order(3, (*sql.Tx).Commit)
		v.told(3, 2, third) // no hole, and nothing between
		late := w.as("bob")
		subscribeFrom(late, "/rooms/"+string(third.ID), faye.ReplayAll)
		late.Connect()
		for want, kind := range []string{"member.joined", "message.created"} {
			if got := late.Next(); rev(w.T, got) != want+1 || got["data"].(map[string]any)["event"] != kind {
				w.Errorf("rev %d of the new room is %s", want+1, text(got))
			}
		}
		if err := w.Module.Shutdown(w.Context()); err != nil { // everything is published now
			w.Fatal(err)
		}
		v.quiet("in the end")
		var orders int
		if err := db.QueryRowContext(w.Context(), `SELECT count(*) FROM orders`).Scan(&orders); err != nil || orders != 2 {
			w.Errorf("%d orders, %v", orders, err)
		}
	})
}
