package chat

import (
	"context"
	"errors"
	"net/http"
)

// roomJSON is a room with what it is to who asks.
type roomJSON struct {
	Room
	// Viewer is absent for those who are no member.
	Viewer *viewerJSON `json:"viewer,omitempty"`
}

// viewerJSON is a member's place in a room, as they see it.
type viewerJSON struct {
	Role    Role  `json:"role"`
	ReadSeq int64 `json:"readSeq"`
}

func (m *Module) viewerIn(ctx context.Context, room RoomID, viewer UserID) (*viewerJSON, error) {
	if viewer == "" {
		return nil, nil
	}
	got, err := m.store.Member(ctx, room, viewer)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return &viewerJSON{Role: got.Role, ReadSeq: got.ReadSeq}, err
}

// patchRoom changes a room: for its owners, and for those whom the host calls an admin.
func (m *Module) patchRoom(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.who(r)
	if err != nil {
		return err
	}
	room, err := m.roomFor(r, viewer, id)
	if err != nil {
		return err
	}
	if viewer.ID == "" {
		return ErrUnauthenticated
	}
	var e RoomEdit
	if err := readBody(r, &e); err != nil {
		return err
	}
	update := m.UpdateRoom
	if id.HasRole(RoleAdmin) {
		update = m.ManageRoom
	}
	room, err = update(r.Context(), viewer.ID, room.ID, e)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, room)
}

// roomFor returns the room that the path names: one that the viewer may read, or any for
// an admin.
func (m *Module) roomFor(r *http.Request, viewer User, id Identity) (Room, error) {
	name, err := pathID(r, "room")
	if err != nil {
		return Room{}, err
	}
	if viewer.ID == "" || !id.HasRole(RoleAdmin) {
		return m.Room(r.Context(), viewer.ID, name)
	}
	room, err := m.store.Room(r.Context(), RoomID(name))
	if errors.Is(err, ErrNotFound) {
		room, err = m.store.RoomBySlug(r.Context(), name)
	}
	return room, errors.Join(err, notPersonal(room))
}

// readMark is the body of putRead.
type readMark struct {
	Seq *int64 `json:"seq" validate:"required,min=0"`
}

// putRead notes how far the viewer has read.
func (m *Module) putRead(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomOf(r)
	if err != nil {
		return err
	}
	if viewer.ID == "" {
		return ErrUnauthenticated
	}
	var body readMark
	if err := readBody(r, &body); err != nil {
		return err
	}
	if err := m.rules.check(body); err != nil {
		return err
	}
	got, err := m.MarkRead(r.Context(), viewer.ID, room.ID, *body.Seq)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, got)
}

// getUnread lists what the viewer has not read.
func (m *Module) getUnread(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err != nil {
		return err
	}
	after, limit, err := roomPage(r)
	if err != nil {
		return err
	}
	list, more, err := m.Unread(r.Context(), viewer.ID, after, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newByRoom(list, more, func(u Unread) RoomID { return u.Room }))
}

// getRoomExport sends all of a room, for those whom the host calls an admin.
func (m *Module) getRoomExport(w http.ResponseWriter, r *http.Request) error {
	room, err := m.roomForAdmin(r)
	if err != nil {
		return err
	}
	return m.stream(w, r, "room-"+room.Slug, func(ctx context.Context, out *download) error {
		return m.ExportRoom(ctx, out, room.ID)
	})
}

func (m *Module) roomForAdmin(r *http.Request) (Room, error) {
	r, cancel := m.inTime(r)
	defer cancel()
	viewer, id, err := m.who(r)
	switch {
	case err != nil:
		return Room{}, err
	case viewer.ID == "":
		return Room{}, ErrUnauthenticated
	case !id.HasRole(RoleAdmin):
		return Room{}, ErrForbidden
	}
	return m.roomFor(r, viewer, id)
}
