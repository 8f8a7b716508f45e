package chat

import "net/http"

// typistJSON is who types.
type typistJSON struct {
	User User `json:"user"`
}

// attendeeJSON is who is there.
type attendeeJSON struct {
	User   User   `json:"user"`
	Status Status `json:"status"`
}

// postTyping says that the viewer types, or with {"typing":false} that they stopped.
func (m *Module) postTyping(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomOf(r)
	if err != nil {
		return err
	}
	body := struct {
		Typing bool `json:"typing"`
	}{Typing: true}
	if err := readOptionalBody(r, &body); err != nil {
		return err
	}
	if err := m.Type(r.Context(), viewer.ID, room.ID, body.Typing); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// getTyping lists who types, for those who were not there when it was told.
func (m *Module) getTyping(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomOf(r)
	if err != nil {
		return err
	}
	list, err := m.Typing(r.Context(), viewer.ID, room.ID)
	if err != nil {
		return err
	}
	var out struct {
		Items []typistJSON `json:"items"`
	}
	out.Items = make([]typistJSON, len(list))
	for i, u := range list {
		out.Items[i] = typistJSON{u}
	}
	return writeJSON(w, http.StatusOK, out)
}

// getPresence lists the members who are there. A page may have fewer entries than there
// is room for, even none, while there are more.
func (m *Module) getPresence(w http.ResponseWriter, r *http.Request) error {
	return sendMembers(m, w, r, m.Presence, func(one Attendee) attendeeJSON { return attendeeJSON(one) })
}
