package fayechat_test

import (
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestMentions: every device of who is called learns of it, and nobody else's.
func TestMentions(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.user("ann"), w.user("bob")
	if _, err := w.Module.SignIn(t.Context(), chat.Identity{Provider: bob.Provider, Subject: bob.Subject, Handle: "bob"}); err != nil {
		t.Fatal(err)
	}
	channel := "/users/" + string(bob.ID)
	desk, phone, other := w.as("bob"), w.as("bob"), w.as("ann")
	desk.Join(channel)
	phone.Join(channel)
	other.Join("/users/" + string(ann.ID))
	msg := w.post(ann, w.Module.Lobby(), "hi @bob")
	for _, c := range []*fayetest.Client{desk, phone} {
		got := c.Next()
		data, _ := got["data"].(map[string]any)
		about, _ := data["payload"].(map[string]any)
		if got["channel"] != channel || data["event"] != "mention.added" || about["id"] != string(msg.ID) || about["text"] != "hi @bob" {
			t.Errorf("got %s", text(got))
		}
	}
	if err := w.Module.Shutdown(t.Context()); err != nil { // everything is published now
		t.Fatal(err)
	}
	other.Call(fayetest.Message{"channel": "/meta/unsubscribe", "subscription": "/users/" + string(ann.ID)})
	if !other.Quiet() {
		t.Errorf("another was told %s", text(other.Next()))
	}
}
