package chat

import (
	"context"
	"net/http"
)

// placeFor returns who asks, who must be logged in, and the room of the path; none for a
// path without one.
func (m *Module) placeFor(r *http.Request) (UserID, RoomID, error) {
	if r.PathValue("room") == "" {
		viewer, err := m.seedUser(r)
		return viewer.ID, "", err
	}
	viewer, room, err := m.managedRoom(r)
	return viewer.ID, room.ID, err
}

// idFor returns who asks, who must be logged in, and an ID that the path names.
func (m *Module) idFor(r *http.Request, name string) (UserID, string, error) {
	viewer, err := m.seedUser(r)
	if err != nil {
		return "", "", err
	}
	id, err := pathID(r, name)
	return viewer.ID, id, err
}

// done answers that something was done, unless it was not.
func done(w http.ResponseWriter, err error) error {
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

// sendManaged answers with a page of what was made for the room of the path, or for the
// whole module.
func sendManaged[T any, ID ~string](
	m *Module, w http.ResponseWriter, r *http.Request,
	list func(ctx context.Context, actor UserID, room RoomID, after ID, limit int) ([]T, bool, error), id func(T) ID,
) error {
	viewer, room, err := m.placeFor(r)
	if err != nil {
		return err
	}
	after, limit, err := idPage[ID](r)
	if err != nil {
		return err
	}
	found, more, err := list(r.Context(), viewer, room, after, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newIDPage(found, more, id))
}

// makeManaged makes something for the room of the path, or for the whole module, and
// answers with it.
func makeManaged[Draft, T any](
	m *Module, w http.ResponseWriter, r *http.Request,
	create func(ctx context.Context, actor UserID, room RoomID, d Draft) (T, error),
) error {
	viewer, room, err := m.placeFor(r)
	if err != nil {
		return err
	}
	var d Draft
	if err := readBody(r, &d); err != nil {
		return err
	}
	made, err := create(r.Context(), viewer, room, d)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, made)
}
