package memory_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

func ExampleNew() {
	ctx := context.Background()
	store := memory.New()
	defer store.Close()

	if _, err := store.CreateRoom(ctx, chat.Room{ID: "1", Kind: chat.Public, Slug: "lobby"}, nil); err != nil {
		log.Fatal(err)
	}
	hello := chat.Message{ID: "2", Room: "1", AuthorID: "ann", ClientID: "c", Text: "Hello"}
	m, added, err := store.AddMessage(ctx, hello)
	fmt.Println(m.Seq, added, err)

	// The same again is the same message.
	m, added, err = store.AddMessage(ctx, hello)
	fmt.Println(m.Seq, added, err)

	_, err = store.Message(ctx, "3")
	fmt.Println(errors.Is(err, chat.ErrNotFound))
	// Output:
	// 1 true <nil>
	// 1 false <nil>
	// true
}

// A consumer is told of what happened since it was started, room by room.
func ExampleStore_Behind() {
	ctx := context.Background()
	store := memory.New()
	defer store.Close()

	if err := store.StartConsumer(ctx, "mirror"); err != nil {
		log.Fatal(err)
	}
	if _, err := store.CreateRoom(ctx, chat.Room{ID: "1", Kind: chat.Public}, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(store.Behind(ctx, "mirror", "", 10))

	hello := chat.Message{ID: "2", Room: "1", AuthorID: "ann", ClientID: "c", Text: "Hello"}
	if _, _, err := store.AddMessage(ctx, hello); err != nil {
		log.Fatal(err)
	}
	fmt.Println(store.Behind(ctx, "mirror", "", 10))

	// It was told of everything up to rev 1.
	if err := store.MoveCursor(ctx, "mirror", "1", 1); err != nil {
		log.Fatal(err)
	}
	fmt.Println(store.Behind(ctx, "mirror", "", 10))
	// Output:
	// [] <nil>
	// [1] <nil>
	// [] <nil>
}
