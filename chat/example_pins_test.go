package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// What a room shall not forget is pinned, what somebody wants to find again bookmarked, and
// what a message said before stays with it.
func ExampleModule_Pin() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	bob, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "2", Name: "Bob"})
	room, _ := m.CreateRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "Plans", Members: []chat.UserID{bob.ID}})
	msg, _, _ := m.Post(ctx, ann.ID, room.ID, chat.Draft{Text: "Monday"})
	_, _ = m.Edit(ctx, ann.ID, msg.ID, chat.Edit{Text: "Tuesday"})

	_, err = m.Pin(ctx, ann.ID, msg.ID)
	pins, _, err2 := m.Pins(ctx, bob.ID, room.ID, 0, 10)
	fmt.Println(pins[0].Text, err, err2)
	err = m.AddBookmark(ctx, bob.ID, msg.ID)
	marked, _, err2 := m.Bookmarks(ctx, bob.ID, 0, 10)
	fmt.Println(marked[0].Message.Text, err, err2)
	was, _, err := m.Revisions(ctx, ann.ID, msg.ID, 0, 10)
	fmt.Println(was[0].Text, err)
	// Output:
	// Tuesday <nil> <nil>
	// Tuesday <nil> <nil>
	// Monday <nil>
}
