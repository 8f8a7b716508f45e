package fayechat_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/chat/publishertest"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
	"github.com/parleychat/parley/storage/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// expiry is when the identity of the user "brief" ends.
const expiry = 10 * time.Minute

var byHeader = chat.AuthenticatorFunc(func(r *http.Request) (chat.Identity, error) {
	switch name := r.Header.Get("X-User"); name {
	case "":
		return chat.Identity{}, chat.ErrUnauthenticated
	case "outage":
		return chat.Identity{}, errors.New("session database down")
	case "brief":
		return chat.Identity{Provider: "test", Subject: name, Expires: time.Now().Add(expiry)}, nil
	default:
		return chat.Identity{Provider: "test", Subject: name, Name: name}, nil
	}
})

type world struct {
	*testing.T
	*fayechat.Node
	net *fayetest.Network
}

func newWorld(t *testing.T, opts *fayechat.Options) *world {
	t.Helper()
	return worldOver(t, memory.New(), byHeader, opts)
}

func worldOver(t *testing.T, store chat.Storage, authn chat.Authenticator, opts *fayechat.Options) *world {
	t.Helper()
	node, err := fayechat.New(store, authn, opts)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, Node: node, net: fayetest.Serve(t, node.Handler())}
	t.Cleanup(func() {
		if err := node.Shutdown(context.Background()); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	return w
}

func (w *world) user(name string) chat.User {
	w.Helper()
	u, err := w.Module.SignIn(w.Context(), chat.Identity{Provider: "test", Subject: name, Name: name})
	if err != nil {
		w.Fatal(err)
	}
	return u
}

func (w *world) post(author chat.User, room chat.RoomID, text string) chat.Message {
	w.Helper()
	m, _, err := w.Module.Post(w.Context(), author.ID, room, chat.Draft{Text: text})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// as opens a socket as the user; "" is nobody.
func (w *world) as(name string) *fayetest.Client {
	w.Helper()
	c := w.net.WebSocket(http.Header{"X-User": {name}})
	c.Handshake()
	return c
}

// text is a value as JSON, for comparing and printing.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestSeedChannel(t *testing.T) {
	for names, words := range map[fayechat.Names][3]string{
		fayechat.Part3: {"createMessage", "updateMessage", "deleteMessage"},
		fayechat.Part4: {"receivedMessage", "updateMessage", "deletedMessage"},
	} {
		t.Run(words[0], func(t *testing.T) {
			w := newWorld(t, &fayechat.Options{Names: names})
			ann, reader := w.user("ann"), w.as("")
			reader.Join("/messages")
			msg := w.post(ann, w.Module.Lobby(), "<b>hi</b>")
			want := map[string]any{"event": words[0], "payload": map[string]any{
				"id": 1, "content": "&lt;b>hi&lt;/b>", "userId": ann.ID, "created": msg.CreatedAt,
				"user": map[string]any{"id": ann.ID, "displayName": "ann", "profileUrl": "", "avatarUrl": ""}}}
			if got := reader.Next(); len(got) != 2 || text(got["data"]) != text(want) {
				t.Errorf("got  %s\nwant %s", text(got), text(want))
			}
			if _, err := w.Module.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "a < b"}); err != nil {
				t.Fatal(err)
			}
			want = map[string]any{"event": words[1], "payload": map[string]any{"id": 1, "content": "a &lt; b"}}
			if got := reader.Next(); text(got["data"]) != text(want) {
				t.Errorf("got  %s\nwant %s", text(got), text(want))
			}
			if _, err := w.Module.Delete(t.Context(), ann.ID, msg.ID); err != nil {
				t.Fatal(err)
			}
			want = map[string]any{"event": words[2], "payload": map[string]any{"id": 1}}
			if got := reader.Next(); text(got["data"]) != text(want) {
				t.Errorf("got  %s\nwant %s", text(got), text(want))
			}
		})
	}
}

func TestRoomChannel(t *testing.T) {
	w := newWorld(t, nil)
	ann, reader := w.user("ann"), w.as("")
	channel := "/rooms/" + string(w.Module.Lobby())
	reader.Join(channel)
	msg := w.post(ann, w.Module.Lobby(), "<b>hi</b>")
	got := reader.Next()
	var ev chat.Event
	if err := json.Unmarshal([]byte(text(got["data"])), &ev); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got["channel"] != channel || ev.Kind != chat.MessageCreated || ev.Rev != 1 ||
		ev.Message.ID != msg.ID || ev.Message.Text != msg.Text || ev.Message.Author.ID != ann.ID || ev.By.ID != ann.ID {
		t.Errorf("got %s", text(got))
	}
}

// TestNodesAreOfTheRoomChannel: what is marked up comes as nodes where clients know them,
// and as it was written to those of the first version.
func TestNodesAreOfTheRoomChannel(t *testing.T) {
	w := newWorld(t, nil)
	ann, reader, old := w.user("ann"), w.as(""), w.as("")
	reader.Join("/rooms/" + string(w.Module.Lobby()))
	old.Join("/messages")
	w.post(ann, w.Module.Lobby(), "*hi*")
	var ev chat.Event
	if err := json.Unmarshal([]byte(text(reader.Next()["data"])), &ev); err != nil {
		t.Fatal(err)
	}
	if ev.Message.Nodes == nil || (*ev.Message.Nodes)[0].Nodes[0].Kind != chat.NodeEmphasis || ev.Message.Text != "*hi*" {
		t.Errorf("got %+v", ev.Message)
	}
	data, _ := old.Next()["data"].(map[string]any)
	payload, _ := data["payload"].(map[string]any)
	if _, has := payload["nodes"]; has || payload["content"] != "*hi*" {
		t.Errorf("got %s", text(data))
	}
}

func TestSubscribe(t *testing.T) {
	w := newWorld(t, nil)
	ann := w.user("ann")
	private, err := w.Module.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "plans", Name: "Plans"})
	if err != nil {
		t.Fatal(err)
	}
	secret, lobby := "/rooms/"+string(private.ID), "/rooms/"+string(w.Module.Lobby())
	for name, c := range map[string]struct{ user, channel, err string }{
		"Messages":             {"", "/messages", ""},
		"PublicRoom":           {"", lobby, ""},
		"PrivateRoomOfMember":  {"ann", secret, ""},
		"ErrPrivateRoom":       {"", secret, "404:" + secret + ":Unknown channel"},
		"ErrPrivateOfStranger": {"eve", secret, "404:" + secret + ":Unknown channel"},
		"ErrUnknownRoom":       {"", "/rooms/none", "404:/rooms/none:Unknown channel"},
		"ErrOtherChannel":      {"ann", "/news", "403:/news:Forbidden channel"},
		"ErrEverything":        {"ann", "/**", "403:/**:Forbidden channel"},
		"ErrEveryRoom":         {"ann", "/rooms/*", "403:/rooms/*:Forbidden channel"},
		"ErrBelowRoom":         {"ann", lobby + "/**", "403:" + lobby + "/**:Forbidden channel"},
		"ErrMessagesWildcard":  {"ann", "/messages/*", "403:/messages/*:Forbidden channel"},
		"ErrMeta":              {"ann", "/meta/**", "403:/meta/**:Forbidden channel"},
		"ErrNoRoom":            {"ann", "/rooms", "403:/rooms:Forbidden channel"},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.as(c.user).Subscribe(c.channel)
			if (r["successful"] == true) != (c.err == "") || c.err != "" && r["error"] != c.err {
				t.Errorf("got %s", text(r))
			}
		})
	}
	t.Run("ErrArrayWithOneForbidden", func(t *testing.T) {
		c := w.as("eve")
		r := c.Call(fayetest.Message{"channel": "/meta/subscribe", "subscription": []string{"/messages", secret}})
		if r["successful"] == true {
			t.Fatalf("got %s", text(r))
		}
		c.Connect()
		w.post(ann, w.Module.Lobby(), "x")
		if err := w.Module.Shutdown(t.Context()); err != nil { // everything is published now
			t.Fatal(err)
		}
		c.Call(fayetest.Message{"channel": "/meta/unsubscribe", "subscription": "/messages"})
		if !c.Quiet() {
			t.Errorf("it was subscribed to a part: %s", text(c.Next()))
		}
	})
}

func TestIdentityExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		c, later := w.as("brief"), w.net.Poll()
		c.Connect()
		time.Sleep(expiry + time.Second) // of the bubble's clock
		later.ID = c.ID
		r := later.Call(fayetest.Message{"channel": "/meta/subscribe", "subscription": "/messages"})
		if r["successful"] != false || !strings.HasPrefix(fmt.Sprint(r["error"]), "401:") {
			t.Errorf("got %s", text(r))
		}
	})
}

func TestOutageIsNoRefusal(t *testing.T) {
	w := newWorld(t, nil)
	c := w.net.WebSocket(http.Header{"X-User": {"outage"}})
	r := c.Call(fayetest.Message{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": []string{"websocket"}})
	advice, _ := r["advice"].(map[string]any)
	if r["successful"] != false || r["error"] != "500::Internal server error" || advice["reconnect"] == "none" {
		t.Errorf("got %s", text(r))
	}
}

func TestNewRefuses(t *testing.T) {
	for name, opts := range map[string]*fayechat.Options{
		"ErrPublisher": {Chat: &chat.Options{Publisher: chat.PublisherFunc(nil)}},
		"ErrRealtime":  {Chat: &chat.Options{Realtime: http.NotFoundHandler()}},
		"ErrPolicy":    {Faye: &faye.Options{Policy: faye.Open()}},
		"ErrHistory":   {Faye: &faye.Options{History: &faye.History{}}},
		"ErrNames":     {Names: 7},
		"ErrFaye":      {Faye: &faye.Options{MaxBody: -1}},
		"ErrChat":      {Chat: &chat.Options{MaxText: -1}},
	} {
		t.Run(name, func(t *testing.T) {
			if n, err := fayechat.New(memory.New(), byHeader, opts); err == nil || n != nil {
				t.Errorf("got %v", n)
			}
		})
	}
}

// TestFiftyConcurrentPosts: 50 messages, revs without holes, every subscriber sees
// them in order, once, on every transport and on both channels.
func TestFiftyConcurrentPosts(t *testing.T) {
	const posts = 50
	w := newWorld(t, nil)
	ann := w.user("ann")
	channel := "/rooms/" + string(w.Module.Lobby())
	readers := map[string]*fayetest.Client{"websocket": w.net.WebSocket(), "long-polling": w.net.Poll(), "form": w.net.Form(), "callback-polling": w.net.Callback()}
	for _, c := range readers {
		c.Join(channel, "/messages")
	}
	var wg sync.WaitGroup
	for i := range posts {
		wg.Go(func() { w.post(ann, w.Module.Lobby(), fmt.Sprint(i)) })
	}
	wg.Wait()
	for name, c := range readers {
		rev, id := 0, 0
		for rev < posts || id < posts {
			data := c.Next()["data"].(map[string]any)
			if r, ok := data["rev"]; ok {
				if rev++; r != float64(rev) {
					t.Fatalf("%s: rev %v came where %d was due", name, r, rev)
				}
				continue
			}
			if id++; data["payload"].(map[string]any)["id"] != float64(id) {
				t.Fatalf("%s: %v came where message %d was due", name, data, id)
			}
		}
		if !c.Quiet() {
			t.Errorf("%s: more came: %s", name, text(c.Next()))
		}
	}
}

func TestPublisher(t *testing.T) {
	publishertest.Run(t, func(t *testing.T) publishertest.Node {
		bus, err := faye.NewServer(&faye.Options{Policy: faye.Open()})
		if err != nil {
			t.Fatal(err)
		}
		net := fayetest.Serve(t, bus)
		t.Cleanup(func() {
			if err := bus.Shutdown(context.Background()); err != nil {
				t.Error(err)
			}
		})
		return publishertest.Node{Publisher: fayechat.NewPublisher(bus, fayechat.Part3), Subscribe: func(room chat.RoomID) <-chan chat.Event {
			return follow(t, net, room)
		}}
	})
}

// follow reads a room's channel over a socket into a Go channel, until the test ends.
func follow(t *testing.T, net *fayetest.Network, room chat.RoomID) <-chan chat.Event {
	c := net.WebSocket()
	c.Join("/rooms/" + string(room))
	out := make(chan chat.Event)
	go func() {
		for {
			frame := c.Receive()
			var all []struct{ Data *chat.Event }
			if json.Unmarshal([]byte(frame), &all) != nil {
				return // closed
			}
			for _, m := range all {
				if m.Data == nil {
					continue // a reply
				}
				select {
				case out <- *m.Data:
				case <-t.Context().Done():
					return
				}
			}
		}
	}()
	return out
}
