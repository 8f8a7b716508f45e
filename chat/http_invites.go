package chat

import "net/http"

// newInviteJSON is an invite with its token, which is told once.
type newInviteJSON struct {
	Invite
	Token string `json:"token"`
}

// acceptedJSON is the room that an invite let somebody into.
type acceptedJSON struct {
	Room   Room `json:"room"`
	Role   Role `json:"role"`
	Joined bool `json:"joined"`
}

func (m *Module) postInvite(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.managedRoom(r)
	if err != nil {
		return err
	}
	var d InviteDraft
	if err := readOptionalBody(r, &d); err != nil {
		return err
	}
	inv, token, err := m.CreateInvite(r.Context(), viewer.ID, room.ID, d)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, newInviteJSON{inv, token})
}

func (m *Module) getInvites(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.managedRoom(r)
	if err != nil {
		return err
	}
	after, limit, err := idPage[InviteID](r)
	if err != nil {
		return err
	}
	list, more, err := m.Invites(r.Context(), viewer.ID, room.ID, after, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newIDPage(list, more, func(inv Invite) InviteID { return inv.ID }))
}

func (m *Module) deleteInvite(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.managedRoom(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "invite")
	if err == nil {
		err = m.RemoveInvite(r.Context(), viewer.ID, room.ID, InviteID(id))
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// acceptInvite lets the viewer into a room: 201 for who is new there.
func (m *Module) postAccept(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err != nil {
		return err
	}
	token, err := pathID(r, "token")
	if err != nil {
		return err
	}
	room, got, added, err := m.AcceptInvite(r.Context(), viewer.ID, token)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if added {
		status = http.StatusCreated
	}
	return writeJSON(w, status, acceptedJSON{room, got.Role, added})
}
