package chat_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// "/order 42" asks the host; "/shout hello" says HELLO in the room.
func ExampleCommand() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), byHeader, &chat.Options{Commands: []chat.Command{
		{Name: "order", Description: "How an order is", Usage: "<number>", Handle: func(_ context.Context, in chat.Invocation) (chat.Reply, error) {
			if in.Args == "" {
				return chat.Reply{}, &chat.FieldError{Field: "text", Code: "args", Reason: "needs the number of an order"}
			}
			return chat.Reply{Text: "Order " + in.Args + " was **paid**"}, nil
		}},
		{Name: "shout", Usage: "<text>", Handle: func(_ context.Context, in chat.Invocation) (chat.Reply, error) {
			return chat.Reply{Text: strings.ToUpper(in.Args), InRoom: true}, nil
		}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{"/order 42", "/shout hello", "/dance"} {
		res, err := m.RunCommand(ctx, ann.ID, m.Lobby(), chat.Draft{Text: text}) // as POST …/messages does
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(res.Command, res.Text, res.Message != nil)
	}
	// Output:
	// order Order 42 was **paid** false
	// shout HELLO true
	// chat.RunCommand: text is no command that there is here; begin with // to say it
}
