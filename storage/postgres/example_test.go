package postgres_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/postgres"
)

// A program opens its database once, lets it bring the schema up to date, and closes
// it when it ends.
func ExampleOpen() {
	ctx := context.Background()
	store, err := postgres.Open(ctx, os.Getenv("DATABASE_URL"), &postgres.Options{Migrate: true, Schema: newSchema()})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	room, err := store.CreateRoom(ctx, chat.Room{ID: "1", Kind: chat.Public, Slug: "lobby"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	m, _, err := store.AddMessage(ctx, chat.Message{ID: "2", Room: room.ID, AuthorID: "ann", ClientID: "c", Text: "Hello"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Seq, m.Text)
	// Output: 1 Hello
}

// A host that runs migrations by itself checks at its start that it has.
func ExampleStore_CheckSchema() {
	ctx := context.Background()
	store, err := postgres.Open(ctx, os.Getenv("DATABASE_URL"), &postgres.Options{Schema: newSchema()})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	_, do, _ := strings.Cut(fmt.Sprint(store.CheckSchema(ctx)), " is needed: ")
	fmt.Println(do)
	if err := store.Migrate(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println(store.CheckSchema(ctx))
	// Output:
	// call Store.Migrate, open with Options.Migrate, or run parley migrate up
	// <nil>
}

// newSchema names a schema for one of these examples, which share a database.
func newSchema() string { return "chat_" + strings.ToLower(rand.Text()[:8]) }

// hostDB is the pool that a host has open already.
func hostDB() *sql.DB {
	config, err := pgx.ParseConfig(os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	return stdlib.OpenDB(*config)
}

// A host hands over the pool that it has open, which stays its own.
func ExampleWrap() {
	ctx := context.Background()
	db := hostDB()
	defer db.Close()

	store, err := postgres.Wrap(db, &postgres.Options{Schema: newSchema()})
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(store.Migrate(ctx), store.CheckSchema(ctx), store.Close()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(db.PingContext(ctx))
	// Output: <nil>
}

// What the host writes and what the chat writes is committed together, or not at all.
// chat.Module.Within does the same with the rules of the chat.
func ExampleStore_Within() {
	ctx := context.Background()
	db := hostDB()
	defer db.Close()
	store, err := postgres.Wrap(db, &postgres.Options{Schema: newSchema()})
	if err == nil {
		err = store.Migrate(ctx)
	}
	if err != nil {
		log.Fatal(err)
	}
	if _, err := store.CreateRoom(ctx, chat.Room{ID: "1", Kind: chat.Public, Slug: "orders"}, nil); err != nil {
		log.Fatal(err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // after the commit this does nothing
	_, err = tx.ExecContext(ctx, "CREATE TEMPORARY TABLE orders AS SELECT 42 AS number")
	_, _, err2 := store.Within(tx).AddMessage(ctx, chat.Message{
		ID: "2", Room: "1", AuthorID: "shop", ClientID: "42", Text: "Order 42 was paid",
	})
	if err := errors.Join(err, err2); err != nil {
		log.Fatal(err)
	}
	_, before := store.Message(ctx, "2")
	if err := tx.Commit(); err != nil {
		log.Fatal(err)
	}
	m, after := store.Message(ctx, "2")
	fmt.Println(errors.Is(before, chat.ErrNotFound), m.Text, after)
	// Output: true Order 42 was paid <nil>
}
