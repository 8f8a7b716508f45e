package chat_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// rolesIn returns the roles of all members of a room.
func (w *world) rolesIn(room chat.RoomID) map[chat.UserID]chat.Role {
	w.Helper()
	list, err := w.store.Members(w.Context(), room, "", 100)
	if err != nil {
		w.Fatal(err)
	}
	roles := map[chat.UserID]chat.Role{}
	for _, m := range list {
		roles[m.User] = m.Role
	}
	return roles
}

func TestRoomDraftRoles(t *testing.T) {
	t.Run("StaffOwnsTheRoomThatACustomerOpens", func(t *testing.T) {
		var sam, sue chat.User
		w := newWorld(t, func(o *chat.Options) {
			o.OpenRef = func(_ context.Context, viewer chat.User, _ string) (chat.RoomDraft, error) {
				return chat.RoomDraft{Kind: chat.Private, Name: "Ticket 7", Members: []chat.UserID{sam.ID, sue.ID},
					Roles: map[chat.UserID]chat.Role{viewer.ID: chat.RoleMember, sam.ID: chat.RoleOwner, sue.ID: chat.RoleModerator}}, nil
			}
		})
		ann := w.user("ann")
		sam, sue = w.user("sam"), w.user("sue")
		r, err := w.Room(t.Context(), ann.ID, "ref:ticket:7")
		if err != nil || r.CreatedBy != ann.ID {
			t.Fatalf("got %+v, %v", r, err)
		}
		want := map[chat.UserID]chat.Role{ann.ID: chat.RoleMember, sam.ID: chat.RoleOwner, sue.ID: chat.RoleModerator}
		if diff := cmp.Diff(want, w.rolesIn(r.ID)); diff != "" {
			t.Error(diff)
		}
		if _, err := w.UpdateRoom(t.Context(), ann.ID, r.ID, chat.RoomEdit{Archived: to(true)}); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("the customer: %v", err)
		}
	})
	t.Run("TheRestIsAsAlways", func(t *testing.T) {
		w := newWorld(t)
		ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
		r, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "Plans",
			Members: []chat.UserID{bob.ID, eve.ID}, Roles: map[chat.UserID]chat.Role{eve.ID: chat.RoleReadOnly}})
		if err != nil {
			t.Fatal(err)
		}
		want := map[chat.UserID]chat.Role{ann.ID: chat.RoleOwner, bob.ID: chat.RoleMember, eve.ID: chat.RoleReadOnly}
		if diff := cmp.Diff(want, w.rolesIn(r.ID)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("NobodyWhoAsksOverHTTPSetsThem", func(t *testing.T) {
		w := newWorld(t)
		ann, bob := w.user("ann"), w.user("bob")
		var r chat.Room
		w.ask("POST /api/v1/rooms", `{"kind":"private","name":"X","members":["`+string(bob.ID)+`"],"roles":{"`+string(bob.ID)+`":"owner"},"Roles":{"`+string(bob.ID)+`":"owner"}}`,
			"X-User: ann").into(t, &r)
		want := map[chat.UserID]chat.Role{ann.ID: chat.RoleOwner, bob.ID: chat.RoleMember}
		if diff := cmp.Diff(want, w.rolesIn(r.ID)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("AHookMayNotWriteToTheCallers", func(t *testing.T) {
		w := newWorld(t, func(o *chat.Options) {
			o.Before.CreateRoom = func(_ context.Context, owner chat.User, d *chat.RoomDraft) error {
				d.Roles[owner.ID] = chat.RoleReadOnly
				return nil
			}
		})
		ann := w.user("ann")
		roles := map[chat.UserID]chat.Role{ann.ID: chat.RoleMember}
		r, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "X", Roles: roles})
		if err != nil || roles[ann.ID] != chat.RoleMember || w.rolesIn(r.ID)[ann.ID] != chat.RoleReadOnly {
			t.Errorf("%v, the caller's %v, stored %v", err, roles, w.rolesIn(r.ID))
		}
	})
}

func TestRoomDraftRolesRefused(t *testing.T) {
	w := newWorld(t)
	ann, bob, eve := w.user("ann"), w.user("bob"), w.user("eve")
	for name, d := range map[string]chat.RoomDraft{
		"ErrUnknownRole": {Kind: chat.Private, Name: "X", Roles: map[chat.UserID]chat.Role{ann.ID: "king"}},
		"ErrNoMember":    {Kind: chat.Private, Name: "X", Members: []chat.UserID{bob.ID}, Roles: map[chat.UserID]chat.Role{eve.ID: chat.RoleOwner}},
		"ErrDirect":      {Kind: chat.Direct, Members: []chat.UserID{bob.ID}, Roles: map[chat.UserID]chat.Role{ann.ID: chat.RoleOwner}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.CreateRoom(t.Context(), ann.ID, d)
			var field *chat.FieldError
			if !errors.As(err, &field) || field.Field != "roles" {
				t.Errorf("got %v", err)
			}
		})
	}
}
