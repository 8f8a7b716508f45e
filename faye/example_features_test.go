package faye_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/parleychat/parley/faye"
)

// post sends messages as a client does, and gives the errors of the replies.
func post(server http.Handler, body string) string {
	r := httptest.NewRequest(http.MethodPost, "/faye", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	var replies []struct {
		ClientID string
		Error    string
		Data     json.RawMessage
	}
	if err := json.Unmarshal(w.Body.Bytes(), &replies); err != nil || len(replies) == 0 {
		return w.Body.String()
	}
	last := replies[len(replies)-1]
	return strings.TrimSpace(last.ClientID + " " + last.Error + string(last.Data))
}

// An extension may refuse messages in its own words, as one of Faye's does with
//
//	incoming: function(message, callback) {
//	  if (message.channel === '/meta/subscribe' && !valid(message.ext)) {
//	    message.error = 'Invalid subscription auth token';
//	  }
//	  callback(message);
//	}
//
// Returning true is calling back with the message; with false it is dropped.
func ExampleExtension_authentication() {
	auth := faye.Extension{Incoming: func(_ context.Context, _ *http.Request, m *faye.Message) bool {
		if m.Channel == "/meta/subscribe" && !bytes.Equal(m.Ext, []byte(`{"authToken":"let me in"}`)) {
			m.Error = "Invalid subscription auth token"
		}
		return true
	}}
	server, err := faye.NewServer(&faye.Options{Policy: faye.Open(), Extensions: []faye.Extension{auth}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Shutdown(context.Background()) }()
	id := post(server, `{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}`)
	subscribe := `{"channel":"/meta/subscribe","clientId":"` + id + `","subscription":"/messages"`
	fmt.Println(strings.TrimPrefix(post(server, subscribe+`}`), id+" "))
	fmt.Println(post(server, subscribe+`,"ext":{"authToken":"let me in"}}`) == id)
	// Output:
	// Invalid subscription auth token
	// true
}

// A service answers its sender alone: what CometD's clients call remoteCall.
func ExampleServer_Handle() {
	server, err := faye.NewServer(&faye.Options{Policy: faye.Open()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Shutdown(context.Background()) }()
	err = server.Handle("/service/double", func(_ context.Context, _ *faye.Session, m *faye.Message) (json.RawMessage, error) {
		var n int
		if err := json.Unmarshal(m.Data, &n); err != nil {
			return nil, faye.BadRequest(m.Channel)
		}
		return json.Marshal(2 * n)
	})
	fmt.Println(err)
	fmt.Println(post(server, `{"channel":"/service/double","data":21,"id":"1"}`))
	// Output:
	// <nil>
	// 42
}

// A program may be a client of its own server.
func ExampleServer_Client() {
	server, err := faye.NewServer(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Shutdown(context.Background()) }()
	local, err := server.Client()
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	_, err = local.Subscribe(ctx, "/news/*", func(d faye.Delivery) { fmt.Println(d.Channel, string(d.Data)) })
	// Close waits for the callback.
	fmt.Println(errors.Join(err, local.Publish(ctx, "/news/world", "peace"), local.Close(ctx)))
	// Output:
	// /news/world "peace"
	// <nil>
}

// Clients that ask for it get what they missed.
func ExampleHistory() {
	server, err := faye.NewServer(&faye.Options{Policy: faye.Open(), History: &faye.History{Messages: 100}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Shutdown(context.Background()) }()
	_ = server.Publish(context.Background(), "/news", json.RawMessage(`"while you were away"`))
	id := post(server, `{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}`)
	_ = post(server, `{"channel":"/meta/subscribe","clientId":"`+id+`","subscription":"/news","ext":{"replay":{"/news":-2}}}`)
	fmt.Println(server.Session(id).Info().Queued)
	// Output: 1
}
