package chat_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// A row of the host and a message are committed together, or neither is.
func ExampleModule_Within() {
	ctx := context.Background()
	// The host's own database. One in memory has one connection.
	db, err := sql.Open("sqlite", "file:shop?mode=memory&_txlock=immediate")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `CREATE TABLE orders (number INTEGER)`); err != nil {
		log.Fatal(err)
	}
	store, err := sqlite.Wrap(db, nil)
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

	pay := func(order int, end func(*sql.Tx) error) error {
		sqlTx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer sqlTx.Rollback()
		tx := m.Within(store.Within(sqlTx))
		defer tx.Done()
		if _, err := sqlTx.ExecContext(ctx, `INSERT INTO orders VALUES (?)`, order); err != nil {
			return err
		}
		if _, _, err := tx.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: fmt.Sprint("Paid: ", order)}); err != nil {
			return err
		}
		return end(sqlTx)
	}
	fmt.Println(pay(41, (*sql.Tx).Rollback))
	fmt.Println(pay(42, (*sql.Tx).Commit))

	page, err := m.Messages(ctx, ann.ID, chat.MessageQuery{Room: m.Lobby(), Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	for _, msg := range page.Items {
		fmt.Println(msg.Seq, msg.Text)
	}
	// Output:
	// <nil>
	// <nil>
	// 1 Paid: 42
}
