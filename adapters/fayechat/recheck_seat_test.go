package fayechat_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// TestRecheckKeepsTheSeat: a session that was looked at again is still the one that came,
// and ends as such.
func TestRecheckKeepsTheSeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, &fayechat.Options{Faye: &faye.Options{Recheck: time.Second}})
		ann, bob := w.user("ann"), w.user("bob")
		room := w.room(ann, "den", bob).ID
		status := func() chat.Status {
			synctest.Wait()
			list, _, _, err := w.Module.Presence(t.Context(), ann.ID, room, "", 10)
			if err != nil || len(list) > 1 {
				t.Fatal(list, err)
			}
			for _, one := range list {
				return one.Status
			}
			return chat.Offline
		}
		c := w.as("bob")
		before := w.Server.Session(c.ID).Value()
		c.Connect()
		time.Sleep(2 * time.Second)
		c.Hold()
		synctest.Wait()
		if w.Server.Session(c.ID).Value() == before {
			t.Fatal("the session was not looked at again")
		}
		c.Publish("/service/presence", `{"status":"away"}`)
		if got := status(); got != chat.Away {
			t.Errorf("got %s", got)
		}
		c.Call(map[string]any{"channel": "/meta/disconnect"})
		time.Sleep(11 * time.Second)
		if got := status(); got != chat.Offline {
			t.Errorf("got %s", got)
		}
	})
}
