package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A room for each order of a shop: the shop says who belongs to it when somebody comes to
// it first, and has a word in who may write.
func ExampleOptions_rooms() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{
		OpenRef: func(_ context.Context, viewer chat.User, ref string) (chat.RoomDraft, error) {
			if ref != "order:42" || viewer.Subject != "7" {
				return chat.RoomDraft{}, chat.ErrNotFound // somebody else's order
			}
			return chat.RoomDraft{Kind: chat.Private, Name: "Order 42"}, nil
		},
		Policy: chat.PolicyFunc(func(ctx context.Context, actor chat.User, action chat.Action, t chat.Target) error {
			if action == chat.ActionPostMessage && t.Room.Ref == "order:13" {
				return chat.Refuse("this order is closed")
			}
			return chat.RoomRoles{}.Can(ctx, actor, action, t) // as usual
		}),
	})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "shop", Subject: "7", Name: "Ann"})
	eve, _ := m.SignIn(ctx, chat.Identity{Provider: "shop", Subject: "8", Name: "Eve"})

	room, err := m.Room(ctx, ann.ID, "ref:order:42")
	fmt.Println(room.Name, err)
	_, err = m.Room(ctx, eve.ID, "ref:order:42")
	fmt.Println(err)
	// Output:
	// Order 42 <nil>
	// chat.Room: not found
}

// An invite lets whoever has the link into a private room.
func ExampleModule_CreateInvite() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	bob, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "2", Name: "Bob"})
	room, _ := m.CreateRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "Plans"})

	_, token, _ := m.CreateInvite(ctx, ann.ID, room.ID, chat.InviteDraft{MaxUses: 5})
	joined, member, _, err := m.AcceptInvite(ctx, bob.ID, token)
	fmt.Println(joined.Name, member.Role, err)
	// Output:
	// Plans member <nil>
}
