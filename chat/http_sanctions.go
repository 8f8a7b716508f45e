package chat

import (
	"context"
	"net/http"
	"time"
)

// sanctionJSON is a ban or a mute as those see it who keep order.
type sanctionJSON struct {
	Kind SanctionKind `json:"kind"`
	// Room is absent for what is in force everywhere.
	Room   RoomID    `json:"room,omitempty"`
	User   User      `json:"user"`
	By     UserID    `json:"by,omitempty"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
	Until  time.Time `json:"until,omitzero"`
}

func newSanctionJSON(s Sanctioned) sanctionJSON {
	return sanctionJSON{s.Kind, s.Room, s.Profile, s.By, s.Reason, s.At, s.Until}
}

// sanctionRoutes are those about bans and mutes: in a room, and everywhere.
func (m *Module) sanctionRoutes() map[string]endpoint {
	routes := map[string]endpoint{}
	for path, s := range map[string]struct {
		kind SanctionKind
		room func(*http.Request) (User, RoomID, error)
	}{
		"/api/v1/rooms/{room}/bans":  {Ban, m.orderlyRoom},
		"/api/v1/rooms/{room}/mutes": {Mute, m.orderlyRoom},
		"/api/v1/admin/bans":         {Ban, m.everywhere},
	} {
		routes["GET "+path] = m.getSanctions(s.kind, s.room)
		routes["PUT "+path+"/{user}"] = m.putSanction(s.kind, s.room)
		routes["DELETE "+path+"/{user}"] = m.deleteSanction(s.kind, s.room)
	}
	return routes
}

// orderlyRoom returns the viewer, who must be logged in, and the room that the path names.
func (m *Module) orderlyRoom(r *http.Request) (User, RoomID, error) {
	viewer, room, err := m.managedRoom(r)
	return viewer, room.ID, err
}

// everywhere returns the viewer, who must be logged in, and no room.
func (m *Module) everywhere(r *http.Request) (User, RoomID, error) {
	viewer, _, err := m.who(r)
	if err == nil && viewer.ID == "" {
		err = ErrUnauthenticated
	}
	return viewer, "", err
}

func (m *Module) getSanctions(kind SanctionKind, where func(*http.Request) (User, RoomID, error)) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		viewer, room, err := where(r)
		if err != nil {
			return err
		}
		after, limit, err := idPage[UserID](r)
		if err != nil {
			return err
		}
		list, more, err := m.Sanctions(r.Context(), viewer.ID, room, kind, after, limit)
		if err != nil {
			return err
		}
		all := make([]sanctionJSON, len(list))
		for i, s := range list {
			all[i] = newSanctionJSON(s)
		}
		return writeJSON(w, http.StatusOK, newIDPage(all, more, func(s sanctionJSON) UserID { return s.User.ID }))
	}
}

func (m *Module) putSanction(kind SanctionKind, where func(*http.Request) (User, RoomID, error)) endpoint {
	set := m.Ban
	if kind == Mute {
		set = m.Mute
	}
	return m.aboutUser(where, func(ctx context.Context, w http.ResponseWriter, r *http.Request, viewer UserID, room RoomID, user UserID) error {
		var d SanctionDraft
		if err := readOptionalBody(r, &d); err != nil {
			return err
		}
		s, err := set(ctx, viewer, room, user, d)
		list := []Sanctioned{{Sanction: s}}
		if err == nil {
			err = m.fillSanctioned(ctx, list)
		}
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, newSanctionJSON(list[0]))
	})
}

func (m *Module) deleteSanction(kind SanctionKind, where func(*http.Request) (User, RoomID, error)) endpoint {
	lift := m.Unban
	if kind == Mute {
		lift = m.Unmute
	}
	return m.aboutUser(where, func(ctx context.Context, w http.ResponseWriter, _ *http.Request, viewer UserID, room RoomID, user UserID) error {
		if err := lift(ctx, viewer, room, user); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}

// aboutUser is an endpoint that somebody who is logged in asks about the user of the path.
func (m *Module) aboutUser(
	where func(*http.Request) (User, RoomID, error),
	do func(ctx context.Context, w http.ResponseWriter, r *http.Request, viewer UserID, room RoomID, user UserID) error,
) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		viewer, room, err := where(r)
		if err != nil {
			return err
		}
		user, err := pathID(r, "user")
		if err != nil {
			return err
		}
		if user == "me" {
			user = string(viewer.ID)
		}
		return do(r.Context(), w, r, viewer.ID, room, UserID(user))
	}
}
