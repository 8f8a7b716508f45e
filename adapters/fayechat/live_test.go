package fayechat_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestLiveChannel: who may follow a room live, and who may not.
func TestLiveChannel(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.user("ann"), w.user("bob")
	den, lobby := "/rooms/"+string(w.room(ann, "den", bob).ID), "/rooms/"+string(w.Module.Lobby())
	for _, c := range []struct {
		user, channel string
		want          bool
	}{
		{"ann", den + "/live", true},
		{"bob", den + "/live", true},
		{"eve", den + "/live", false},
		{"", den + "/live", false},
		{"eve", lobby + "/live", true},
		{"", lobby + "/live", true},
		{"ann", den + "/live/live", false},
		{"ann", den + "/*", false},
		{"ann", "/rooms/*/live", false},
		{"ann", "/rooms//live", false},
		{"ann", "/rooms/no-room/live", false},
		{"ann", "/users/" + string(ann.ID) + "/live", false},
		{"ann", "/rooms/~" + string(ann.ID) + "/live", false},
	} {
		if r := w.as(c.user).Subscribe(c.channel); r["successful"] != c.want {
			t.Errorf("%q to %s: %s", c.user, c.channel, text(r))
		}
	}
}

// TestServices: who may say what about themselves.
func TestServices(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.user("ann"), w.user("bob")
	room := w.room(ann, "den", bob)
	if _, _, err := w.Module.ManageMember(t.Context(), "", room.ID, bob.ID, chat.RoleReadOnly); err != nil {
		t.Fatal(err)
	}
	in := func(room chat.RoomID) string { return text(map[string]any{"room": room}) }
	for name, c := range map[string]struct{ user, channel, data, err string }{
		"Typing":                 {"ann", "/service/typing", in(room.ID), ""},
		"TypingInPublic":         {"eve", "/service/typing", in(w.Module.Lobby()), ""},
		"ErrTypingReader":        {"bob", "/service/typing", in(room.ID), "403:"},
		"ErrTypingStranger":      {"eve", "/service/typing", in(room.ID), "404:"},
		"ErrTypingNobody":        {"", "/service/typing", in(w.Module.Lobby()), "403:"},
		"ErrTypingNoRoom":        {"ann", "/service/typing", `{}`, "400:"},
		"ErrTypingUnknownRoom":   {"ann", "/service/typing", `{"room":"x"}`, "404:"},
		"ErrTypingInALog":        {"ann", "/service/typing", in(chat.UserLog(ann.ID)), "404:"},
		"ErrTypingMalformed":     {"ann", "/service/typing", `[1]`, "400:"},
		"Presence":               {"ann", "/service/presence", `{"status":"away"}`, ""},
		"PresenceOfAReader":      {"bob", "/service/presence", `{"status":"online"}`, ""},
		"ErrPresenceNobody":      {"", "/service/presence", `{"status":"away"}`, "403:"},
		"ErrOther":               {"ann", "/service/else", `{}`, "403:"},
		"ErrBelow":               {"ann", "/service/typing/x", in(room.ID), "403:"},
		"ErrPublishToLive":       {"ann", "/rooms/" + string(room.ID) + "/live", `{}`, "403:"},
		"ErrPublishToTheRoom":    {"ann", "/rooms/" + string(room.ID), `{}`, "403:"},
		"ErrPublishToAnothersOf": {"ann", "/users/" + string(bob.ID), `{}`, "403:"},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.as(c.user).Publish(c.channel, c.data)
			got, _ := r["error"].(string)
			if r["successful"] != (c.err == "") || !strings.HasPrefix(got, c.err) {
				t.Errorf("got %s", text(r))
			}
		})
	}
	for name, data := range map[string]string{"ErrStatus": `{"status":"offline"}`, "ErrStatusType": `{"status":7}`} {
		t.Run(name, func(t *testing.T) {
			c := w.as("ann")
			c.Publish("/service/presence", data)
			if r := c.NextReply(); r["successful"] != false || !strings.HasPrefix(r["error"].(string), "400:") {
				t.Errorf("got %s", text(r))
			}
		})
	}
	t.Run("WithoutASession", func(t *testing.T) {
		c := w.net.WebSocket()
		if r := c.Publish("/service/presence", `{"status":"away"}`); r["successful"] != false {
			t.Errorf("got %s", text(r))
		}
	})
}

// typing wants the delivery to say that somebody types in the room.
func typing(t *testing.T, got fayetest.Message, event string, user chat.User, room chat.Room) {
	t.Helper()
	data, _ := got["data"].(map[string]any)
	about, _ := data["payload"].(map[string]any)
	who, _ := about["user"].(map[string]any)
	if got["channel"] != "/rooms/"+string(room.ID)+"/live" || data["event"] != event || who["id"] != string(user.ID) ||
		data["rev"] != nil || data["room"] != string(room.ID) {
		t.Fatalf("got %s", text(got))
	}
}

// TestLiveIsNotReplayed: who comes late asks; the channel tells nothing of before.
func TestLiveIsNotReplayed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		ann := w.user("ann")
		room := w.room(ann, "den")
		channel := "/rooms/" + string(room.ID) + "/live"
		if err := w.Module.Type(t.Context(), ann.ID, room.ID, true); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		late := w.as("ann")
		r := subscribeFrom(late, channel, faye.ReplayAll)
		if r["successful"] != true || !strings.Contains(text(r["ext"]), `"reset":true`) {
			t.Fatalf("got %s", text(r))
		}
		late.Connect()
		time.Sleep(time.Second)
		synctest.Wait()
		for !late.Quiet() {
			if got := late.Next(); text(got["data"].(map[string]any)["event"]) != `"presence.updated"` {
				t.Errorf("got %s", text(got))
			}
		}
		time.Sleep(5 * time.Second)
		typing(t, late.Next(), "typing.stopped", ann, room)
	})
}

// TestLiveEndsWithTheMembership: who leaves a private room sees no more of it.
func TestLiveEndsWithTheMembership(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.user("ann"), w.user("bob")
	room := w.room(ann, "den", bob)
	desk, owner := w.as("bob"), w.as("ann")
	channel := "/rooms/" + string(room.ID)
	desk.Join(channel + "/live")
	owner.Join(channel, channel+"/live")
	if err := w.Module.DropMember(t.Context(), "", room.ID, bob.ID); err != nil {
		t.Fatal(err)
	}
	w.post(ann, room.ID, "between us")
	for owner.Next()["data"].(map[string]any)["event"] != "message.created" {
	}
	if subs := w.Server.Session(desk.ID).Subscriptions(); len(subs) != 0 {
		t.Errorf("still subscribed to %q", subs)
	}
}

// TestLiveOptions: live channels are dropped first, and what the host wants to be told of
// and to drop stays so.
func TestLiveOptions(t *testing.T) {
	var came, went []string
	o := fayechat.NewLive().Options(&faye.Options{
		Droppable: func(channel string) bool { return channel == "/cursors" },
		MaxQueue:  7,
		Listener: &faye.Listener{
			OnHandshake:  func(s *faye.Session) { came = append(came, s.ID()) },
			OnDisconnect: func(s *faye.Session) { went = append(went, s.ID()) },
		},
	})
	for channel, want := range map[string]bool{
		"/rooms/a/live": true, "/cursors": true, "/rooms/a": false, "/users/a": false, "/messages": false, "/users/a/live": false,
	} {
		if o.Droppable(channel) != want {
			t.Errorf("%s is dropped: %t", channel, !want)
		}
	}
	if fayechat.NewLive().Options(nil).Droppable("/cursors") || o.MaxQueue != 7 {
		t.Error("the options are not those that were given")
	}
	w := newWorld(t, &fayechat.Options{Faye: o})
	c := w.as("ann")
	c.Call(fayetest.Message{"channel": "/meta/disconnect"})
	if len(came) != 1 || len(went) != 1 || came[0] != c.ID || went[0] != c.ID {
		t.Errorf("came %q, went %q", came, went)
	}
}

// TestLiveAfterShutdown: what nobody can be told any more is no failure worth a word.
func TestLiveAfterShutdown(t *testing.T) {
	live := fayechat.NewLive()
	if err := live.Signal(t.Context(), chat.Signal{Kind: chat.TypingStarted, Room: "a"}); err != nil {
		t.Errorf("before the server: %v", err)
	}
	w := newWorld(t, nil)
	if err := live.Serve(w.Server, w.Module); err == nil {
		t.Error("two answer the same services")
	}
	bus, err := faye.NewServer(live.Options(nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(live.Serve(bus, w.Module), bus.Shutdown(context.Background())); err != nil {
		t.Fatal(err)
	}
	if err := live.Signal(t.Context(), chat.Signal{Kind: chat.TypingStarted, Room: "a"}); !errors.Is(err, chat.ErrClosed) {
		t.Errorf("after it: %v", err)
	}
	if _, err := fayechat.New(nil, nil, &fayechat.Options{Chat: &chat.Options{Live: live}}); err == nil {
		t.Error("New took a Live of the host's")
	}
}
