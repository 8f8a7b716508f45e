package sqlite_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// A program opens its database once, lets it bring the schema up to date, and closes
// it when it ends.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "parley")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()

	store, err := sqlite.Open(ctx, filepath.Join(dir, "chat.db"), &sqlite.Options{Migrate: true})
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
	store, err := sqlite.Open(ctx, sqlite.Memory, nil)
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
