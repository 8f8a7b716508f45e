package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A direct room is for some people alone, and two of them have one. Who blocks somebody is
// not written to by them any more.
func ExampleModule_OpenRoom() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	bob, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "2", Name: "Bob"})

	room, made, err := m.OpenRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{bob.ID}})
	fmt.Println(made, err)
	again, made, err := m.OpenRoom(ctx, bob.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{ann.ID}})
	fmt.Println(made, again.ID == room.ID, err)
	_ = m.Block(ctx, bob.ID, ann.ID)
	_, _, err = m.Post(ctx, ann.ID, room.ID, chat.Draft{Text: "Hello?"})
	fmt.Println(errors.Is(err, chat.ErrBlocked))
	// Output:
	// true <nil>
	// false true <nil>
	// true
}
