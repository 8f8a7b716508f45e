package chat

import (
	"errors"
	"net/http"
)

// messagesJSON is a page of history; Before and After are the cursors to go on with.
type messagesJSON struct {
	Items []Message `json:"items"`
	Page  struct {
		Before    int64 `json:"before"`
		After     int64 `json:"after"`
		HasBefore bool  `json:"hasBefore"`
		HasAfter  bool  `json:"hasAfter"`
	} `json:"page"`
	AsOf int64 `json:"asOf"`
}

func (m *Module) getMessages(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomOf(r)
	if err != nil {
		return err
	}
	page, err := m.pageOf(r, viewer, room)
	if err != nil {
		return err
	}
	out := messagesJSON{Items: append([]Message{}, page.Items...), AsOf: page.AsOf}
	out.Page.HasBefore, out.Page.HasAfter = page.HasBefore, page.HasAfter
	if n := len(page.Items); n > 0 {
		out.Page.Before, out.Page.After = page.Items[0].Seq, page.Items[n-1].Seq
	}
	return writeJSON(w, http.StatusOK, out)
}

// pageOf reads the page that the query asks for: before, after or around a Seq, or
// the newest; of the main flow, or of the thread of a message.
func (m *Module) pageOf(r *http.Request, viewer User, room Room) (MessagePage, error) {
	before, err1 := queryInt(r, "before", 0, 1, maxSeq)
	after, err2 := queryInt(r, "after", 0, 0, maxSeq)
	around, err3 := queryInt(r, "around", 0, 1, maxSeq-1)
	limit, err4 := queryInt(r, "limit", pageSize, 1, maxPageSize)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return MessagePage{}, err
	}
	q := r.URL.Query()
	if q.Has("before") && q.Has("after") || q.Has("around") && (q.Has("before") || q.Has("after")) {
		return MessagePage{}, &FieldError{Field: "before", Code: "excluded", Reason: "goes with neither after nor around; give one of the three"}
	}
	query := MessageQuery{Room: room.ID, Before: before, After: after, Limit: int(limit)}
	if query.Thread, err4 = threadOf(r); err4 != nil {
		return MessagePage{}, err4
	}
	query.Main = query.Thread == ""
	if around > 0 {
		return m.MessagesAround(r.Context(), viewer.ID, query, around)
	}
	if q.Has("after") && after == 0 {
		query.After = -1 // from the very start; 0 would leave that side open
	}
	return m.Messages(r.Context(), viewer.ID, query)
}

// threadOf reads which thread is wanted: that of a message, or the main flow.
func threadOf(r *http.Request) (MessageID, error) {
	id := r.URL.Query().Get("thread")
	if !sayable(id) || len(id) > maxKey {
		return "", &FieldError{Field: "thread", Code: "id", Reason: "must be the ID of a message"}
	}
	return MessageID(id), nil
}

func (m *Module) postMessage(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomUnasked(r)
	if err != nil {
		return err
	}
	d, err := draftOf(r, viewer.ID)
	if err != nil {
		return m.hiding(r, viewer.ID, room.ID, err)
	}
	name, _, say := m.commands.typed(d.Text)
	if name != "" {
		return m.command(w, r, viewer.ID, room.ID, d)
	}
	d.Text = say
	msg, created, err := m.Post(r.Context(), viewer.ID, room.ID, d)
	if err != nil {
		return err
	}
	return writePosted(w, "../../messages/", msg, created)
}

// draftOf reads what somebody wants to say.
func draftOf(r *http.Request, author UserID) (d Draft, err error) {
	if author == "" {
		return d, ErrUnauthenticated
	}
	if err := readBody(r, &d); err != nil {
		return d, err
	}
	return d, idempotencyKey(r, &d)
}

// writePosted answers with a message that was posted, and lies at that place.
func writePosted(w http.ResponseWriter, at string, msg Message, created bool) error {
	w.Header().Set("ETag", etag(msg))
	if !created {
		w.Header().Set("Idempotent-Replayed", "true")
		return writeJSON(w, http.StatusOK, msg)
	}
	w.Header().Set("Location", at+string(msg.ID))
	return writeJSON(w, http.StatusCreated, msg)
}

// messageOf returns the viewer and the message ID that the path names.
func (m *Module) messageOf(r *http.Request) (User, MessageID, error) {
	viewer, _, err := m.who(r)
	if err != nil {
		return User{}, "", err
	}
	id, err := pathID(r, "message")
	return viewer, MessageID(id), err
}

// answerMessage answers with a message, or passes on why not.
func answerMessage(w http.ResponseWriter, msg Message, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("ETag", etag(msg))
	return writeJSON(w, http.StatusOK, msg)
}

func (m *Module) getMessage(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.messageOf(r)
	if err != nil {
		return err
	}
	msg, err := m.Message(r.Context(), viewer.ID, id)
	return answerMessage(w, msg, err)
}

func (m *Module) patchMessage(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.messageOf(r)
	if err != nil {
		return err
	}
	if viewer.ID == "" {
		return ErrUnauthenticated
	}
	var e Edit
	if err := readBody(r, &e); err != nil {
		return err
	}
	if e.IfRev, err = ifMatch(r); err != nil {
		return err
	}
	msg, err := m.Edit(r.Context(), viewer.ID, id, e)
	return answerMessage(w, msg, err)
}

func (m *Module) deleteMessage(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.messageOf(r)
	if err != nil {
		return err
	}
	if viewer.ID == "" {
		return ErrUnauthenticated
	}
	msg, err := m.Delete(r.Context(), viewer.ID, id)
	return answerMessage(w, msg, err)
}

// eventsJSON is a stretch of a room's log.
type eventsJSON struct {
	Items    []Event `json:"items"`
	AsOf     int64   `json:"asOf"`
	HasAfter bool    `json:"hasAfter"`
}

// expiredError says where to start afresh when the log was pruned.
type expiredError struct {
	head int64
	err  error
}

func (e *expiredError) Error() string { return e.err.Error() }
func (e *expiredError) Unwrap() error { return e.err }

func (m *Module) getEvents(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomOf(r)
	if err != nil {
		return err
	}
	after, err1 := queryInt(r, "after", 0, 0, maxSeq)
	limit, err2 := queryInt(r, "limit", pageSize, 1, maxPageSize)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	events, head, err := m.Events(r.Context(), viewer.ID, room.ID, after, int(limit))
	if errors.Is(err, ErrGone) {
		return &expiredError{head: room.Rev, err: err}
	}
	if err != nil {
		return err
	}
	out := eventsJSON{Items: append([]Event{}, events...), AsOf: head}
	if n := len(events); n > 0 {
		out.HasAfter = events[n-1].Rev < head
	}
	return writeJSON(w, http.StatusOK, out)
}
