package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// screen is a Live that shows what it is told.
type screen chan string

func (s screen) Signal(_ context.Context, sig chat.Signal) error {
	s <- fmt.Sprint(sig.Kind, " ", sig.User.DisplayName, " ", sig.Unread.ReadSeq)
	return nil
}

// What nobody keeps goes to Options.Live; adapters/fayechat brings it to the clients.
func ExampleLive() {
	ctx := context.Background()
	shown := make(screen, 10)
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{Live: shown})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	bob, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "2", Name: "Bob"})
	room, _ := m.CreateRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "Plans", Members: []chat.UserID{bob.ID}})

	_ = m.Type(ctx, ann.ID, room.ID, true)
	fmt.Println(<-shown)
	_, _, _ = m.Post(ctx, bob.ID, room.ID, chat.Draft{Text: "Who comes?"})
	_, _ = m.MarkRead(ctx, ann.ID, room.ID, 1)
	fmt.Println(<-shown) // to Ann's devices
	fmt.Println(<-shown) // to the room, unless Ann keeps it to herself
	// Output:
	// typing.started Ann 0
	// read.updated Ann 1
	// receipt.updated Ann 1
}
