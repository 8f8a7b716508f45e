package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// Everybody who may write in a room may put emoji under what others wrote.
func ExampleModule_React() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	bob, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "2", Name: "Bob"})
	msg, _, _ := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: "Lunch?"})

	_, _ = m.React(ctx, ann.ID, msg.ID, ":pizza:")
	_, _ = m.React(ctx, bob.ID, msg.ID, "👍")
	msg, err = m.React(ctx, bob.ID, msg.ID, ":pizza:")
	for _, t := range *msg.Reactions {
		fmt.Println(t.Emoji, t.Count, t.Users[0] == ann.ID)
	}
	fmt.Println(err)
	// Output:
	// :pizza: 2 true
	// 👍 1 false
	// <nil>
}
