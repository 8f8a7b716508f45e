package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"slices"
	"strings"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// phoneBook is a Directory of a host that knows its people by number and handle.
type phoneBook map[string]chat.Identity

func (s phoneBook) Search(_ context.Context, _ chat.User, q, _ string, limit int) (list []chat.Identity, next string, err error) {
	for _, number := range slices.Sorted(maps.Keys(s)) {
		if strings.Contains(strings.ToLower(s[number].Name), strings.ToLower(q)) && len(list) < limit {
			list = append(list, s[number])
		}
	}
	return list, "", nil
}

func (s phoneBook) Lookup(_ context.Context, refs []chat.Ref) (list []chat.Identity, err error) {
	for _, one := range s {
		for _, ref := range refs {
			if one.Handle == ref.Handle || one.Provider == ref.Provider && one.Subject == ref.Subject {
				list = append(list, one)
			}
		}
	}
	return list, nil
}

// Somebody who never opened the chat is found, and called by name.
func ExampleDirectory() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{Directory: phoneBook{
		"7": {Provider: "hr", Subject: "7", Name: "Sam Support", Handle: "sam"},
		"8": {Provider: "hr", Subject: "8", Name: "Sue Stocks", Handle: "sue"},
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "hr", Subject: "1", Name: "Ann"})

	found, _, err := m.FindUsers(ctx, ann.ID, "sup", "", 10)
	for _, u := range found {
		fmt.Println(u.DisplayName, u.Handle)
	}
	_, _, err2 := m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: "Do you know, @sue?"})
	sue, err3 := m.SignIn(ctx, chat.Identity{Provider: "hr", Subject: "8"}) // comes later
	called, _, err4 := m.Mentions(ctx, sue.ID, "", 10)
	fmt.Println(sue.DisplayName, len(called), errors.Join(err, err2, err3, err4))
	// Output:
	// Sam Support sam
	// Sue Stocks 1 <nil>
}
