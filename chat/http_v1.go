package chat

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// v1Routes are the routes of /api/v1: bare camelCase JSON, errors as RFC 9457
// problems.
func (m *Module) v1Routes() map[string]endpoint {
	return map[string]endpoint{
		"GET /api/v1/meta":                   m.getMeta,
		"GET /api/v1/me":                     m.getMe,
		"GET /api/v1/rooms":                  m.getRooms,
		"POST /api/v1/rooms":                 m.postRoom,
		"GET /api/v1/rooms/{room}":           m.getRoom,
		"PATCH /api/v1/rooms/{room}":         m.patchRoom,
		"PUT /api/v1/rooms/{room}/read":      m.putRead,
		"GET /api/v1/unread":                 m.getUnread,
		"GET /api/v1/rooms/{room}/messages":  m.getMessages,
		"POST /api/v1/rooms/{room}/messages": m.postMessage,
		"GET /api/v1/rooms/{room}/events":    m.getEvents,
		"GET /api/v1/messages/{message}":     m.getMessage,
		"PATCH /api/v1/messages/{message}":   m.patchMessage,
		"DELETE /api/v1/messages/{message}":  m.deleteMessage,
	}
}

// v1LongRoutes are those of /api/v1 whose work may take longer than
// Options.RequestTimeout.
func (m *Module) v1LongRoutes() map[string]endpoint {
	return map[string]endpoint{
		"GET /api/v1/me/export":           m.getMyExport,
		"GET /api/v1/rooms/{room}/export": m.getRoomExport,
		"DELETE /api/v1/me":               m.deleteMe,
	}
}

// pageSize is the default and the most of every list.
const (
	pageSize    = 50
	maxPageSize = 200
	maxSeq      = 1<<63 - 1
)

// metaJSON is what a page must know before it starts.
type metaJSON struct {
	Version string   `json:"version"`
	Viewer  *User    `json:"viewer"`
	Lobby   *Room    `json:"lobby"`
	Bayeux  *string  `json:"bayeux"`
	Logins  []Login  `json:"logins"`
	Logout  string   `json:"logout"`
	Limits  metaLims `json:"limits"`
}

type metaLims struct {
	TextLength int   `json:"textLength"`
	BodySize   int64 `json:"bodySize"`
	PageSize   int   `json:"pageSize"`
}

func (m *Module) getMeta(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err != nil {
		return err
	}
	meta := metaJSON{Version: Version, Logins: append([]Login{}, m.opts.Logins...), Logout: m.opts.Logout,
		Limits: metaLims{TextLength: m.opts.MaxText, BodySize: m.opts.MaxBody, PageSize: maxPageSize}}
	if viewer.ID != "" {
		meta.Viewer = &viewer
	}
	if m.opts.Realtime != nil {
		faye := "faye"
		meta.Bayeux = &faye
	}
	lobby, err := m.Room(r.Context(), viewer.ID, string(m.lobby))
	if err == nil {
		meta.Lobby = &lobby
	} else if !errors.Is(err, ErrUnauthenticated) {
		return err
	}
	return writeJSON(w, http.StatusOK, meta)
}

func (m *Module) getMe(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err == nil && viewer.ID == "" {
		err = ErrUnauthenticated
	}
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewer)
}

// byRoom is a page in the order of room IDs; After is the cursor of the next one.
type byRoom[T any] struct {
	Items []T `json:"items"`
	Page  struct {
		After    RoomID `json:"after"`
		HasAfter bool   `json:"hasAfter"`
	} `json:"page"`
}

func (m *Module) getRooms(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err != nil {
		return err
	}
	after, limit, err := roomPage(r)
	if err != nil {
		return err
	}
	list, more, err := m.Rooms(r.Context(), viewer.ID, after, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newByRoom(list, more, func(r Room) RoomID { return r.ID }))
}

// roomPage reads where a list in the order of room IDs goes on, and how far.
func roomPage(r *http.Request) (RoomID, int, error) {
	limit, err := queryInt(r, "limit", pageSize, 1, maxPageSize)
	after := r.URL.Query().Get("after")
	if !sayable(after) {
		err = errors.Join(err, &FieldError{Field: "after", Code: "sayable", Reason: "must be valid UTF-8 without NUL characters"})
	}
	return RoomID(after), int(limit), err
}

func newByRoom[T any](list []T, more bool, id func(T) RoomID) byRoom[T] {
	page := byRoom[T]{Items: append([]T{}, list...)}
	page.Page.HasAfter = more
	if len(list) > 0 {
		page.Page.After = id(list[len(list)-1])
	}
	return page
}

// postRoom makes a room; over HTTP that is for those whom the host calls an admin.
func (m *Module) postRoom(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.who(r)
	if err != nil {
		return err
	}
	if viewer.ID == "" {
		return ErrUnauthenticated
	}
	if !id.HasRole(RoleAdmin) {
		return ErrForbidden
	}
	var d RoomDraft
	if err := readBody(r, &d); err != nil {
		return err
	}
	room, err := m.CreateRoom(r.Context(), viewer.ID, d)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "rooms/"+string(room.ID))
	return writeJSON(w, http.StatusCreated, room)
}

func (m *Module) getRoom(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomOf(r)
	if err != nil {
		return err
	}
	out := roomJSON{Room: room}
	if out.Viewer, err = m.viewerIn(r.Context(), room.ID, viewer.ID); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, out)
}

// roomOf returns the viewer and the room, by ID or slug, that the path names.
func (m *Module) roomOf(r *http.Request) (User, Room, error) {
	viewer, _, err := m.who(r)
	if err != nil {
		return User{}, Room{}, err
	}
	name, err := pathID(r, "room")
	if err != nil {
		return User{}, Room{}, err
	}
	room, err := m.Room(r.Context(), viewer.ID, name)
	return viewer, room, err
}

// pathID returns an ID or slug of the path. What no database could hold is not found.
func pathID(r *http.Request, name string) (string, error) {
	id := r.PathValue(name)
	if len(id) > maxKey || !sayable(id) {
		return "", ErrNotFound
	}
	return id, nil
}

// ifMatch reads an If-Match header (RFC 9110, section 13.1.1): absent or "*" is 0.
func ifMatch(r *http.Request) (int64, error) {
	tag := r.Header.Get("If-Match")
	if tag == "" || tag == "*" {
		return 0, nil
	}
	rev, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 64)
	if err != nil || rev < 1 {
		return 0, ErrStale // some other tag: certainly not the current one
	}
	return rev, nil
}

// idempotencyKey merges the header and the field of the body: one of them, or both
// alike.
func idempotencyKey(r *http.Request, d *Draft) error {
	key := r.Header.Get("Idempotency-Key")
	if key != "" && d.ClientID != "" && key != d.ClientID {
		return &FieldError{Field: "clientId", Code: "eq", Reason: "must equal the Idempotency-Key header when both are given"}
	}
	d.ClientID = cmp.Or(d.ClientID, key)
	return nil
}

// etag is the version of a message.
func etag(m Message) string { return `"` + strconv.FormatInt(m.Rev, 10) + `"` }
