package chat_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestBlock(t *testing.T) {
	t.Run("NoDirectRoom", func(t *testing.T) {
		w := newWorld(t)
		ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
		if err := w.Block(t.Context(), ann.ID, bob.ID); err != nil {
			t.Fatal(err)
		}
		for name, d := range map[string]chat.RoomDraft{
			"of a pair":  {Kind: chat.Direct, Members: []chat.UserID{ann.ID}},
			"of a group": {Kind: chat.Direct, Members: []chat.UserID{eve.ID, ann.ID}},
		} {
			_, _, err := w.OpenRoom(t.Context(), bob.ID, d)
			_, err2 := w.CreateRoom(t.Context(), bob.ID, d)
			if !errors.Is(err, chat.ErrBlocked) || !errors.Is(err2, chat.ErrBlocked) {
				t.Errorf("%s: %v, %v", name, err, err2)
			}
		}
		a := w.ask("POST /api/v1/rooms", `{"kind":"direct","members":["`+string(ann.ID)+`"]}`, "X-User: bob")
		if a.StatusCode != http.StatusForbidden || !strings.Contains(a.body, `"code":"blocked"`) {
			t.Errorf("%s %s", a.Status, a.body)
		}
		if _, _, err := w.OpenRoom(t.Context(), eve.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{ann.ID}}); err != nil {
			t.Errorf("somebody else: %v", err)
		}
	})
	t.Run("NoWordInTheRoomOfTheTwo", func(t *testing.T) {
		w := newWorld(t)
		ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
		pair, _, err := w.OpenRoom(t.Context(), bob.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{ann.ID}})
		group, _, err2 := w.OpenRoom(t.Context(), bob.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{ann.ID, eve.ID}})
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		said := w.say(bob, pair.ID, "before")
		if err := w.Block(t.Context(), ann.ID, bob.ID); err != nil {
			t.Fatal(err)
		}
		_, _, posted := w.Post(t.Context(), bob.ID, pair.ID, chat.Draft{Text: "hi"})
		_, edited := w.Edit(t.Context(), bob.ID, said.ID, chat.Edit{Text: "more"})
		_, reacted := w.React(t.Context(), bob.ID, said.ID, "👍")
		_, pinned := w.Pin(t.Context(), bob.ID, said.ID)
		for what, err := range map[string]error{"post": posted, "edit": edited, "react": reacted, "pin": pinned, "type": w.Type(t.Context(), bob.ID, pair.ID, true)} {
			if !errors.Is(err, chat.ErrBlocked) {
				t.Errorf("%s: %v", what, err)
			}
		}
		w.say(bob, group.ID, "to all three")
		w.say(ann, pair.ID, "she may")
		if _, err := w.Delete(t.Context(), bob.ID, said.ID); err != nil {
			t.Errorf("takes back: %v", err)
		}
		if err := w.Unblock(t.Context(), ann.ID, bob.ID); err != nil {
			t.Fatal(err)
		}
		w.say(bob, pair.ID, "again")
	})
	t.Run("OnlyWhoBlocksSeesIt", func(t *testing.T) {
		w := newWorld(t)
		ann, bob := w.user("ann"), w.user("bob")
		msg := w.post(bob, "hi")
		if _, _, err := w.Post(t.Context(), bob.ID, w.Lobby(), chat.Draft{Text: "and", ReplyTo: msg.ID}); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Block(t.Context(), ann.ID, bob.ID), w.AddBookmark(t.Context(), ann.ID, msg.ID)); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[chat.UserID]bool{ann.ID: true, bob.ID: false, "": false} {
			page, err := w.Messages(t.Context(), who, chat.MessageQuery{Room: w.Lobby(), Limit: 9})
			one, err2 := w.Message(t.Context(), who, msg.ID)
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			if page.Items[0].Author.Blocked != want || page.Items[1].Quote.Author.Blocked != want || one.Author.Blocked != want {
				t.Errorf("for %q: %+v, %+v", who, page.Items, one)
			}
		}
		marked, _, err := w.Bookmarks(t.Context(), ann.ID, 0, 9)
		if err != nil || !marked[0].Message.Author.Blocked {
			t.Errorf("bookmarks %+v, %v", marked, err)
		}
		list, more, err := w.Blocks(t.Context(), ann.ID, 0, 9)
		if err != nil || more || len(list) != 1 || list[0].User.DisplayName != "bob" {
			t.Errorf("blocks %+v, %v", list, err)
		}
		if free, err := w.Reachable(t.Context(), bob.ID, []chat.UserID{ann.ID, bob.ID}); err != nil || len(free) != 1 || free[0] != bob.ID {
			t.Errorf("bob reaches %q, %v", free, err)
		}
		if list, _, err := w.Blocks(t.Context(), bob.ID, 0, 9); err != nil || len(list) != 0 {
			t.Errorf("his blocks %+v, %v", list, err)
		}
	})
	t.Run("TheirDevicesAreTold", func(t *testing.T) {
		w := newWorld(t)
		ann, bob := w.user("ann"), w.user("bob")
		if err := errors.Join(w.Block(t.Context(), ann.ID, bob.ID), w.Block(t.Context(), ann.ID, bob.ID), w.Unblock(t.Context(), ann.ID, bob.ID)); err != nil {
			t.Fatal(err)
		}
		for i, want := range []chat.EventKind{chat.BlockAdded, chat.BlockRemoved} {
			ev := w.next()
			if ev.Kind != want || ev.Room != chat.UserLog(ann.ID) || ev.Rev != int64(i)+1 || ev.Object != string(bob.ID) {
				t.Errorf("published %+v", ev)
			}
		}
	})
	t.Run("Err", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		for want, err := range map[error]error{
			chat.ErrInvalid: w.Block(t.Context(), ann.ID, ann.ID), chat.ErrNotFound: w.Block(t.Context(), ann.ID, "who"),
			chat.ErrUnauthenticated: w.Block(t.Context(), "", ann.ID),
		} {
			if !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		}
	})
}
