package chat_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/parleychat/parley/chat"
)

// A receiver of webhooks verifies what it gets before it looks at it, and answers soon.
func ExampleVerifyWebhook() {
	secret := os.Getenv("WEBHOOK_SECRET") // "whsec_…", told when the webhook was made
	http.HandleFunc("POST /parley", func(w http.ResponseWriter, r *http.Request) {
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
		fmt.Println(ev.Kind, ev.Room, ev.Rev) // once more if Webhook-Id was seen before
		w.WriteHeader(http.StatusNoContent)
	})
}
