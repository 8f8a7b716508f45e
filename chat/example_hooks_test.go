package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"regexp"
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

// A filter for words is a hook for what is posted and for what it is edited into: here
// some words are replaced, and others not taken at all. It is the same for the same text,
// as a post that is repeated wants it.
func ExampleHooks_wordFilter() {
	rude := regexp.MustCompile(`(?i)\b(darn|heck)\b`)
	never := regexp.MustCompile(`(?i)\bpassword is\b`)
	filter := func(text *string) error {
		if never.MatchString(*text) {
			return chat.Refuse("Please keep your password to yourself.")
		}
		*text = rude.ReplaceAllStringFunc(*text, func(word string) string { return strings.Repeat("*", len(word)) })
		return nil
	}
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{Before: chat.Hooks{
		Post: func(_ context.Context, _ chat.User, _ chat.Room, d *chat.Draft) error { return filter(&d.Text) },
		Edit: func(_ context.Context, _ chat.User, _ chat.Message, e *chat.Edit) error { return filter(&e.Text) },
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	msg, _, err := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: "Heck, what a darned day"})
	fmt.Println(msg.Text, err)
	msg, err = m.Edit(ctx, ann.ID, msg.ID, chat.Edit{Text: "What a day. Darn!"})
	fmt.Println(msg.Text, err)
	_, err = m.Edit(ctx, ann.ID, msg.ID, chat.Edit{Text: "My password is sesame"})
	fmt.Println(errors.Is(err, chat.ErrForbidden), err)
	// Output:
	// ****, what a darned day <nil>
	// What a day. ****! <nil>
	// true chat.Edit: Please keep your password to yourself.
}
