package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A customer comes to the room of their ticket first, but staff owns it: they keep order, and
// close it with the ticket.
func ExampleRoomDraft() {
	ctx := context.Background()
	var m *chat.Module
	var sam chat.User
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{
		OpenRef: func(_ context.Context, viewer chat.User, ref string) (chat.RoomDraft, error) {
			if ref != "ticket:7" { // and whatever else the host knows of it
				return chat.RoomDraft{}, chat.ErrNotFound
			}
			return chat.RoomDraft{Kind: chat.Private, Name: "Ticket 7", Members: []chat.UserID{sam.ID},
				Roles: map[chat.UserID]chat.Role{viewer.ID: chat.RoleMember, sam.ID: chat.RoleOwner}}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	sam, _ = m.SignIn(ctx, chat.Identity{Provider: "desk", Subject: "1", Name: "Sam"})
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "desk", Subject: "2", Name: "Ann"})
	room, _ := m.Room(ctx, ann.ID, "ref:ticket:7")

	archived := true
	_, err = m.UpdateRoom(ctx, ann.ID, room.ID, chat.RoomEdit{Archived: &archived})
	fmt.Println("Ann:", err)
	room, err = m.UpdateRoom(ctx, sam.ID, room.ID, chat.RoomEdit{Archived: &archived})
	fmt.Println("Sam:", room.Archived(), err)
	_, _, err = m.Post(ctx, ann.ID, room.ID, chat.Draft{Text: "One more thing"})
	fmt.Println(errors.Is(err, chat.ErrArchived))
	// Output:
	// Ann: chat.UpdateRoom: forbidden
	// Sam: true <nil>
	// true
}
