package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A server elsewhere is told what happens in a room. Here it is on this machine, which is
// only called because its network is listed.
func ExampleModule_CreateWebhook() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{
		Webhooks: &chat.WebhookOptions{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	room, _ := m.CreateRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "Plans"})

	receiver := httptest.NewUnstartedServer(nil)
	_, secret, err := m.CreateWebhook(ctx, ann.ID, room.ID, chat.WebhookDraft{
		URL: "http://" + receiver.Listener.Addr().String() + "/parley", Events: []chat.EventKind{chat.MessageCreated},
	})
	if err != nil {
		log.Fatal(err)
	}
	heard := make(chan chat.Event, 10)
	receiver.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil || chat.VerifyWebhook(r.Header, body, secret, time.Now()) != nil {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		var ev chat.Event
		if err := json.Unmarshal(body, &ev); err != nil {
			http.Error(w, "what?", http.StatusBadRequest)
			return
		}
		heard <- ev
	})
	receiver.Start()
	defer receiver.Close()

	_, _, _ = m.Post(ctx, ann.ID, room.ID, chat.Draft{Text: "Who comes?"})
	ev := <-heard
	fmt.Println(ev.Kind, ev.Rev, ev.Message.Text)
	// Output: message.created 1 Who comes?
}
