package chat

import (
	"net/http"
	"strconv"
)

func (m *Module) getRevisions(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.messageOf(r)
	if err != nil {
		return err
	}
	before, limit, err := newestPage(r)
	if err != nil {
		return err
	}
	list, more, err := m.Revisions(r.Context(), viewer.ID, id, before, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newNewest(list, more, func(rev Revision) int64 { return rev.N }))
}

func (m *Module) deleteRevision(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.messageOf(r)
	if err != nil {
		return err
	}
	// What is no number is no revision; who may not know hears of that first.
	n, _ := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err := m.PurgeRevision(r.Context(), viewer.ID, id, n); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
