package chat_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

func TestWithinRooms(t *testing.T) { onEachHost(t, testWithinRooms) }

// closeTicket opens the room of a ticket, promotes somebody in it and archives it, all in a
// transaction.
func (h *hosted) closeTicket(ann, sam chat.User, tx *chat.Tx) chat.Room {
	h.Helper()
	d := chat.RoomDraft{Kind: chat.Private, Ref: "ticket:7", Name: "Ticket 7", Members: []chat.UserID{sam.ID}}
	room, made, err := tx.OpenRoom(h.Context(), ann.ID, d)
	again, twice, err2 := tx.OpenRoom(h.Context(), sam.ID, d)
	if err := errors.Join(err, err2); err != nil || !made || twice || again.ID != room.ID {
		h.Fatalf("made %t and %t, %v", made, twice, err)
	}
	member, added, err := tx.ManageMember(h.Context(), "", room.ID, sam.ID, chat.RoleModerator)
	if err != nil || added || member.Role != chat.RoleModerator {
		h.Fatalf("%+v, new %t, %v", member, added, err)
	}
	room, err = tx.ManageRoom(h.Context(), sam.ID, room.ID, chat.RoomEdit{Archived: to(true)})
	if err != nil || !room.Archived() {
		h.Fatalf("got %+v, %v", room, err)
	}
	return room
}

func testWithinRooms(t *testing.T, fresh freshHost) {
	t.Run("AllOfItIsTold", func(t *testing.T) {
		h := fresh(t, 1)
		ann, sam := h.user("ann"), h.user("sam")
		of, tx := h.begin()
		room := h.closeTicket(ann, sam, tx)
		if _, _, err := tx.Post(t.Context(), ann.ID, room.ID, chat.Draft{Text: "late"}); !errors.Is(err, chat.ErrArchived) {
			t.Errorf("into the archived room: %v", err)
		}
		h.must(of.Commit())
		tx.Done()
		want := map[chat.RoomID]string{room.ID: "1 member.updated, 2 room.archived, ",
			chat.UserLog(ann.ID): "1 room.added, ", chat.UserLog(sam.ID): "1 room.added, "}
		if diff := cmp.Diff(want, h.allTold()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("ARollbackLeavesNothing", func(t *testing.T) {
		h := fresh(t, 1)
		ann, sam := h.user("ann"), h.user("sam")
		of, tx := h.begin()
		h.closeTicket(ann, sam, tx)
		h.must(of.Rollback())
		tx.Done()
		if _, err := h.Room(t.Context(), ann.ID, "ref:ticket:7"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrAUsersLog", func(t *testing.T) {
		h := fresh(t, 1)
		ann := h.user("ann")
		of, tx := h.begin()
		defer tx.Done()
		defer func() { h.must(of.Rollback()) }()
		_, edit := tx.ManageRoom(t.Context(), "", chat.UserLog(ann.ID), chat.RoomEdit{Name: to("Mine")})
		_, _, place := tx.ManageMember(t.Context(), "", chat.UserLog(ann.ID), ann.ID, "")
		if !errors.Is(edit, chat.ErrNotFound) || !errors.Is(place, chat.ErrNotFound) {
			t.Errorf("%v, %v", edit, place)
		}
	})
}
