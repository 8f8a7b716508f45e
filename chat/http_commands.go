package chat

import "net/http"

// commandListJSON are the commands for a client to offer.
type commandListJSON struct {
	Items []Command `json:"items"`
}

func (m *Module) commandRoutes() map[string]endpoint {
	return map[string]endpoint{"GET /api/v1/commands": m.getCommands}
}

// getCommands lists what the viewer may type in a room.
func (m *Module) getCommands(w http.ResponseWriter, r *http.Request) error {
	viewer, err := m.seedUser(r)
	if err != nil {
		return err
	}
	var id RoomID
	if name := r.URL.Query().Get("room"); name != "" {
		if len(name) > maxKey || !sayable(name) {
			return ErrNotFound
		}
		room, err := m.Room(r.Context(), viewer.ID, name)
		if err != nil {
			return err
		}
		id = room.ID
	}
	list, err := m.Commands(r.Context(), viewer.ID, id)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, commandListJSON{append([]Command{}, list...)})
}

// command answers a message that is one.
func (m *Module) command(w http.ResponseWriter, r *http.Request, viewer UserID, room RoomID, d Draft) error {
	res, err := m.RunCommand(r.Context(), viewer, room, d)
	switch {
	case err != nil:
		return err
	case res.Message != nil:
		return writePosted(w, "../../messages/", *res.Message, res.Created)
	}
	return writeJSON(w, http.StatusAccepted, res)
}
