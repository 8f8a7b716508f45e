package chat

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
)

// seedRoutes are the routes of the first version of this chat, kept for its clients:
// the lobby only, numbers for IDs, and the envelope {data, error, success}.
func (m *Module) seedRoutes() map[string]endpoint {
	return map[string]endpoint{
		"GET /api/messages":         m.seedList,
		"POST /api/messages":        m.seedCreate,
		"PUT /api/messages/{id}":    m.seedUpdate,
		"DELETE /api/messages/{id}": m.seedDelete,
		"GET /auth/me":              m.seedMe,
	}
}

// envelope is the form of every answer.
type envelope struct {
	Data    any        `json:"data"`
	Error   *seedError `json:"error"`
	Success bool       `json:"success"`
}

type seedError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data"`
}

// seedDraft is the body of the old routes.
type seedDraft struct {
	Content string `json:"content" validate:"text"`
}

func seedOK(w http.ResponseWriter, data any) error {
	return writeJSON(w, http.StatusOK, envelope{Data: data, Success: true})
}

// seedFail answers a failure with the statuses that old clients know: 403 for who is
// not logged in, and 400, with the cause in error.code, for what one may not do or
// what is not there. Old pages take a 403 for "go and log in".
func (m *Module) seedFail(w http.ResponseWriter, r *http.Request, err error) {
	f := m.failureOf(r, err)
	status, code, message := f.status, f.status, f.err.Error()
	for _, fe := range fieldErrors(err) {
		message = fe.Error()
		break
	}
	switch {
	case errors.Is(err, ErrUnauthenticated):
		status, code = http.StatusForbidden, http.StatusForbidden
	case errors.Is(err, ErrMuted), errors.Is(err, ErrBlocked), errors.Is(err, ErrInsufficientScope): // a log-in would not help
		status = http.StatusBadRequest
	case errors.Is(err, ErrForbidden):
		status, message = http.StatusBadRequest, refusedFor(err, "not the author")
	case errors.Is(err, errNoRoute), errors.Is(err, errMethod):
	case status == http.StatusNotFound, status == http.StatusGone, status == http.StatusUnprocessableEntity:
		status, code = http.StatusBadRequest, http.StatusBadRequest
	}
	retryAfter(w.Header(), f, err)
	_ = writeJSON(w, status, envelope{Error: &seedError{Code: code, Message: message}})
}

// seedUser returns who is logged in, or ErrUnauthenticated.
func (m *Module) seedUser(r *http.Request) (User, error) {
	u, _, err := m.who(r)
	if err == nil && u.ID == "" {
		err = ErrUnauthenticated
	}
	return u, err
}

func (m *Module) seedMe(w http.ResponseWriter, r *http.Request) error {
	u, _, err := m.who(r)
	if err != nil {
		return err
	}
	if u.ID == "" {
		return seedOK(w, nil)
	}
	return seedOK(w, NewSeedUser(u))
}

func (m *Module) seedList(w http.ResponseWriter, r *http.Request) error {
	u, _, err := m.who(r)
	if err != nil {
		return err
	}
	limit, err := queryInt(r, "limit", pageSize, 1, maxPageSize)
	if err != nil {
		return err
	}
	page, err := m.Messages(r.Context(), u.ID, MessageQuery{Room: m.lobby, Main: true, SkipDeleted: true, Limit: int(limit)})
	if err != nil {
		return err
	}
	list := make([]SeedMessage, len(page.Items))
	for i, msg := range page.Items {
		list[len(list)-1-i] = NewSeedMessage(msg) // newest first
	}
	return seedOK(w, list)
}

func (m *Module) seedCreate(w http.ResponseWriter, r *http.Request) error {
	u, err := m.seedUser(r)
	if err != nil {
		return err
	}
	d, err := m.seedBody(r)
	if err != nil {
		return err
	}
	msg, _, err := m.Post(r.Context(), u.ID, m.lobby, Draft{Text: d.Content, ClientID: r.Header.Get("Idempotency-Key")})
	if err != nil {
		return err
	}
	return seedOK(w, NewSeedMessage(msg))
}

func (m *Module) seedUpdate(w http.ResponseWriter, r *http.Request) error {
	u, id, err := m.seedTarget(r)
	if err != nil {
		return err
	}
	d, err := m.seedBody(r)
	if err != nil {
		return err
	}
	msg, err := m.Edit(r.Context(), u.ID, id, Edit{Text: d.Content})
	if err != nil {
		return err
	}
	return seedOK(w, NewSeedMessage(msg))
}

func (m *Module) seedDelete(w http.ResponseWriter, r *http.Request) error {
	u, id, err := m.seedTarget(r)
	if err != nil {
		return err
	}
	msg, err := m.Delete(r.Context(), u.ID, id)
	if err != nil {
		return err
	}
	return seedOK(w, map[string]int64{"id": msg.Seq})
}

// seedBody reads and checks the body; the field is called content here.
func (m *Module) seedBody(r *http.Request) (seedDraft, error) {
	var d seedDraft
	if err := readBody(r, &d); err != nil {
		return d, err
	}
	return d, m.rules.check(d)
}

// seedID is what the old routes took for an id; anything else was another path.
var seedID = regexp.MustCompile(`^[0-9]+$`)

// seedTarget finds who asks and the message of the lobby with the number in the path.
// A deleted one is not there any more.
func (m *Module) seedTarget(r *http.Request) (User, MessageID, error) {
	number := r.PathValue("id")
	if !seedID.MatchString(number) {
		return User{}, "", errNoRoute
	}
	u, err := m.seedUser(r)
	if err != nil {
		return User{}, "", err
	}
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return User{}, "", ErrNotFound // more digits than any message has
	}
	msg, err := m.store.MessageBySeq(r.Context(), m.lobby, seq)
	if err == nil && msg.Deleted() {
		err = ErrNotFound
	}
	return u, msg.ID, err
}
