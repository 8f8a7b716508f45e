package chat

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// v1Routes are the routes of /api/v1: bare camelCase JSON, errors as RFC 9457
// problems.
func (m *Module) v1Routes() map[string]endpoint {
	routes := map[string]endpoint{
		"GET /api/v1/meta":                                    m.getMeta,
		"GET /api/v1/me":                                      m.getMe,
		"PATCH /api/v1/me":                                    m.patchMe,
		"GET /api/v1/users":                                   m.getUsers,
		"GET /api/v1/users/{user}":                            m.getUser,
		"GET /api/v1/rooms":                                   m.getRooms,
		"POST /api/v1/rooms":                                  m.postRoom,
		"GET /api/v1/rooms/{room}":                            m.getRoom,
		"PATCH /api/v1/rooms/{room}":                          m.patchRoom,
		"DELETE /api/v1/rooms/{room}":                         m.archiveRoom,
		"PUT /api/v1/rooms/{room}/read":                       m.putRead,
		"GET /api/v1/rooms/{room}/reads":                      m.getReads,
		"GET /api/v1/rooms/{room}/typing":                     m.getTyping,
		"POST /api/v1/rooms/{room}/typing":                    m.postTyping,
		"GET /api/v1/rooms/{room}/presence":                   m.getPresence,
		"GET /api/v1/rooms/{room}/members":                    m.getMembers,
		"PUT /api/v1/rooms/{room}/members/{user}":             m.putPlace,
		"DELETE /api/v1/rooms/{room}/members/{user}":          m.deleteMember,
		"GET /api/v1/rooms/{room}/invites":                    m.getInvites,
		"POST /api/v1/rooms/{room}/invites":                   m.postInvite,
		"DELETE /api/v1/rooms/{room}/invites/{invite}":        m.deleteInvite,
		"POST /api/v1/invites/{token}":                        m.postAccept,
		"GET /api/v1/unread":                                  m.getUnread,
		"GET " + searchPath:                                   m.getSearch,
		"GET /api/v1/rooms/{room}/messages":                   m.getMessages,
		"POST /api/v1/rooms/{room}/messages":                  m.postMessage,
		"GET /api/v1/rooms/{room}/pins":                       m.getPins,
		"GET /api/v1/me/bookmarks":                            m.getBookmarks,
		"GET /api/v1/me/threads":                              m.getFollows,
		"PUT /api/v1/messages/{message}/follow":               m.putFollow,
		"DELETE /api/v1/messages/{message}/follow":            m.deleteFollow,
		"GET /api/v1/me/mentions":                             m.getMentions,
		"PUT /api/v1/messages/{message}/bookmark":             m.putBookmark,
		"DELETE /api/v1/messages/{message}/bookmark":          m.deleteBookmark,
		"GET /api/v1/messages/{message}/revisions":            m.getRevisions,
		"DELETE /api/v1/messages/{message}/revisions/{n}":     m.deleteRevision,
		"PUT /api/v1/messages/{message}/pin":                  m.putPin,
		"DELETE /api/v1/messages/{message}/pin":               m.deletePin,
		"GET /api/v1/rooms/{room}/events":                     m.getEvents,
		"GET /api/v1/messages/{message}":                      m.getMessage,
		"PATCH /api/v1/messages/{message}":                    m.patchMessage,
		"DELETE /api/v1/messages/{message}":                   m.deleteMessage,
		"PUT /api/v1/messages/{message}/reactions/{emoji}":    m.putReaction,
		"DELETE /api/v1/messages/{message}/reactions/{emoji}": m.deleteReaction,
		"GET /api/v1/uploads/{upload}":                        m.getUpload,
		"DELETE /api/v1/uploads/{upload}":                     m.deleteUpload,
		"OPTIONS /api/v1/uploads":                             m.optionsUploads,
		"GET /api/v1/openapi.yaml":                            serveContract(),
		"PUT /api/v1/rooms/{room}/notify":                     m.putNotify,
	}
	for _, more := range []map[string]endpoint{m.sanctionRoutes(), m.blockRoutes(), m.reportRoutes(), m.botRoutes(), m.incomingRoutes(), m.webhookRoutes(), m.commandRoutes()} {
		maps.Copy(routes, more)
	}
	return routes
}

// v1LongRoutes are those of /api/v1 whose work may take longer than
// Options.RequestTimeout. A pattern with uploads in it also takes bodies of any length.
func (m *Module) v1LongRoutes() map[string]endpoint {
	return map[string]endpoint{
		"GET /api/v1/me/export":           m.getMyExport,
		"GET /api/v1/rooms/{room}/export": m.getRoomExport,
		"DELETE /api/v1/me":               m.deleteMe,
		"GET /api/v1/files/{file}/{name}": m.getFile,
		"GET /api/v1/files/{file}/thumb":  m.getThumb,
		"POST /api/v1/uploads":            m.postUpload,
		"PATCH /api/v1/uploads/{upload}":  m.patchUpload,
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
	OpenAPI string   `json:"openapi"`
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
	// Of attachments; 0: there are none.
	FileSize    int64 `json:"fileSize"`
	Attachments int   `json:"attachments"`
}

func (m *Module) getMeta(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err != nil {
		return err
	}
	meta := metaJSON{Version: Version, OpenAPI: contractPath, Logins: append([]Login{}, m.opts.Logins...), Logout: m.opts.Logout,
		Limits: metaLims{TextLength: m.opts.MaxText, BodySize: m.opts.MaxBody, PageSize: maxPageSize}}
	if m.opts.Blobs != nil {
		meta.Limits.FileSize, meta.Limits.Attachments = m.opts.Uploads.MaxSize, m.opts.Uploads.MaxPerMessage
	}
	if viewer.ID != "" {
		meta.Viewer = &viewer
	}
	if m.opts.Realtime != nil {
		faye := "faye"
		meta.Bayeux = &faye
	}
	lobby, err := m.Room(r.Context(), viewer.ID, string(m.lobby))
	// A policy, a ban or a token may keep somebody from the lobby, but not from all the rest.
	hidden := errors.Is(err, ErrUnauthenticated) || errors.Is(err, ErrNotFound)
	if err == nil {
		meta.Lobby = &lobby
	} else if !hidden {
		return err
	}
	return writeJSON(w, http.StatusOK, meta)
}

// idPageJSON is a page in the order of IDs; After is the cursor of the next one.
type idPageJSON[T any, ID ~string] struct {
	Items []T `json:"items"`
	Page  struct {
		After    ID   `json:"after"`
		HasAfter bool `json:"hasAfter"`
	} `json:"page"`
}

// maxRoomPage is the most of a list of rooms, which is read at once.
const maxRoomPage = 500

// idPage reads where a list in the order of IDs goes on, and how far.
func idPage[ID ~string](r *http.Request) (ID, int, error) {
	limit, err := queryInt(r, "limit", pageSize, 1, maxPageSize)
	after, err2 := afterID[ID](r)
	return after, int(limit), errors.Join(err, err2)
}

// afterID reads where a list in the order of IDs goes on.
func afterID[ID ~string](r *http.Request) (ID, error) {
	after := r.URL.Query().Get("after")
	if !sayable(after) {
		return "", &FieldError{Field: "after", Code: "sayable", Reason: "must be valid UTF-8 without NUL characters"}
	}
	return ID(after), nil
}

func newIDPage[T any, ID ~string](list []T, more bool, id func(T) ID) idPageJSON[T, ID] {
	page := idPageJSON[T, ID]{Items: append([]T{}, list...)}
	page.Page.HasAfter = more
	if len(list) > 0 {
		page.Page.After = id(list[len(list)-1])
	}
	return page
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
