package chat_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A program without a log-in says something in a room: whoever knows the token may.
func ExampleModule_CreateIncoming() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	room, _ := m.CreateRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "Operations"})
	_, token, err := m.CreateIncoming(ctx, ann.ID, room.ID, chat.BotDraft{Name: "Monitor"})
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(m.Handler())
	defer server.Close()

	res, err := http.Post(server.URL+"/hooks/"+token, "application/json", strings.NewReader(`{"text": "The disk is full"}`))
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	page, err := m.Messages(ctx, ann.ID, chat.MessageQuery{Room: room.ID, Limit: 1})
	fmt.Println(res.Status, page.Items[0].Author.DisplayName, page.Items[0].Text, err)
	// Output: 201 Created Monitor The disk is full <nil>
}
