package fayechat_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"sync"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestBanned: who is banned from a room is told so by its log, and then by nothing more;
// others are told why they are gone.
func TestBanned(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.user("ann"), w.user("bob")
	lobby := w.Module.Lobby()
	channel := "/rooms/" + string(lobby)
	out, in := w.as("bob"), w.as("ann")
	out.Join(channel, "/messages", channel+"/live")
	in.Join(channel)
	if _, err := w.Module.ManageSanction(t.Context(), chat.Sanction{Kind: chat.Ban, Room: lobby, User: bob.ID, By: ann.ID}); err != nil {
		t.Fatal(err)
	}
	w.post(ann, lobby, "he is gone")
	banned := in.Next()["data"].(map[string]any)
	payload := banned["payload"].(map[string]any)
	if banned["event"] != "member.banned" || payload["user"] != string(bob.ID) || payload["kind"] != "ban" || payload["stands"] != true || payload["reason"] != nil {
		t.Errorf("others see %s", text(banned))
	}
	in.Next() // the message: all before it was published
	if left := w.Server.Session(out.ID).Subscriptions(); len(left) > 0 {
		t.Errorf("bob still follows %q", left)
	}
	if r := out.Subscribe(channel); verdict(r) != "404" {
		t.Errorf("bob subscribes again: %s", text(r))
	}
}

// TestBarred: who is banned from everything is cut off at once, and does not come back
// until the ban is lifted.
func TestBarred(t *testing.T) {
	w := newWorld(t, nil)
	bob := w.user("bob")
	c := w.as("bob")
	c.Join("/messages")
	wide := chat.Sanction{Kind: chat.Ban, User: bob.ID}
	if _, err := w.Module.ManageSanction(t.Context(), wide); err != nil {
		t.Fatal(err)
	}
	if got := c.Receive(); got != "closed 1000" {
		t.Errorf("got %s", got)
	}
	hello := fayetest.Message{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": []any{"websocket"}}
	if r := w.net.WebSocket(http.Header{"X-User": {"bob"}}).Call(hello); r["error"] != "403::Banned" {
		t.Errorf("the handshake brings %s", text(r))
	}
	if err := w.Module.DropSanction(t.Context(), wide); err != nil {
		t.Fatal(err)
	}
	w.as("bob").Join("/messages")
}

// TestDeleteWins: of an edit and the deletions of two moderators that race, the deletion is
// what remains; the log has no hole, and all who follow it come to the same.
func TestDeleteWins(t *testing.T) {
	t.Run("Memory", func(t *testing.T) { raced(newWorld(t, nil)) })
	onEachHost(t, func(w *world, _ *sql.DB, _ withinStore) { raced(w) })
}

const races = 8

func raced(w *world) {
	ctx := w.Context()
	ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
	room, err := w.Module.CreateRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "den", Name: "Den"})
	for _, u := range []chat.User{bob, eve} {
		_, _, err2 := w.Module.ManageMember(ctx, "", room.ID, u.ID, chat.RoleModerator)
		err = errors.Join(err, err2)
	}
	if err != nil {
		w.Fatal(err)
	}
	before, err := w.Module.Log(ctx, ann.ID, room.ID)
	if err != nil {
		w.Fatal(err)
	}
	clients := []*fayetest.Client{w.as("ann"), w.as("bob"), w.as("eve")}
	for _, c := range clients {
		subscribeFrom(c, "/rooms/"+string(room.ID), int(before.Head))
		c.Connect()
	}
	var ids []chat.MessageID
	for i := range races {
		ids = append(ids, w.race(ann, bob, eve, w.post(ann, room.ID, fmt.Sprint(i)).ID))
	}
	head, err := w.Module.Log(ctx, ann.ID, room.ID)
	if err != nil {
		w.Fatal(err)
	}
	for _, c := range clients {
		now := followed(w.T, c, before.Head, head.Head)
		for _, id := range ids {
			if msg := now[string(id)]; msg["deletedAt"] == nil || msg["text"] != "" {
				w.Errorf("a client is left with %s", text(msg))
			}
			kept, err := w.Module.Message(ctx, ann.ID, id)
			if err != nil || !kept.Deleted() || kept.Text != "" || !sameJSON(kept, now[string(id)]) {
				w.Errorf("stored is %s, shown %s: %v", text(kept), text(now[string(id)]), err)
			}
		}
	}
	acts, _, err := w.Module.Acts(ctx, bob.ID, chat.ActQuery{Room: room.ID, Limit: 100})
	if n := len(acts); err != nil || n != races {
		w.Errorf("%d acts instead of one for each deletion: %v", n, err)
	}
}

// sameJSON tells whether both are the same to a client.
func sameJSON(a, b any) bool {
	var x, y any
	return json.Unmarshal([]byte(text(a)), &x) == nil && json.Unmarshal([]byte(text(b)), &y) == nil && reflect.DeepEqual(x, y)
}

// race has the author edit a message that two moderators delete.
func (w *world) race(author, one, other chat.User, id chat.MessageID) chat.MessageID {
	w.Helper()
	var wg sync.WaitGroup
	start := make(chan struct{})
	for _, do := range []func() error{
		func() error {
			_, err := w.Module.Edit(w.Context(), author.ID, id, chat.Edit{Text: "edited"})
			return err
		},
		func() error { _, err := w.Module.Delete(w.Context(), one.ID, id); return err },
		func() error { _, err := w.Module.Delete(w.Context(), other.ID, id); return err },
	} {
		wg.Go(func() {
			<-start
			if err := do(); err != nil && !errors.Is(err, chat.ErrGone) {
				w.Error(err)
			}
		})
	}
	close(start)
	wg.Wait()
	return id
}

// followed reads a room's log from after one rev up to another, without a hole, and returns
// the last state of each message.
func followed(t *testing.T, c *fayetest.Client, after, head int64) map[string]map[string]any {
	t.Helper()
	now := map[string]map[string]any{}
	for rev := after + 1; rev <= head; rev++ {
		data, _ := c.Next()["data"].(map[string]any)
		if data["rev"] != float64(rev) {
			t.Fatalf("rev %d is followed by %s", rev-1, text(data))
		}
		payload, _ := data["payload"].(map[string]any)
		id, _ := payload["id"].(string)
		now[id] = payload
	}
	return now
}
