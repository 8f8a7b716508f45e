package chat

import (
	"errors"
	"net/http"
)

// searchPath is where to search.
const searchPath = "/api/v1/search"

// hitsJSON is a page of hits; Before is the cursor of the next one.
type hitsJSON struct {
	Items []Hit `json:"items"`
	Page  struct {
		Before    MessageID `json:"before"`
		HasBefore bool      `json:"hasBefore"`
	} `json:"page"`
}

func (m *Module) getSearch(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err != nil {
		return err
	}
	limit, err := queryInt(r, "limit", pageSize, 1, maxPageSize)
	values := r.URL.Query()
	s := Search{Query: values.Get("q"), Room: values.Get("room"), Before: MessageID(values.Get("before")), Limit: int(limit)}
	if !sayable(string(s.Before)) || len(s.Before) > maxKey {
		err = errors.Join(err, &FieldError{Field: "before", Code: "sayable", Reason: "must be the id of a message"})
	}
	if err != nil {
		return err
	}
	hits, more, err := m.Search(r.Context(), viewer.ID, s)
	if err != nil {
		return err
	}
	page := hitsJSON{Items: append([]Hit{}, hits...)}
	page.Page.HasBefore = more
	if len(hits) > 0 {
		page.Page.Before = hits[len(hits)-1].Message.ID
	}
	return writeJSON(w, http.StatusOK, page)
}
