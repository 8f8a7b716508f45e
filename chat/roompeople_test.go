package chat_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// TestDirectRoomsTellWhoIsInThem: they have no name but that.
func TestDirectRoomsTellWhoIsInThem(t *testing.T) {
	w := newWorld(t)
	ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
	pair, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{bob.ID}})
	if err != nil {
		t.Fatal(err)
	}
	many := []chat.UserID{bob.ID, eve.ID}
	for i := range 10 {
		many = append(many, w.user(fmt.Sprint("guest ", i)).ID)
	}
	group, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Direct, Members: many})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(many)
	names := func(viewer chat.User) map[chat.RoomID][]chat.UserID {
		t.Helper()
		list, _, err := w.RoomList(t.Context(), viewer.ID, chat.RoomFilter{}, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		found := map[chat.RoomID][]chat.UserID{}
		for _, e := range list {
			if (e.People != nil) != (e.Room.Kind == chat.Direct) {
				t.Errorf("people of a %s room: %v", e.Room.Kind, e.People)
			}
			if e.People != nil {
				for _, u := range *e.People {
					found[e.Room.ID] = append(found[e.Room.ID], u.ID)
				}
			}
		}
		return found
	}
	t.Run("TheOther", func(t *testing.T) {
		if a, b := names(ann)[pair.ID], names(bob)[pair.ID]; !slices.Equal(a, []chat.UserID{bob.ID}) || !slices.Equal(b, []chat.UserID{ann.ID}) {
			t.Errorf("ann sees %v, bob sees %v", a, b)
		}
	})
	t.Run("SomeOfMany", func(t *testing.T) {
		if got := names(ann)[group.ID]; !slices.Equal(got, many[:chat.PeopleShown]) {
			t.Errorf("%v, want the first of %v", got, many)
		}
	})
	t.Run("NotForOthers", func(t *testing.T) {
		if got := names(w.user("mallory")); len(got) > 0 {
			t.Errorf("%v", got)
		}
	})
	t.Run("BlockedAndErased", func(t *testing.T) {
		if err := w.Block(t.Context(), bob.ID, ann.ID); err != nil {
			t.Fatal(err)
		}
		res := w.ask("GET /api/v1/rooms/"+string(pair.ID), "", "X-User: bob")
		if !strings.Contains(res.body, `"people":[{"id":"`+string(ann.ID)+`"`) || !strings.Contains(res.body, `"blocked":true`) {
			t.Errorf("%d %s", res.StatusCode, res.body)
		}
		if err := w.EraseUser(t.Context(), ann.ID); err != nil {
			t.Fatal(err)
		}
		if got := names(bob)[pair.ID]; len(got) > 0 {
			t.Errorf("%v is erased", got)
		}
	})
	t.Run("OverHTTP", func(t *testing.T) {
		res := w.ask("GET /api/v1/rooms?filter=direct", "", "X-User: eve")
		if res.StatusCode != http.StatusOK || strings.Count(res.body, `"people":[`) != 1 || !strings.Contains(res.body, `"displayName":"bob"`) {
			t.Errorf("%d %s", res.StatusCode, res.body)
		}
	})
}
