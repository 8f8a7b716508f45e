package chat

import (
	"context"
	"errors"
	"net/http"
)

// newestJSON is a page from the newest on; Before is the cursor of the next one.
type newestJSON[T any] struct {
	Items []T `json:"items"`
	Page  struct {
		Before    int64 `json:"before"`
		HasBefore bool  `json:"hasBefore"`
	} `json:"page"`
}

// newestPage reads where a list goes on that begins with the newest, and how far.
func newestPage(r *http.Request) (before int64, limit int, err error) {
	before, err = queryInt(r, "before", 0, 1, maxSeq)
	n, err2 := queryInt(r, "limit", pageSize, 1, maxPageSize)
	return before, int(n), errors.Join(err, err2)
}

func newNewest[T any](list []T, more bool, cursor func(T) int64) newestJSON[T] {
	page := newestJSON[T]{Items: append([]T{}, list...)}
	page.Page.HasBefore = more
	if len(list) > 0 {
		page.Page.Before = cursor(list[len(list)-1])
	}
	return page
}

func (m *Module) getPins(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomOf(r)
	if err != nil {
		return err
	}
	before, limit, err := newestPage(r)
	if err != nil {
		return err
	}
	list, more, err := m.Pins(r.Context(), viewer.ID, room.ID, before, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newNewest(list, more, func(msg Message) int64 { return msg.Seq }))
}

func (m *Module) putPin(w http.ResponseWriter, r *http.Request) error    { return m.pin(w, r, m.Pin) }
func (m *Module) deletePin(w http.ResponseWriter, r *http.Request) error { return m.pin(w, r, m.Unpin) }

func (m *Module) pin(
	w http.ResponseWriter, r *http.Request, set func(ctx context.Context, actor UserID, id MessageID) (Message, error),
) error {
	viewer, id, err := m.actorOn(r)
	if err != nil {
		return err
	}
	msg, err := set(r.Context(), viewer.ID, id)
	return answerMessage(w, msg, err)
}

// actorOn is messageOf for what only those do who are logged in.
func (m *Module) actorOn(r *http.Request) (User, MessageID, error) {
	viewer, id, err := m.messageOf(r)
	if err == nil && viewer.ID == "" {
		err = ErrUnauthenticated
	}
	return viewer, id, err
}
