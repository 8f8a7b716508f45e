package chat

import (
	"context"
	"net/http"
)

func (m *Module) getBookmarks(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err == nil && viewer.ID == "" {
		err = ErrUnauthenticated
	}
	if err != nil {
		return err
	}
	before, limit, err := newestPage(r)
	if err != nil {
		return err
	}
	list, more, err := m.Bookmarks(r.Context(), viewer.ID, before, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newNewest(list, more, func(b Bookmarked) int64 { return b.Rev }))
}

func (m *Module) putBookmark(w http.ResponseWriter, r *http.Request) error {
	return m.bookmark(w, r, m.AddBookmark)
}

func (m *Module) deleteBookmark(w http.ResponseWriter, r *http.Request) error {
	return m.bookmark(w, r, m.RemoveBookmark)
}

func (m *Module) bookmark(
	w http.ResponseWriter, r *http.Request, set func(ctx context.Context, user UserID, id MessageID) error,
) error {
	viewer, id, err := m.actorOn(r)
	if err == nil {
		err = set(r.Context(), viewer.ID, id)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
