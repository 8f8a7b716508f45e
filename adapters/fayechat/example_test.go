package fayechat_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/gorilla/websocket"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// One call wires a node; any Faye or CometD client can follow it.
func Example() {
	whoIs := chat.AuthenticatorFunc(func(r *http.Request) (chat.Identity, error) {
		return chat.Identity{}, chat.ErrUnauthenticated // the host's own session
	})
	node, err := fayechat.New(memory.New(), whoIs, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer node.Shutdown(context.Background())
	mux := http.NewServeMux()
	mux.Handle("/chat/", http.StripPrefix("/chat", node.Handler()))
	server := httptest.NewServer(mux)
	defer server.Close()

	// What a client sends, without a library: handshake, subscribe, connect.
	conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(server.URL, "http", "ws", 1)+"/chat/faye", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	ask := func(m map[string]any) (reply []map[string]any) {
		if err := conn.WriteJSON([]any{m}); err != nil {
			log.Fatal(err)
		}
		if err := conn.ReadJSON(&reply); err != nil {
			log.Fatal(err)
		}
		return reply
	}
	id := ask(map[string]any{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": []string{"websocket"}})[0]["clientId"]
	ask(map[string]any{"channel": "/meta/subscribe", "clientId": id, "subscription": "/messages"})
	ask(map[string]any{"channel": "/meta/connect", "clientId": id, "connectionType": "websocket", "advice": map[string]int{"timeout": 0}})

	ctx := context.Background()
	ann, err := node.Module.SignIn(ctx, chat.Identity{Provider: "app", Subject: "7", Name: "Ann"})
	if err != nil {
		log.Fatal(err)
	}
	if _, _, err := node.Module.Post(ctx, ann.ID, node.Module.Lobby(), chat.Draft{Text: "hello"}); err != nil {
		log.Fatal(err)
	}
	var got []struct {
		Channel string
		Data    struct {
			Event   string
			Payload struct{ Content string }
		}
	}
	if err := conn.ReadJSON(&got); err != nil {
		log.Fatal(err)
	}
	fmt.Println(got[0].Channel, got[0].Data.Event, got[0].Data.Payload.Content)
	// Output: /messages createMessage hello
}
