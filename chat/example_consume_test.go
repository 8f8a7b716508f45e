package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A consumer does work that must not be lost. After a restart it goes on where it was.
func ExampleModule_Consume() {
	ctx := context.Background()
	store := memory.New()
	mail := func(_ context.Context, ev chat.Event) error {
		if ev.Kind == chat.MessageCreated && ev.Message != nil {
			fmt.Printf("mail %d: %s\n", ev.Rev, ev.Message.Text)
		}
		return nil // an error has it tried again
	}
	for _, text := range []string{"before the restart", "after it"} {
		m, err := chat.New(store, chat.AuthenticatorFunc(nil), nil)
		if err != nil {
			log.Fatal(err)
		}
		if err := m.Consume("mail", mail, nil); err != nil {
			log.Fatal(err)
		}
		ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
		if err != nil {
			log.Fatal(err)
		}
		if _, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: text}); err != nil {
			log.Fatal(err)
		}
		if err := m.Shutdown(ctx); err != nil { // gives consumers a moment
			log.Fatal(err)
		}
	}
	// Output:
	// mail 1: before the restart
	// mail 2: after it
}

// What a consumer cannot be told of is put aside, and told again when it can.
func ExampleModule_Redeliver() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	told, full := make(chan int64, 2), true
	err = m.Consume("mail", func(_ context.Context, ev chat.Event) error {
		if full && ev.Rev == 1 {
			return errors.New("mailbox full")
		}
		fmt.Println("mail", ev.Rev)
		told <- ev.Rev
		return nil
	}, &chat.ConsumeOptions{Attempts: 2})
	if err != nil {
		log.Fatal(err)
	}
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{"one", "two"} {
		if _, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: text}); err != nil {
			log.Fatal(err)
		}
	}
	<-told // of the second: the room goes on without the first
	letters, _, err := m.DeadLetters(ctx, "mail", "", 0, 10)
	if err != nil {
		log.Fatal(err)
	}
	full = false
	for _, l := range letters {
		fmt.Println(l.Rev, "after", l.Attempts, "attempts:", l.Reason)
		fmt.Println(m.Redeliver(ctx, l.Consumer, l.Room, l.Rev))
	}
	// Output:
	// mail 2
	// 1 after 2 attempts: mailbox full
	// mail 1
	// <nil>
}
