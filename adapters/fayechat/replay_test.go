package fayechat_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
	"github.com/parleychat/parley/storage/memory"
)

// subscribeFrom asks for a replay.
func subscribeFrom(c *fayetest.Client, channel string, after any) fayetest.Message {
	return c.Call(fayetest.Message{"channel": "/meta/subscribe", "subscription": channel,
		"ext": map[string]any{"replay": map[string]any{channel: after}}})
}

// rev is the position of a delivery, and the rev inside, which must be the same.
func rev(t *testing.T, d fayetest.Message) int {
	t.Helper()
	ext, _ := d["ext"].(map[string]any)
	data, _ := d["data"].(map[string]any)
	position, _ := ext["replay"].(float64)
	if inside, ok := data["rev"].(float64); ok && inside != position {
		t.Fatalf("position %v of %v", position, data)
	}
	return int(position)
}

func TestReplay(t *testing.T) {
	for name, after := range map[string]any{"Number": 1, "String": "1"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			ann, channel := w.user("ann"), "/rooms/"+string(w.Module.Lobby())
			for i := range 3 {
				w.post(ann, w.Module.Lobby(), fmt.Sprint(i+1))
			}
			c := w.as("")
			if r := subscribeFrom(c, channel, after); r["successful"] != true {
				t.Fatalf("got %s", text(r))
			}
			c.Connect()
			w.post(ann, w.Module.Lobby(), "live")
			for want := 2; want <= 4; want++ {
				if got := rev(t, c.Next()); got != want {
					t.Fatalf("rev %d came where %d was due", got, want)
				}
			}
		})
	}
	t.Run("GivesTheCurrentState", func(t *testing.T) {
		w := newWorld(t, nil)
		ann := w.user("ann")
		edited, gone := w.post(ann, w.Module.Lobby(), "first"), w.post(ann, w.Module.Lobby(), "secret")
		if _, err := w.Module.Edit(t.Context(), ann.ID, edited.ID, chat.Edit{Text: "edited"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Module.Delete(t.Context(), ann.ID, gone.ID); err != nil {
			t.Fatal(err)
		}
		c := w.as("")
		subscribeFrom(c, "/messages", faye.ReplayAll)
		c.Connect()
		for _, want := range []string{"createMessage edited", "updateMessage edited", "deleteMessage <nil>"} {
			d := c.Next()["data"].(map[string]any)
			if got := fmt.Sprint(d["event"], " ", d["payload"].(map[string]any)["content"]); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
	t.Run("ResetsWhatIsPruned", func(t *testing.T) {
		store := memory.New()
		node, err := fayechat.New(store, byHeader, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = node.Shutdown(t.Context()) }()
		lobby := node.Module.Lobby()
		if _, err := store.ImportMessages(t.Context(), lobby, []chat.Message{{ID: "m", Room: lobby, Seq: 9, Rev: 9, AuthorID: "a", ClientID: "c", Text: "old"}}); err != nil {
			t.Fatal(err)
		}
		net := fayetest.Serve(t, node.Handler())
		for _, after := range []int{3, 10} { // before the log, and beyond its end
			c := net.WebSocket()
			c.Handshake()
			r := subscribeFrom(c, "/rooms/"+string(lobby), after)
			if want := fmt.Sprintf(`{"replay":{"/rooms/%s":{"head":9,"reset":true}}}`, lobby); text(r["ext"]) != want || r["successful"] != true {
				t.Errorf("after %d: %s", after, text(r))
			}
		}
	})
	t.Run("FromAPositionOfMessages", func(t *testing.T) {
		for name, after := range map[string]any{"number": 2, "string": "2"} {
			w := newWorld(t, nil)
			ann := w.user("ann")
			for i := range 3 {
				w.post(ann, w.Module.Lobby(), fmt.Sprint("m", i+1))
			}
			bob := w.user("bob")
			if _, err := w.Module.AddMember(t.Context(), "", w.Module.Lobby(), bob.ID); err != nil {
				t.Fatal(err) // rev 4, of which /messages does not tell
			}
			c := w.as("")
			if r := subscribeFrom(c, "/messages", after); r["successful"] != true {
				t.Fatalf("%s: got %s", name, text(r))
			}
			c.Connect()
			w.post(ann, w.Module.Lobby(), "live")
			for _, want := range []struct {
				rev  int
				text string
			}{{3, "m3"}, {5, "live"}} {
				got := c.Next()
				payload, _ := got["data"].(map[string]any)["payload"].(map[string]any)
				if rev(t, got) != want.rev || payload["content"] != want.text {
					t.Errorf("%s: got %s, want rev %d, %s", name, text(got), want.rev, want.text)
				}
			}
		}
	})
	t.Run("ErrPrivateRoom", func(t *testing.T) {
		w := newWorld(t, nil)
		ann := w.user("ann")
		room, err := w.Module.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "p", Name: "P"})
		if err != nil {
			t.Fatal(err)
		}
		w.post(ann, room.ID, "secret")
		c := w.as("eve")
		if r := subscribeFrom(c, "/rooms/"+string(room.ID), faye.ReplayAll); r["successful"] == true {
			t.Errorf("got %s", text(r))
		}
		if !c.Quiet() {
			t.Errorf("eve got %s", text(c.Next()))
		}
		member := w.as("ann")
		subscribeFrom(member, "/rooms/"+string(room.ID), faye.ReplayAll)
		member.Connect()
		if got := rev(t, member.Next()); got != 1 {
			t.Errorf("ann got rev %d", got)
		}
	})
}

// TestReplayLeavesNoGap: clients come while others write, each from a position of its
// own; every one sees every rev after it, in order, once.
func TestReplayLeavesNoGap(t *testing.T) {
	const posts, readers = 300, 12
	w := newWorld(t, nil)
	ann, channel := w.user("ann"), "/rooms/"+string(w.Module.Lobby())
	for range 5 {
		w.post(ann, w.Module.Lobby(), "before")
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range posts {
			w.post(ann, w.Module.Lobby(), fmt.Sprint(i))
		}
	})
	for i := range readers {
		c := w.as("")
		wg.Go(func() {
			after := i % 6
			subscribeFrom(c, channel, after)
			c.Connect()
			for want := after + 1; want <= posts+5; want++ {
				if got := rev(t, c.Next()); got != want {
					t.Errorf("reader %d: rev %d came where %d was due", i, got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}
