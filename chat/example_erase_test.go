package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// Whoever is erased leaves tombstones without text or name.
func ExampleModule_EraseUser() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	msg, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: "my address is …"})
	if err != nil {
		log.Fatal(err)
	}
	if err := m.EraseUser(ctx, ann.ID); err != nil {
		log.Fatal(err)
	}
	msg, err = m.Message(ctx, "", msg.ID)
	fmt.Printf("%s: %q, deleted: %t, %v\n", msg.Author.DisplayName, msg.Text, msg.Deleted(), err)
	// Output: Deleted user: "", deleted: true, <nil>
}
