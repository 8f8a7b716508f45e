package chat

import (
	"context"
	"net/http"
	"time"
)

// placeJSON is a member with who it is.
type placeJSON struct {
	User     User      `json:"user"`
	Role     Role      `json:"role"`
	JoinedAt time.Time `json:"joinedAt"`
}

// placeDraft is the body of putPlace, which need not be there.
type placeDraft struct {
	Role Role `json:"role" validate:"omitempty,oneof=owner moderator member read-only"`
}

// getMembers lists who belongs to a room.
func (m *Module) getMembers(w http.ResponseWriter, r *http.Request) error {
	list := func(ctx context.Context, viewer UserID, room RoomID, after UserID, limit int) ([]Membership, UserID, bool, error) {
		list, more, err := m.Members(ctx, viewer, room, after, limit)
		if len(list) > 0 {
			after = list[len(list)-1].User
		}
		return list, after, more, err
	}
	return sendMembers(m, w, r, list, func(one Membership) placeJSON { return placeJSON{one.Profile, one.Role, one.JoinedAt} })
}

// sendMembers answers with a page of something about the members of the room that the
// path names. list also tells after whom the next page begins.
func sendMembers[T, JSON any](
	m *Module, w http.ResponseWriter, r *http.Request,
	list func(ctx context.Context, viewer UserID, room RoomID, after UserID, limit int) ([]T, UserID, bool, error), show func(T) JSON,
) error {
	viewer, room, err := m.roomOf(r)
	if err != nil {
		return err
	}
	after, limit, err := idPage[UserID](r)
	if err != nil {
		return err
	}
	found, next, more, err := list(r.Context(), viewer.ID, room.ID, after, limit)
	if err != nil {
		return err
	}
	page := idPageJSON[JSON, UserID]{Items: make([]JSON, len(found))}
	page.Page.After, page.Page.HasAfter = next, more
	for i, one := range found {
		page.Items[i] = show(one)
	}
	return writeJSON(w, http.StatusOK, page)
}

// putMember makes somebody a member, or gives them another role: 201 for who is new.
func (m *Module) putPlace(w http.ResponseWriter, r *http.Request) error {
	viewer, room, user, err := m.placeOf(r)
	if err != nil {
		return err
	}
	var body placeDraft
	if err := readOptionalBody(r, &body); err != nil {
		return err
	}
	if err := m.rules.check(body); err != nil {
		return err
	}
	got, added, err := m.PutMember(r.Context(), viewer.ID, room.ID, user, body.Role)
	if err != nil {
		return err
	}
	profile, err := m.store.User(r.Context(), user)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if added {
		status = http.StatusCreated
	}
	return writeJSON(w, status, placeJSON{profile, got.Role, got.JoinedAt})
}

// deleteMember ends a membership.
func (m *Module) deleteMember(w http.ResponseWriter, r *http.Request) error {
	viewer, room, user, err := m.placeOf(r)
	if err == nil {
		err = m.RemoveMember(r.Context(), viewer.ID, room.ID, user)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// placeOf returns the viewer, the room and the user that the path names, maybe by a ref.
func (m *Module) placeOf(r *http.Request) (User, Room, UserID, error) {
	viewer, room, err := m.managedRoom(r)
	if err != nil {
		return User{}, Room{}, "", err
	}
	name, err := pathUser(r, viewer)
	if err != nil {
		return User{}, Room{}, "", err
	}
	user, err := m.people(r.Context(), viewer.ID, []UserID{name})
	if err != nil {
		return User{}, Room{}, "", err
	}
	return viewer, room, user[0], nil
}
