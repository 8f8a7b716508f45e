package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// What is unread beside each of the host's own tickets: the rooms of somebody by their Ref.
func ExampleModule_RoomList_unread() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "desk", Subject: "1", Name: "Ann"})
	sam, _ := m.SignIn(ctx, chat.Identity{Provider: "desk", Subject: "2", Name: "Sam"})
	for i, text := range []string{"Have you tried to turn it off?", "Thank you, Ann."} {
		room, _, err := m.OpenRoom(ctx, sam.ID, chat.RoomDraft{Kind: chat.Private, Ref: fmt.Sprint("ticket:", i+1),
			Name: fmt.Sprint("Ticket ", i+1), Members: []chat.UserID{ann.ID}})
		if err != nil {
			log.Fatal(err)
		}
		msg, _, err := m.Post(ctx, sam.ID, room.ID, chat.Draft{Text: text})
		if err != nil {
			log.Fatal(err)
		}
		if i == 1 {
			_, _ = m.MarkRead(ctx, ann.ID, room.ID, msg.Seq)
		}
	}

	unread := map[string]int{}
	for after, more := chat.RoomID(""), true; more; more = after != "" {
		var list []chat.RoomEntry
		list, after, err = m.RoomList(ctx, ann.ID, chat.RoomFilter{Joined: true}, after, 200)
		if err != nil {
			log.Fatal(err)
		}
		for _, one := range list {
			unread[one.Room.Ref] = one.Unread.Count
		}
	}
	fmt.Println(unread)
	// Output: map[ticket:1:1 ticket:2:0]
}
