package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// TestDevicesAgree: two people with three devices each, two by WebSocket and one that polls.
// What is unread, who is called, who types, who is there and how far both have read is the
// same on all six, also after each of them came back. TestDevicesInStep of package fayechat
// shows that it takes a round trip.
func TestDevicesAgree(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann, bob := p.guest("Ann"), p.guest("Bob")
	var room chat.Room
	ann.must(201, "POST /api/v1/rooms", map[string]string{"kind": "private", "name": "Home"}, &room)
	ann.must(201, "PUT /api/v1/rooms/"+string(room.ID)+"/members/"+bob.id, map[string]string{"role": "member"}, nil)
	var me struct{ Handle string }
	bob.must(200, "GET /api/v1/me", nil, &me)
	var all []*device
	for i := range 6 {
		d := &device{one: []*person{ann, bob}[i/3], room: room.ID, polls: i%3 == 2}
		d.open(t)
		all = append(all, d)
	}
	both := map[string]bool{"Ann": true, "Bob": true}
	want := screen{Present: both, Read: map[string]int64{"Ann": 0, "Bob": 0}}
	agree := func(when string, ofAnn, ofBob chat.Unread) {
		t.Helper()
		for i, d := range all {
			w := want
			w.Unread, w.Mentions = ofAnn.Count, ofAnn.Mentions
			if i >= 3 {
				w.Unread, w.Mentions = ofBob.Count, ofBob.Mentions
			}
			d.shows(t, fmt.Sprintf("%s, device %d", when, i), w)
		}
	}
	none := chat.Unread{}
	agree("at first", none, none)

	post := func(one *person, text string) (m chat.Message) {
		one.must(201, "POST /api/v1/rooms/"+string(room.ID)+"/messages", map[string]string{"text": text}, &m)
		return m
	}
	post(ann, "hello")
	last := post(ann, "a word, @"+me.Handle)
	agree("after two messages, of which one calls Bob", none, chat.Unread{Count: 2, Mentions: 1})

	if err := all[4].client.Publish(t.Context(), "/service/typing", map[string]any{"room": room.ID}); err != nil {
		t.Fatal(err)
	}
	want.Typing = map[string]bool{"Bob": true}
	agree("while Bob types", none, chat.Unread{Count: 2, Mentions: 1})
	post(bob, "yes")
	want.Typing = nil
	agree("after Bob answered", chat.Unread{Count: 1}, chat.Unread{Count: 2, Mentions: 1})

	for i, d := range all {
		_ = d.client.Close(t.Context()) // it comes back
		d.open(t)
		agree(fmt.Sprintf("after device %d came back", i), chat.Unread{Count: 1}, chat.Unread{Count: 2, Mentions: 1})
	}
	bob.must(200, "PUT /api/v1/rooms/"+string(room.ID)+"/read", map[string]int64{"seq": last.Seq}, nil)
	want.Read = map[string]int64{"Ann": 0, "Bob": last.Seq}
	agree("after Bob read", chat.Unread{Count: 1}, none)
}

// A device shows one room as a page would: it asks once when it comes, and after that
// believes what it is told.
type device struct {
	one    *person
	room   chat.RoomID
	polls  bool
	client *faye.Client

	mu     sync.Mutex
	unread chat.Unread
	now    screen
}

// A screen is what a device shows; names stand for people.
type screen struct {
	Unread, Mentions int
	Typing, Present  map[string]bool
	Read             map[string]int64
}

func (d *device) open(t *testing.T) {
	t.Helper()
	jar := d.one.client.Jar
	client, err := faye.NewClient(d.one.p.url+"/faye", &faye.ClientOptions{
		DisableWebSocket: d.polls, HTTPClient: &http.Client{Jar: jar}, Dialer: &websocket.Dialer{Jar: jar}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = client.Close(ctx)
	})
	d.client = client
	d.forget()
	for _, channel := range []string{"/rooms/" + string(d.room), "/rooms/" + string(d.room) + "/live", "/users/" + d.one.id} {
		if _, err := client.Subscribe(t.Context(), channel, d.take); err != nil {
			t.Fatal(err)
		}
	}
	room := "rooms/" + string(d.room)
	unread, typing, present, read := listOf[chat.Unread](d, "unread"), listOf[live](d, room+"/typing"), listOf[live](d, room+"/presence"), listOf[live](d, room+"/reads")
	d.forget()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, u := range unread {
		d.unread = u
	}
	for _, one := range typing {
		d.now.Typing[one.User.DisplayName] = true
	}
	for _, one := range present {
		d.now.Present[one.User.DisplayName] = true
	}
	for _, one := range read {
		d.now.Read[one.User.DisplayName] = one.ReadSeq
	}
}

// forget has the device show nothing.
func (d *device) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unread, d.now = chat.Unread{}, screen{Typing: map[string]bool{}, Present: map[string]bool{}, Read: map[string]int64{}}
}

// live is an entry of what is only live, and the payload of its events.
type live struct {
	User    chat.User
	Status  chat.Status
	ReadSeq int64
}

func listOf[T any](d *device, path string) []T {
	var page struct{ Items []T }
	d.one.must(200, "GET /api/v1/"+path, nil, &page)
	return page.Items
}

// take believes a delivery.
func (d *device) take(of faye.Delivery) {
	var data struct {
		Event   string
		Payload json.RawMessage
	}
	var one live
	var m chat.Message
	if json.Unmarshal(of.Data, &data) != nil || json.Unmarshal(data.Payload, &one) != nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch name := one.User.DisplayName; data.Event {
	case "message.created", "mention.added":
		if json.Unmarshal(data.Payload, &m) != nil || string(m.Author.ID) == d.one.id || m.Seq <= d.unread.ReadSeq {
			return
		}
		if data.Event == "mention.added" {
			d.unread.Mentions++
		} else {
			d.unread.Count++
		}
	case "read.updated":
		_ = json.Unmarshal(data.Payload, &d.unread)
	case "typing.started":
		d.now.Typing[name] = true
	case "typing.stopped":
		delete(d.now.Typing, name)
	case "presence.updated":
		if d.now.Present[name] = true; one.Status == chat.Offline {
			delete(d.now.Present, name)
		}
	case "receipt.updated":
		d.now.Read[name] = one.ReadSeq
	}
}

// shows waits until the device does.
func (d *device) shows(t *testing.T, when string, want screen) {
	t.Helper()
	var got screen
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if got = d.look(); got.plain() == want.plain() {
			return
		}
	}
	t.Fatalf("%s: it shows %+v, want %+v", when, got, want)
}

func (d *device) look() screen {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.now
	s.Unread, s.Mentions = d.unread.Count, d.unread.Mentions
	s.Typing, s.Present, s.Read = maps.Clone(s.Typing), maps.Clone(s.Present), maps.Clone(s.Read)
	return s
}

// plain is what can be compared.
func (s screen) plain() string {
	return fmt.Sprint(s.Unread, s.Mentions, slices.Sorted(maps.Keys(s.Typing)), slices.Sorted(maps.Keys(s.Present)), s.Read)
}
