package chat

import "net/http"

// readMark is the body of putRead. Force goes back too.
type readMark struct {
	Seq   *int64 `json:"seq" validate:"required,min=0"`
	Force bool   `json:"force"`
}

// readJSON is the viewer's place in a room with what is left to read.
type readJSON struct {
	Member
	LastSeq int64 `json:"lastSeq"`
	Unread  int   `json:"unread"`
	// Mentions is how many of those call the viewer, and of those in threads.
	Mentions int `json:"mentions"`
}

// receiptJSON is how far somebody has read.
type receiptJSON struct {
	User    User  `json:"user"`
	ReadSeq int64 `json:"readSeq"`
}

// putRead notes how far the viewer has read.
func (m *Module) putRead(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomUnasked(r)
	if err != nil {
		return err
	}
	body, err := m.readMarkOf(r, viewer.ID)
	if err != nil {
		return m.hiding(r, viewer.ID, room.ID, err)
	}
	mark := m.MarkRead
	if body.Force {
		mark = m.MarkUnread
	}
	got, err := mark(r.Context(), viewer.ID, room.ID, *body.Seq)
	if err != nil {
		return err
	}
	left, err := m.store.UnreadIn(r.Context(), room.ID, viewer.ID)
	if err != nil {
		return err
	}
	left = left.heeded(m.now())
	return writeJSON(w, http.StatusOK, readJSON{got, left.LastSeq, left.Count, left.Mentions})
}

// readMarkOf reads how far somebody has read.
func (m *Module) readMarkOf(r *http.Request, viewer UserID) (body readMark, err error) {
	if viewer == "" {
		return body, ErrUnauthenticated
	}
	if err := readBody(r, &body); err != nil {
		return body, err
	}
	return body, m.rules.check(body)
}

// getReads lists how far those members have read who let others know. A page may have
// fewer entries than there is room for, even none, while there are more.
func (m *Module) getReads(w http.ResponseWriter, r *http.Request) error {
	return sendMembers(m, w, r, m.Reads, func(one Membership) receiptJSON { return receiptJSON{one.Profile, one.ReadSeq} })
}

// getUnread lists what the viewer has not read.
func (m *Module) getUnread(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err != nil {
		return err
	}
	after, limit, err := idPage[RoomID](r)
	if err != nil {
		return err
	}
	list, more, err := m.Unread(r.Context(), viewer.ID, after, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newIDPage(list, more, func(u Unread) RoomID { return u.Room }))
}
