package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// An answer quotes what it answers; a thread stands beside the main flow, and who takes part
// follows it.
func ExampleDraft() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	bob, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "2", Name: "Bob"})

	first, _, _ := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: "Lunch?"})
	answer, _, _ := m.Post(ctx, bob.ID, m.Lobby(), chat.Draft{Text: "At one", ReplyTo: first.ID})
	fmt.Printf("%s > %s\n", answer.Quote.Text, answer.Text)
	_, _, _ = m.Post(ctx, bob.ID, m.Lobby(), chat.Draft{Text: "Where?", Thread: first.ID})

	page, err := m.Messages(ctx, ann.ID, chat.MessageQuery{Room: m.Lobby(), Main: true, Limit: 10})
	fmt.Println(len(page.Items), "in the main flow,", page.Items[0].Replies.Count, "in the thread", err)
	threads, _, err := m.FollowedThreads(ctx, ann.ID, "", 10)
	fmt.Println(threads[0].Message.Text, threads[0].Unread, err)
	// Output:
	// Lunch? > At one
	// 2 in the main flow, 1 in the thread <nil>
	// Lunch? 1 <nil>
}
