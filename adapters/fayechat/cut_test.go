package fayechat_test

import (
	"context"
	"testing"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestCut: what ends a user's sessions at once, on every device, and nobody else's.
func TestCut(t *testing.T) {
	for name, end := range map[string]func(w *world, ann chat.User) error{
		"Revoke":    func(w *world, ann chat.User) error { return w.Module.Revoke(w.Context(), ann.ID) },
		"EraseUser": func(w *world, ann chat.User) error { return w.Module.EraseUser(w.Context(), ann.ID) },
		"SignOut": func(w *world, _ chat.User) error {
			return w.Module.SignOut(w.Context(), chat.Identity{Provider: "test", Subject: "ann"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var told []chat.UserID
			w := newWorld(t, &fayechat.Options{Chat: &chat.Options{
				Revoked: func(_ context.Context, user chat.UserID) { told = append(told, user) },
			}})
			ann := w.user("ann")
			desk, phone, bob, nobody := w.as("ann"), w.as("ann"), w.as("bob"), w.as("")
			for _, c := range []*fayetest.Client{desk, phone, bob, nobody} {
				if r := c.Subscribe("/messages"); r["successful"] != true {
					t.Fatalf("got %s", text(r))
				}
				c.Connect()
			}
			if err := end(w, ann); err != nil {
				t.Fatal(err)
			}
			for _, c := range []*fayetest.Client{desk, phone} {
				if got := c.Receive(); got != "closed 1000" {
					t.Errorf("a socket of ann's brought %s", got)
				}
			}
			if w.Server.Session(desk.ID) != nil || w.Server.Session(phone.ID) != nil {
				t.Error("a session of ann's goes on")
			}
			if len(told) != 1 || told[0] != ann.ID {
				t.Errorf("the host was told of %q", told)
			}
			w.post(w.user("bob"), w.Module.Lobby(), "still here?")
			for _, c := range []*fayetest.Client{bob, nobody} {
				for got := c.Next(); ; got = c.Next() {
					if data, _ := got["data"].(map[string]any); data["event"] == "createMessage" {
						break
					}
				}
			}
		})
	}
	t.Run("NobodyIsNoUser", func(t *testing.T) {
		w := newWorld(t, nil)
		c := w.as("")
		fayechat.Cut(w.Server)(t.Context(), "")
		if w.Server.Session(c.ID) == nil {
			t.Error("all who are not logged in were cut off")
		}
	})
}
