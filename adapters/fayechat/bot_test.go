package fayechat_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye/fayetest"
)

// bot makes a bot for the room, with a token.
func (w *world) bot(owner chat.User, room chat.RoomID, scopes ...string) (chat.User, chat.BotToken, string) {
	w.Helper()
	b, err := w.Module.CreateBot(w.Context(), owner.ID, room, chat.BotDraft{Name: "robot"})
	if err != nil {
		w.Fatal(err)
	}
	t, secret, err := w.Module.CreateBotToken(w.Context(), owner.ID, b.User.ID, chat.TokenDraft{Scopes: scopes})
	if err != nil {
		w.Fatal(err)
	}
	return b.User, t, secret
}

// with opens a socket with a token.
func (w *world) with(secret string) *fayetest.Client {
	return w.net.WebSocket(http.Header{"Authorization": {"Bearer " + secret}})
}

// TestBot is about sessions that began with a token.
func TestBot(t *testing.T) {
	w := newWorld(t, nil)
	ann := w.user("ann")
	room, other := w.room(ann, "tea"), w.room(ann, "other")
	user, token, secret := w.bot(ann, room.ID, chat.ScopeReadMessages)
	if _, _, err := w.Module.ManageMember(t.Context(), "", other.ID, user.ID, chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	c := w.with(secret)
	c.Handshake()
	t.Run("HearsItsRoom", func(t *testing.T) {
		c.Join("/rooms/"+string(room.ID), "/rooms/"+string(room.ID)+"/live")
		w.post(ann, room.ID, "hello")
		for !strings.Contains(text(c.Next()), "hello") { // what came before may come too
		}
	})
	t.Run("OtherRoomsDoNotExist", func(t *testing.T) {
		for _, channel := range []string{"/rooms/" + string(other.ID), "/rooms/" + string(other.ID) + "/live", "/users/" + string(user.ID), "/messages"} {
			if r := c.Subscribe(channel); r["successful"] != false || !strings.HasPrefix(text(r["error"]), `"404:`) {
				t.Errorf("%s: got %s", channel, text(r))
			}
		}
	})
	t.Run("WritesWithTheScopeOnly", func(t *testing.T) {
		_, _, writer := w.bot(ann, room.ID, chat.ScopeWriteMessages)
		d := w.with(writer)
		d.Handshake()
		if r := d.Subscribe("/rooms/" + string(room.ID)); r["successful"] != false || !strings.HasPrefix(text(r["error"]), `"403:`) {
			t.Errorf("a writer subscribes: got %s", text(r))
		}
		typing := `{"room":"` + string(room.ID) + `"}`
		if r := d.Publish("/service/typing", typing); r["successful"] != true {
			t.Errorf("a writer types: got %s", text(r))
		}
		if r := c.Publish("/service/typing", typing); r["successful"] != false {
			t.Errorf("a reader types: got %s", text(r))
		}
	})
	t.Run("EndsWithItsToken", func(t *testing.T) {
		_, _, stays := w.bot(ann, room.ID, chat.ScopeReadMessages)
		d := w.with(stays)
		d.Handshake()
		if err := w.Module.RemoveBotToken(t.Context(), ann.ID, user.ID, token.ID); err != nil {
			t.Fatal(err)
		}
		if w.Server.Session(c.ID) != nil || w.Server.Session(d.ID) == nil {
			t.Error("the session goes on, or that of another bot does not")
		}
		r := w.with(secret).Call(fayetest.Message{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": []string{"websocket"}})
		if r["successful"] != false || !strings.HasPrefix(text(r["error"]), `"403:`) {
			t.Errorf("it comes again: got %s", text(r))
		}
	})
}
