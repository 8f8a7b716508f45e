package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// A host that has a database puts the chat into it, under a prefix of its own, and writes
// rows of its own together with each message: the pragmas are what Open sets by itself.
func ExampleWrap() {
	ctx := context.Background()
	// One in memory has one connection; a file has as many as the host likes.
	db, err := sql.Open("sqlite", "file:shop-of-example?mode=memory&_txlock=immediate&_pragma=busy_timeout(5000)"+
		"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `CREATE TABLE answered (room TEXT, rev INTEGER)`); err != nil {
		log.Fatal(err)
	}
	store, err := sqlite.Wrap(db, &sqlite.Options{
		Prefix: "talk_",
		InTx: func(ctx context.Context, tx *sql.Tx, ev chat.Event) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO answered VALUES (?, ?)`, ev.Room, ev.Rev)
			return err // undoes the message too
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	if err := store.Migrate(ctx); err != nil {
		log.Fatal(err)
	}
	m, err := chat.New(store, chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	if _, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: "hello"}); err != nil {
		log.Fatal(err)
	}
	var rows, tables int
	err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM answered WHERE room = ?),
		(SELECT count(*) FROM sqlite_master WHERE name = 'talk_messages')`, m.Lobby()).Scan(&rows, &tables)
	fmt.Println(rows, tables, err)
	// Output: 1 1 <nil>
}

// A host that has a tool for migrations feeds it the files.
func ExampleStore_Migrations() {
	store, err := sqlite.Open(context.Background(), sqlite.Memory, &sqlite.Options{Prefix: "talk_"})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	files, err := fs.Glob(store.Migrations(), "*.sql")
	fmt.Println(files[0], len(files) > 1, err)
	// Output: 0001_init.up.sql true <nil>
}
