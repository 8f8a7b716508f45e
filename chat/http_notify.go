package chat

import (
	"cmp"
	"net/http"
	"time"
)

// notifyJSON is what a member wants to be told of: "all", "mentions" or "none".
type notifyJSON struct {
	Level     string    `json:"level"`
	MuteUntil time.Time `json:"muteUntil,omitzero"`
}

// roomNotifyJSON also tells in which room, and how many mentions are counted there now.
type roomNotifyJSON struct {
	Room RoomID `json:"room"`
	notifyJSON
	Mentions int `json:"mentions"`
}

const allLevels = "all"

func newNotifyJSON(n Notify) notifyJSON {
	return notifyJSON{cmp.Or(string(n.Level), allLevels), n.MuteUntil}
}

func newViewerJSON(m Member, left Unread) *viewerJSON {
	return &viewerJSON{m.Role, m.ReadSeq, newNotifyJSON(m.Notify), left.Count, left.Mentions}
}

// notifyDraft is the body of putNotify; what is absent is as nobody chose it.
type notifyDraft struct {
	Level     string    `json:"level" validate:"omitempty,oneof=all mentions none"`
	MuteUntil time.Time `json:"muteUntil"`
}

// putNotify says what the viewer wants to be told of in a room.
func (m *Module) putNotify(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomOf(r)
	if err == nil && viewer.ID == "" {
		err = ErrUnauthenticated
	}
	if err != nil {
		return err
	}
	var d notifyDraft
	if err := readBody(r, &d); err != nil {
		return err
	}
	if err := m.rules.check(d); err != nil {
		return err
	}
	n := Notify{Level: NotifyLevel(d.Level), MuteUntil: d.MuteUntil}
	if d.Level == allLevels {
		n.Level = NotifyAll
	}
	got, err := m.SetNotify(r.Context(), viewer.ID, room.ID, n)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newNotifyJSON(got.Notify))
}
