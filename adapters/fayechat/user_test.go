package fayechat_test

import (
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// room makes a private room of the owner's with these members.
func (w *world) room(owner chat.User, slug string, members ...chat.User) chat.Room {
	w.Helper()
	d := chat.RoomDraft{Kind: chat.Private, Slug: slug, Name: slug}
	for _, u := range members {
		d.Members = append(d.Members, u.ID)
	}
	r, err := w.Module.CreateRoom(w.Context(), owner.ID, d)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// added wants the delivery to tell a user that they were added to the room.
func added(t *testing.T, got fayetest.Message, user chat.User, room chat.Room) {
	t.Helper()
	data, _ := got["data"].(map[string]any)
	about, _ := data["payload"].(map[string]any)
	if got["channel"] != "/users/"+string(user.ID) || data["event"] != "room.added" || data["user"] != string(user.ID) ||
		about["id"] != string(room.ID) || about["name"] != room.Name {
		t.Fatalf("got %s", text(got))
	}
}

func TestUserChannel(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.user("ann"), w.user("bob")
	channel := "/users/" + string(bob.ID)
	live := w.as("bob")
	live.Join(channel)

	first := w.room(ann, "first", bob)
	added(t, live.Next(), bob, first)
	second := w.room(ann, "second")
	if _, err := w.Module.AddMember(t.Context(), ann.ID, second.ID, bob.ID); err != nil {
		t.Fatal(err)
	}
	added(t, live.Next(), bob, second)

	t.Run("Replay", func(t *testing.T) {
		late := w.as("bob")
		if r := subscribeFrom(late, channel, 1); r["successful"] != true {
			t.Fatalf("got %s", text(r))
		}
		late.Connect()
		got := late.Next()
		if rev(t, got) != 2 {
			t.Fatalf("got %s", text(got))
		}
		added(t, got, bob, second)
	})
	t.Run("ReplayOfALogThatIsNotThere", func(t *testing.T) {
		eve := w.user("eve")
		c, own := w.as("eve"), "/users/"+string(eve.ID)
		if r := subscribeFrom(c, own, faye.ReplayAll); r["successful"] != true {
			t.Fatalf("got %s", text(r))
		}
		c.Connect()
		third := w.room(eve, "third")
		added(t, c.Next(), eve, third)
	})
	t.Run("ResetsWhatNeverWas", func(t *testing.T) {
		late := w.as("bob")
		r := subscribeFrom(late, channel, 99)
		if ext := text(r["ext"]); ext != text(map[string]any{"replay": map[string]any{channel: map[string]any{"reset": true, "head": 2}}}) {
			t.Fatalf("got %s", text(r))
		}
	})
	t.Run("ErrNotTheirs", func(t *testing.T) {
		for _, user := range []string{"", "ann"} {
			for _, wanted := range []string{channel, "/rooms/~" + string(bob.ID), "/users/*", channel + "/x", "/users/"} {
				if r := w.as(user).Subscribe(wanted); r["successful"] != false {
					t.Errorf("%q subscribed to %s: %s", user, wanted, text(r))
				}
			}
		}
	})
}

// TestLeft: who is no member of a private room any more hears nothing of it any more, on
// no device, and everybody else does.
func TestLeft(t *testing.T) {
	for name, end := range map[string]func(w *world, room chat.Room, bob chat.User) error{
		"DropMember": func(w *world, room chat.Room, bob chat.User) error {
			return w.Module.DropMember(w.Context(), "", room.ID, bob.ID)
		},
		"Leave": func(w *world, room chat.Room, bob chat.User) error {
			return w.Module.RemoveMember(w.Context(), bob.ID, room.ID, bob.ID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			ann, bob := w.user("ann"), w.user("bob")
			room := w.room(ann, "den", bob)
			channel := "/rooms/" + string(room.ID)
			desk, phone, owner := w.as("bob"), w.as("bob"), w.as("ann")
			for _, c := range []*fayetest.Client{desk, phone, owner} {
				c.Join(channel)
			}
			if err := end(w, room, bob); err != nil {
				t.Fatal(err)
			}
			w.post(ann, room.ID, "between us")
			for owner.Next()["data"].(map[string]any)["event"] != "message.created" {
			}
			for _, c := range []*fayetest.Client{desk, phone} {
				if subs := w.Server.Session(c.ID).Subscriptions(); len(subs) != 0 {
					t.Errorf("still subscribed to %q", subs)
				}
				if r := c.Subscribe(channel); r["successful"] != false {
					t.Errorf("got %s", text(r))
				}
			}
		})
	}
	t.Run("OfAPublicRoomReadsOn", func(t *testing.T) {
		w := newWorld(t, nil)
		bob := w.user("bob")
		lobby := w.Module.Lobby()
		if _, err := w.Module.AddMember(t.Context(), "", lobby, bob.ID); err != nil {
			t.Fatal(err)
		}
		c := w.as("bob")
		c.Join("/rooms/" + string(lobby))
		if err := w.Module.DropMember(t.Context(), "", lobby, bob.ID); err != nil {
			t.Fatal(err)
		}
		w.post(bob, lobby, "hi")
		for c.Next()["data"].(map[string]any)["event"] != "message.created" {
		}
	})
}

// TestThreadsAreNotOfTheSeed: clients of the first version know no threads, and would show
// what is said in them as if it stood in the room.
func TestThreadsAreNotOfTheSeed(t *testing.T) {
	w := newWorld(t, nil)
	ann := w.user("ann")
	c := w.as("")
	c.Join("/messages")
	root := w.post(ann, w.Module.Lobby(), "root")
	for _, d := range []chat.Draft{{Text: "inside", Thread: root.ID}, {Text: "both", Thread: root.ID, InRoom: true}} {
		if _, _, err := w.Module.Post(t.Context(), ann.ID, w.Module.Lobby(), d); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"root", "both"} {
		data, _ := c.Next()["data"].(map[string]any)
		if payload, _ := data["payload"].(map[string]any); payload["content"] != want {
			t.Errorf("got %s, want %s", text(data), want)
		}
	}
}
