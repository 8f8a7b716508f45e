package main

import (
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// TestClientsPublishNowhere: whatever a client publishes is refused with an error that
// it is told, and reaches nobody.
func TestClientsPublishNowhere(t *testing.T) {
	needNode(t)
	p := start(t)
	ann := p.guest("Ann")
	lobby := p.lobby()
	all := connectAll(t, p, ann) // being logged in does not help
	for _, r := range all {
		r.subscribe("/messages", lobby)
	}
	forged := map[string]any{"event": "createMessage", "payload": map[string]any{"id": 1}}
	for _, r := range all {
		for _, channel := range []string{"/messages", lobby, lobby + "/live", "/anything", "/service/anything", "/users/" + ann.id} {
			if _, err := r.order("publish", channel, forged); err == nil || err.Code != 403 {
				t.Errorf("%s publishes to %s: %+v", r.library, channel, err)
			}
		}
	}
	ann.must(200, "POST /api/messages", map[string]string{"content": "hello"}, nil)
	for _, r := range all {
		if first, second := r.next(), r.next(); first.Channel != lobby || second.Channel != "/messages" ||
			first.Data["rev"] != 1.0 || second.Data["event"] != "createMessage" {
			t.Errorf("%s was told\n%v\n%v", r.library, first, second)
		}
	}
}

// TestClientsSubscribeToRoomsOnly: wildcards and everything that is no room are refused,
// and the client goes on with what it may read.
func TestClientsSubscribeToRoomsOnly(t *testing.T) {
	needNode(t)
	p := start(t)
	ann := p.guest("Ann")
	all := connectAll(t, p, ann)
	for _, r := range all {
		for channel, code := range map[string]int{
			"/**": 403, "/*": 403, "/rooms/*": 403, "/rooms/**": 403, "/messages/*": 403, p.lobby() + "/**": 403,
			"/news": 403, "/meta/connect": 403, "/rooms/none": 404,
		} {
			if _, err := r.order("subscribe", channel, nil); err == nil || err.Code != code {
				t.Errorf("%s subscribes to %s: %+v, want %d", r.library, channel, err, code)
			}
		}
		for len(r.replies) > 0 { // the refusals
			<-r.replies
		}
		r.subscribe("/messages")
	}
	ann.must(200, "POST /api/messages", map[string]string{"content": "hello"}, nil)
	for _, r := range all {
		if got := r.next(); got.Channel != "/messages" || got.Data["event"] != "createMessage" {
			t.Errorf("%s was told %v", r.library, got)
		}
	}
}

// TestClientsSeePrivateRoomsOfTheirOwn: a private room does not exist for a stranger,
// nor for somebody who is not logged in.
func TestClientsSeePrivateRoomsOfTheirOwn(t *testing.T) {
	t.Parallel()
	needNode(t)
	p := start(t)
	ann, eve := p.guest("Ann"), p.guest("Eve")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	room := privateRoom(t, p.db, chat.UserID(ann.id))
	p.restart()
	channel := "/rooms/" + string(room)
	others := append(connectAll(t, p, eve), connectAll(t, p, nil)...)
	for _, r := range others {
		if _, err := r.order("subscribe", channel, nil); err == nil || err.Code != 404 {
			t.Errorf("%s: %+v", r.library, err)
		}
		receive(r, r.replies, "the refusal")
		r.subscribe("/messages")
	}
	members := connectAll(t, p, ann)
	for _, r := range members {
		r.subscribe(channel)
	}
	ann.must(201, "POST /api/v1/rooms/"+string(room)+"/messages", map[string]string{"clientId": "1", "text": "our secret"}, nil)
	for _, r := range members {
		if got := r.next(); got.Channel != channel || got.Data["rev"] != 1.0 {
			t.Errorf("%s, of a member, was told %v", r.library, got)
		}
	}
	ann.must(200, "POST /api/messages", map[string]string{"content": "hello"}, nil)
	for _, r := range others {
		if got := r.next(); got.Channel != "/messages" {
			t.Errorf("%s, of a stranger, was told %v", r.library, got)
		}
	}
}

// privateRoom makes one in the database, which no process may serve meanwhile.
func privateRoom(t *testing.T, db string, owner chat.UserID) chat.RoomID {
	t.Helper()
	store, err := sqlite.Open(t.Context(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	nobody := chat.AuthenticatorFunc(nil)
	module, err := chat.New(store, nobody, nil)
	if err != nil {
		t.Fatal(err)
	}
	room, err := module.CreateRoom(t.Context(), owner, chat.RoomDraft{Kind: chat.Private, Slug: "plans", Name: "Plans"})
	if err != nil {
		t.Fatal(err)
	}
	if err := module.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return room.ID
}
