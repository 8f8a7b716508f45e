package sqlite_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// Erasing somebody takes their words out of the tables; Scrub takes them out of the files
// too. chat.Module.EraseUser does both.
func ExampleStore_Scrub() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "parley")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "chat.db")
	store, err := sqlite.Open(ctx, path, &sqlite.Options{Migrate: true})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	if _, err := store.SaveUser(ctx, chat.User{ID: "ann", Subject: "7", DisplayName: "Ann Example"}, nil); err != nil {
		log.Fatal(err)
	}
	_, err = store.EraseUser(ctx, chat.User{ID: "ann", Provider: "erased", Subject: "ann"}, time.Now())
	fmt.Println(err)
	fmt.Println(store.Scrub(ctx))

	for _, name := range []string{path, path + "-wal"} {
		text, err := os.ReadFile(name)
		fmt.Println(bytes.Contains(text, []byte("Ann Example")), err)
	}
	// Output:
	// <nil>
	// <nil>
	// false <nil>
	// false <nil>
}
