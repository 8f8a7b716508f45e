package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// People call each other by the handles that the host gave them.
func ExampleModule_Mentions() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann", Handle: "ann"})
	bob, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "2", Name: "Bob", Handle: "bob"})

	_, _, _ = m.Post(ctx, bob.ID, m.Lobby(), chat.Draft{Text: "Lunch, @ann?"})
	_, _, _ = m.Post(ctx, bob.ID, m.Lobby(), chat.Draft{Text: "Mail ann@example.com, or `@ann`"})
	list, more, err := m.Mentions(ctx, ann.ID, "", 10)
	for _, msg := range list {
		fmt.Println(msg.Author.DisplayName, "says", msg.Text)
	}
	fmt.Println(more, err)
	// Output:
	// Bob says Lunch, @ann?
	// false <nil>
}
