package fayechat_test

import (
	"testing"

	"github.com/parleychat/parley/faye/fayetest"
)

// TestReactions: who follows a room sees reactions come and go, live and when they come
// later, and /messages has no word for them.
func TestReactions(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.user("ann"), w.user("bob")
	lobby := w.Module.Lobby()
	channel := "/rooms/" + string(lobby)
	live, seed := w.as("bob"), w.as("")
	live.Join(channel)
	seed.Join("/messages")
	msg := w.post(ann, lobby, "hi")
	if _, err := w.Module.React(t.Context(), bob.ID, msg.ID, "👍"); err != nil {
		t.Fatal(err)
	}
	shows := func(got fayetest.Message, event, reactions string) {
		t.Helper()
		data, _ := got["data"].(map[string]any)
		about, _ := data["payload"].(map[string]any)
		actor, _ := data["actor"].(map[string]any)
		if data["event"] != event || about["id"] != string(msg.ID) || text(about["reactions"]) != reactions || actor["id"] != string(bob.ID) {
			t.Fatalf("got %s", text(got))
		}
	}
	one := text([]any{map[string]any{"emoji": "👍", "count": 1, "users": []any{string(bob.ID)}}})
	live.Next() // the message
	shows(live.Next(), "reaction.added", one)
	if _, err := w.Module.Unreact(t.Context(), bob.ID, msg.ID, "👍"); err != nil {
		t.Fatal(err)
	}
	shows(live.Next(), "reaction.removed", "null")

	late := w.as("ann")
	if r := subscribeFrom(late, channel, 1); r["successful"] != true {
		t.Fatalf("got %s", text(r))
	}
	late.Connect()
	shows(late.Next(), "reaction.added", "null") // as it is now
	shows(late.Next(), "reaction.removed", "null")

	w.post(ann, lobby, "next")
	for _, want := range []string{"hi", "next"} {
		data, _ := seed.Next()["data"].(map[string]any)
		payload, _ := data["payload"].(map[string]any)
		if payload["content"] != want {
			t.Errorf("/messages told of %s, want %q", text(data), want)
		}
	}
}

// TestBookmarks: every device of a user learns of their bookmarks, and nobody else's.
func TestBookmarks(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.user("ann"), w.user("bob")
	msg := w.post(ann, w.Module.Lobby(), "hi")
	channel := "/users/" + string(bob.ID)
	desk, phone, other := w.as("bob"), w.as("bob"), w.as("ann")
	desk.Join(channel)
	phone.Join(channel)
	other.Join("/users/" + string(ann.ID))
	if err := w.Module.AddBookmark(t.Context(), bob.ID, msg.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.Module.RemoveBookmark(t.Context(), bob.ID, msg.ID); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*fayetest.Client{desk, phone} {
		for _, want := range []string{"bookmark.added", "bookmark.removed"} {
			got := c.Next()
			data, _ := got["data"].(map[string]any)
			about, _ := data["payload"].(map[string]any)
			if got["channel"] != channel || data["event"] != want || about["id"] != string(msg.ID) || about["text"] != "hi" {
				t.Errorf("got %s", text(got))
			}
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
