package chat_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// Mail to everybody in a room who did not read a message and wants to be told of it. The
// storage knows who they are, and Subject is by what the host knows them.
func ExampleModule_Consume_mail() {
	ctx := context.Background()
	store := memory.New()
	m, err := chat.New(store, chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	sent := make(chan string, 10)
	err = m.Consume("mail", func(ctx context.Context, ev chat.Event) error {
		if ev.Kind != chat.MessageCreated || ev.Message == nil {
			return nil
		}
		members, err := store.Members(ctx, ev.Room, "", 500)
		if err != nil {
			return err
		}
		var to []chat.UserID
		for _, one := range members {
			if one.User != ev.Actor && one.ReadSeq < ev.Message.Seq && one.Notify.At(time.Now()) == chat.NotifyAll {
				to = append(to, one.User)
			}
		}
		if to, err = m.Reachable(ctx, ev.Actor, to); err != nil { // without who blocks the author
			return err
		}
		users, err := store.Users(ctx, to)
		for _, u := range users {
			if u.Bot {
				continue
			}
			sent <- fmt.Sprintf("to customer %s: %s says %q", u.Subject, ev.Message.Author.DisplayName, ev.Message.Text)
		}
		return err
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	ids := map[string]chat.UserID{}
	for _, name := range []string{"Ann", "Bob", "Eve"} {
		u, err := m.SignIn(ctx, chat.Identity{Provider: "shop", Subject: fmt.Sprint(len(ids) + 1), Name: name})
		if err != nil {
			log.Fatal(err)
		}
		ids[name] = u.ID
	}
	room, _ := m.CreateRoom(ctx, ids["Ann"], chat.RoomDraft{Kind: chat.Private, Name: "Plans", Members: []chat.UserID{ids["Bob"], ids["Eve"]}})
	_, _ = m.SetNotify(ctx, ids["Eve"], room.ID, chat.Notify{Level: chat.NotifyNone})
	_, _, _ = m.Post(ctx, ids["Ann"], room.ID, chat.Draft{Text: "Who comes?"})
	fmt.Println(<-sent)
	// Output: to customer 2: Ann says "Who comes?"
}
