package postgres_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/postgres"
)

// Erasing somebody takes their words out of the tables; Scrub takes them out of the files
// too. chat.Module.EraseUser does both.
func ExampleStore_Scrub() {
	ctx := context.Background()
	store, err := postgres.Open(ctx, os.Getenv("DATABASE_URL"), &postgres.Options{
		Migrate: true, Schema: newSchema(), Patience: time.Minute,
	})
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
	ann, err := store.User(ctx, "ann")
	fmt.Printf("%q %v\n", ann.DisplayName, err)
	// Output:
	// <nil>
	// <nil>
	// "" <nil>
}
