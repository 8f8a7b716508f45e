package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// Logging out of the host ends the chat too: what runs for the user is cut, here by a
// function, with adapters/fayechat at its server.
func ExampleModule_SignOut() {
	ctx := context.Background()
	cut := func(_ context.Context, user chat.UserID) { fmt.Println("cut", user != "") }
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{Revoked: cut})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann := chat.Identity{Provider: "app", Subject: "7", Name: "Ann"}
	if _, err := m.SignIn(ctx, ann); err != nil {
		log.Fatal(err)
	}

	// The host ends its own session first.
	fmt.Println(m.SignOut(ctx, ann))
	fmt.Println(m.SignOut(ctx, chat.Identity{Provider: "app", Subject: "somebody else"}))
	// Output:
	// cut true
	// <nil>
	// <nil>
}
