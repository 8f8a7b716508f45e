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

// A room's owner makes a bot with a token that writes and does nothing else.
func ExampleModule_CreateBotToken() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), byHeader, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	room, err := m.CreateRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "builds", Name: "Builds"})
	if err != nil {
		log.Fatal(err)
	}
	bot, err := m.CreateBot(ctx, ann.ID, room.ID, chat.BotDraft{Name: "CI"})
	if err != nil {
		log.Fatal(err)
	}
	_, secret, err := m.CreateBotToken(ctx, ann.ID, bot.User.ID, chat.TokenDraft{Scopes: []string{chat.ScopeWriteMessages}})
	if err != nil {
		log.Fatal(err)
	}
	ask := func(method, path, body string) int {
		r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+secret)
		rec := httptest.NewRecorder()
		m.Handler().ServeHTTP(rec, r)
		return rec.Code
	}
	fmt.Println(ask(http.MethodPost, "/api/v1/rooms/builds/messages", `{"text":"all green"}`))
	fmt.Println(ask(http.MethodGet, "/api/v1/rooms/builds/messages", ""))
	// Output:
	// 201
	// 403
}
