package chat

import (
	"context"
	"errors"
	"net/http"
)

// newestIDsJSON is a page from the newest on, in the descending order of IDs; Before is
// the cursor of the next one.
type newestIDsJSON[T any, ID ~string] struct {
	Items []T `json:"items"`
	Page  struct {
		Before    ID   `json:"before"`
		HasBefore bool `json:"hasBefore"`
	} `json:"page"`
}

// newestIDs reads where such a list goes on, and how far.
func newestIDs[ID ~string](r *http.Request) (before ID, limit int, err error) {
	n, err := queryInt(r, "limit", pageSize, 1, maxPageSize)
	before = ID(r.URL.Query().Get("before"))
	if !sayable(string(before)) {
		err = errors.Join(err, &FieldError{Field: "before", Code: "sayable", Reason: "must be valid UTF-8 without NUL characters"})
	}
	return before, int(n), err
}

func newNewestIDs[T any, ID ~string](list []T, more bool, id func(T) ID) newestIDsJSON[T, ID] {
	page := newestIDsJSON[T, ID]{Items: append([]T{}, list...)}
	page.Page.HasBefore = more
	if len(list) > 0 {
		page.Page.Before = id(list[len(list)-1])
	}
	return page
}

// sendMine answers with a page of what is the viewer's alone.
func sendMine[T any](
	m *Module, w http.ResponseWriter, r *http.Request,
	list func(ctx context.Context, user UserID, before MessageID, limit int) ([]T, bool, error), id func(T) MessageID,
) error {
	viewer, err := m.me(r)
	if err != nil {
		return err
	}
	before, limit, err := newestIDs[MessageID](r)
	if err != nil {
		return err
	}
	found, more, err := list(r.Context(), viewer.ID, before, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newNewestIDs(found, more, id))
}

// getMentions lists the messages that call the viewer.
func (m *Module) getMentions(w http.ResponseWriter, r *http.Request) error {
	return sendMine(m, w, r, m.Mentions, func(msg Message) MessageID { return msg.ID })
}
