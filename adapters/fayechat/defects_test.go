package fayechat_test

import (
	"strings"
	"testing"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// What must never happen again, of the defects of the first version of this chat.

func TestD1_NoSecretReachesASubscriber(t *testing.T) {
	// The old way on the new server: publishing by clients is allowed, and one sends a
	// secret along.
	w := newWorld(t, nil)
	w.Server.SetPolicy(faye.Open())
	reader, writer := w.net.WebSocket(), w.net.Poll()
	reader.Join("/messages")
	writer.Handshake()
	writer.Call(fayetest.Message{"channel": "/messages", "data": "hi", "ext": map[string]string{"secret": "meh"},
		"token": "meh", "advice": map[string]string{"reconnect": "none"}})
	got := reader.Next()
	if len(got) != 2 || got["data"] != "hi" || got["channel"] != "/messages" {
		t.Errorf("subscribers get %s", text(got))
	}
}

func TestD2_BrowsersReadAndPublishNowhere(t *testing.T) {
	w := newWorld(t, nil)
	w.user("ann")
	reader := w.as("")
	reader.Join("/messages")
	for _, channel := range []string{"/messages", "/rooms/" + string(w.Module.Lobby()), "/anything", "/service/anything"} {
		for _, user := range []string{"", "ann"} {
			r := w.as(user).Publish(channel, `{"event":"createMessage","payload":{}}`)
			if r["successful"] != false || !strings.HasPrefix(r["error"].(string), "403:") {
				t.Errorf("%q publishes to %s: %s", user, channel, text(r))
			}
		}
	}
	nobody := w.net.Poll() // without even a handshake
	if r := nobody.Publish("/messages", `1`); r["successful"] != false {
		t.Errorf("without a session: %s", text(r))
	}
	if r := reader.Subscribe("/**"); r["successful"] != false {
		t.Errorf("subscribed to everything: %s", text(r))
	}
	reader.Call(fayetest.Message{"channel": "/meta/unsubscribe", "subscription": "/messages"})
	if !reader.Quiet() {
		t.Errorf("a subscriber got %s", text(reader.Next()))
	}
}

func TestD13_TheTwoVocabulariesAreNeverMixed(t *testing.T) {
	words := map[fayechat.Names][]string{
		fayechat.Part3: {"createMessage", "updateMessage", "deleteMessage"},
		fayechat.Part4: {"receivedMessage", "updateMessage", "deletedMessage"},
	}
	for names, want := range words {
		w := newWorld(t, &fayechat.Options{Names: names})
		ann, reader := w.user("ann"), w.as("")
		reader.Join("/messages")
		msg := w.post(ann, w.Module.Lobby(), "x")
		var got []string
		got = append(got, reader.Next()["data"].(map[string]any)["event"].(string))
		if _, err := w.Module.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "y"}); err != nil {
			t.Fatal(err)
		}
		got = append(got, reader.Next()["data"].(map[string]any)["event"].(string))
		if _, err := w.Module.Delete(t.Context(), ann.ID, msg.ID); err != nil {
			t.Fatal(err)
		}
		got = append(got, reader.Next()["data"].(map[string]any)["event"].(string))
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}
