package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A hook may change what is said, or refuse it with words for the person who said it.
func ExampleHooks() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{Before: chat.Hooks{
		Post: func(_ context.Context, author chat.User, room chat.Room, d *chat.Draft) error {
			if strings.Contains(d.Text, "http://") {
				return chat.Refuse("No links in " + room.Name + ", please.")
			}
			d.Text = strings.ReplaceAll(d.Text, "darn", "****")
			return nil
		},
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	msg, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: "darn it"})
	fmt.Println(msg.Text, err)
	_, _, err = m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: "see http://spam.example"})
	fmt.Println(errors.Is(err, chat.ErrForbidden), err)
	// Output:
	// **** it <nil>
	// true chat.Post: No links in Lobby, please.
}
