package chat_test

import (
	"context"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// Whoever is logged in searches the rooms that they may read.
func ExampleModule_Search() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	for _, text := range []string{"Déjà vu at the café", "The café is closed, see https://cafe.test", "Tea?"} {
		_, _, _ = m.Post(ctx, ann.ID, m.Lobby(), chat.Draft{Text: text})
	}
	for _, query := range []string{"CAFE", `"the cafe" -deja`, "from:me has:link in:lobby"} {
		hits, more, err := m.Search(ctx, ann.ID, chat.Search{Query: query})
		fmt.Println(query, "finds", len(hits), more, err)
		for _, h := range hits {
			fmt.Println("  ", h.Message.Text, h.Highlights)
		}
	}
	// Output:
	// CAFE finds 2 false <nil>
	//    The café is closed, see https://cafe.test [{4 8} {32 36}]
	//    Déjà vu at the café [{15 19}]
	// "the cafe" -deja finds 1 false <nil>
	//    The café is closed, see https://cafe.test [{0 8}]
	// from:me has:link in:lobby finds 1 false <nil>
	//    The café is closed, see https://cafe.test []
}
