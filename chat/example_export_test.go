package chat_test

import (
	"bytes"
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A room moves to another database as lines of JSON.
func ExampleModule_ExportRoom() {
	ctx := context.Background()
	from, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer from.Shutdown(ctx)
	ann, err := from.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	tea, err := from.CreateRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "tea", Name: "Tea"})
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{"Green?", "Black!"} {
		if _, _, err := from.Post(ctx, ann.ID, tea.ID, chat.Draft{Text: text}); err != nil {
			log.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := from.ExportRoom(ctx, &file, tea.ID); err != nil {
		log.Fatal(err)
	}

	to, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer to.Shutdown(ctx)
	report, err := to.Import(ctx, &file, &chat.ImportOptions{Slugs: map[string]string{"tea": "old-tea"}})
	fmt.Printf("%+v %v\n", report, err)
	page, err := to.Messages(ctx, ann.ID, chat.MessageQuery{Room: tea.ID, Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	for _, msg := range page.Items {
		fmt.Println(msg.Seq, msg.Author.DisplayName, msg.Text)
	}
	// Output:
	// {Users:1 Rooms:1 Members:1 Messages:2 Reactions:0 Files:0 Order:0 Known:0 Skipped:0} <nil>
	// 1 Ann Green?
	// 2 Ann Black!
}
