package chat

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"
)

// roomJSON is a room with what it is to who asks.
type roomJSON struct {
	Room
	// Viewer is absent for those who are no member.
	Viewer *viewerJSON `json:"viewer,omitempty"`
	// People is absent in rooms that have a name.
	People *[]User `json:"people,omitempty"`
	// Posting is told of one room only.
	Posting *postingJSON `json:"posting,omitempty"`
}

// postingJSON is whether somebody may write in a room, or why not.
type postingJSON struct {
	Allowed bool      `json:"allowed"`
	Code    string    `json:"code,omitempty"`
	Until   time.Time `json:"until,omitzero"`
}

// newRoomJSON is the room as a member of it or somebody else sees it.
func (m *Module) newRoomJSON(ctx context.Context, viewer UserID, room Room) (roomJSON, error) {
	ctx, err := m.withPlace(ctx, viewer, room.ID)
	if err != nil {
		return roomJSON{}, err
	}
	place, err := m.viewerIn(ctx, room.ID, viewer)
	list := []RoomEntry{{Room: room}}
	if err == nil {
		err = m.fillPeople(ctx, viewer, list)
	}
	if err != nil {
		return roomJSON{}, err
	}
	posting, err := m.postingIn(ctx, viewer, room)
	return roomJSON{room, place, list[0].People, posting}, err
}

// postingIn tells somebody who may read the room whether they may write there.
func (m *Module) postingIn(ctx context.Context, viewer UserID, room Room) (*postingJSON, error) {
	err := m.can(ctx, viewer, ActionPostMessage, Target{Room: room})
	if err == nil {
		return &postingJSON{Allowed: true}, nil
	}
	f := lookedUp(err)
	if f.status >= http.StatusInternalServerError {
		return nil, err
	}
	out := &postingJSON{Code: f.code}
	if kept := new(restraintError); errors.As(err, &kept) {
		out.Until = kept.until
	}
	return out, nil
}

// viewerJSON is a member's place in a room, as they see it.
type viewerJSON struct {
	Role    Role       `json:"role"`
	ReadSeq int64      `json:"readSeq"`
	Notify  notifyJSON `json:"notify"`
	// Unread and Mentions are as in Unread.
	Unread   int `json:"unread"`
	Mentions int `json:"mentions"`
}

// listedJSON is a room in a list.
type listedJSON struct {
	roomJSON
	// Last is absent while there is no message.
	Last *Preview `json:"last,omitempty"`
}

func newListedJSON(e RoomEntry) listedJSON {
	out := listedJSON{roomJSON: roomJSON{Room: e.Room, People: e.People}}
	if e.Member.User != "" {
		out.Viewer = newViewerJSON(e.Member, e.Unread)
	}
	if e.Last.ID != "" {
		out.Last = &e.Last
	}
	return out
}

func (m *Module) viewerIn(ctx context.Context, room RoomID, viewer UserID) (*viewerJSON, error) {
	got, err := m.placeIn(ctx, room, viewer)
	if got == nil || err != nil {
		return nil, err
	}
	left, err := m.store.UnreadIn(ctx, room, viewer)
	return newViewerJSON(*got, left.heeded(m.now())), gone(err)
}

func (m *Module) getRooms(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err != nil {
		return err
	}
	f, err1 := roomFilter(r)
	after, err2 := afterID[RoomID](r)
	limit, err3 := queryInt(r, "limit", pageSize, 1, maxRoomPage)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	list, next, err := m.RoomList(r.Context(), viewer.ID, f, after, int(limit))
	if err != nil {
		return err
	}
	page := idPageJSON[listedJSON, RoomID]{Items: make([]listedJSON, len(list))}
	for i, e := range list {
		page.Items[i] = newListedJSON(e)
		page.Page.After = e.Room.ID
	}
	if next != "" {
		page.Page.After, page.Page.HasAfter = next, true
	}
	return writeJSON(w, http.StatusOK, page)
}

// roomFilter reads which rooms are wanted: filter=joined or one of the kinds, of which dm
// is another word for direct, archived=true, and a text in q.
func roomFilter(r *http.Request) (RoomFilter, error) {
	f := RoomFilter{Search: r.URL.Query().Get("q")}
	var err error
	if !sayable(f.Search) || len([]rune(f.Search)) > maxSought {
		err = &FieldError{Field: "q", Code: "max", Reason: "must be text of at most 100 characters"}
	}
	switch want := r.URL.Query().Get("filter"); want {
	case "", "all":
	case "joined":
		f.Joined = true
	case "dm":
		f.Kind = Direct
	case string(Public), string(Private), string(Direct):
		f.Kind = RoomKind(want)
	default:
		err = errors.Join(err, &FieldError{Field: "filter", Code: "oneof", Reason: "must be one of: all joined public private direct dm"})
	}
	switch r.URL.Query().Get("archived") {
	case "", "false":
	case "true":
		f.Archived = true
	default:
		err = errors.Join(err, &FieldError{Field: "archived", Code: "oneof", Reason: "must be true or false"})
	}
	return f, err
}

// postRoom makes a room: 201, or 200 for one that is there for the ref or the pair. Over
// HTTP the policy says who may.
func (m *Module) postRoom(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.who(r)
	if err != nil {
		return err
	}
	if viewer.ID == "" {
		return ErrUnauthenticated
	}
	var d RoomDraft
	if err := readBody(r, &d); err != nil {
		return err
	}
	if d.Members, err = m.people(r.Context(), viewer.ID, d.Members); err != nil {
		return asMember(err)
	}
	if err := m.mayOpen(r.Context(), viewer.ID, d); err != nil {
		return err
	}
	room, made, err := m.OpenRoom(r.Context(), viewer.ID, d)
	if err == nil && !made {
		err = m.CanRead(r.Context(), viewer.ID, room.ID)
	}
	if err != nil {
		return err
	}
	status := http.StatusOK
	if made {
		status = http.StatusCreated
	}
	w.Header().Set("Location", "rooms/"+string(room.ID))
	return writeJSON(w, status, room)
}

// asMember says of whom a ref should name that they must exist.
func asMember(err error) error {
	if errors.Is(err, ErrNotFound) {
		return &FieldError{Field: "members", Code: "unknown", Reason: "must all exist"}
	}
	return err
}

func (m *Module) getRoom(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.roomOf(r)
	if err != nil {
		return err
	}
	out, err := m.newRoomJSON(r.Context(), viewer.ID, room)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, out)
}

// roomOf returns the viewer and the room, by ID or slug, that the path names, if they may
// read it.
func (m *Module) roomOf(r *http.Request) (User, Room, error) {
	viewer, name, err := m.viewerAt(r)
	if err != nil {
		return User{}, Room{}, err
	}
	room, err := m.passRoom(r, viewer, name)
	return viewer, room, err
}

// roomUnasked is roomOf for what the policy is asked about anyway. Until then the viewer may
// be somebody for whom there is no such room: errors go through hiding.
func (m *Module) roomUnasked(r *http.Request) (User, Room, error) {
	viewer, name, err := m.viewerAt(r)
	if err != nil {
		return User{}, Room{}, err
	}
	room, err := m.unasked(r.Context(), viewer.ID, name)
	return viewer, room, err
}

// hiding returns what is wrong with a request, unless the viewer may not know of the room.
func (m *Module) hiding(r *http.Request, viewer UserID, room RoomID, err error) error {
	return cmp.Or(m.CanRead(r.Context(), viewer, room), err)
}

// viewerAt returns the viewer, and the name of the room in the path.
func (m *Module) viewerAt(r *http.Request) (User, string, error) {
	viewer, _, err := m.who(r)
	if err != nil {
		return User{}, "", err
	}
	name, err := pathID(r, "room")
	return viewer, name, err
}

// patchRoom changes a room.
func (m *Module) patchRoom(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.managedRoom(r)
	if err != nil {
		return err
	}
	var e RoomEdit
	if err := readBody(r, &e); err != nil {
		return err
	}
	room, err = m.UpdateRoom(r.Context(), viewer.ID, room.ID, e)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, room)
}

// archiveRoom closes a room for writing. Nothing is lost: PATCH opens it again.
func (m *Module) archiveRoom(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.managedRoom(r)
	if err != nil {
		return err
	}
	yes := true
	if _, err := m.UpdateRoom(r.Context(), viewer.ID, room.ID, RoomEdit{Archived: &yes}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// managedRoom returns the viewer, who must be logged in, and the room that the path
// names.
func (m *Module) managedRoom(r *http.Request) (User, Room, error) {
	viewer, id, err := m.who(r)
	if err != nil {
		return User{}, Room{}, err
	}
	room, err := m.roomFor(r, viewer, id)
	if err == nil && viewer.ID == "" {
		err = ErrUnauthenticated
	}
	return viewer, room, err
}

// roomFor returns the room that the path names: one that the viewer may read, or any for
// an admin.
func (m *Module) roomFor(r *http.Request, viewer User, id Identity) (Room, error) {
	name, err := pathID(r, "room")
	if err != nil {
		return Room{}, err
	}
	if viewer.ID == "" || !id.HasRole(RoleAdmin) {
		return m.passRoom(r, viewer, name)
	}
	return m.unasked(r.Context(), viewer.ID, name)
}

// unasked returns a room whoever the viewer is.
func (m *Module) unasked(ctx context.Context, viewer UserID, name string) (Room, error) {
	if err := m.begin(); err != nil {
		return Room{}, err
	}
	defer m.busy.Done()
	room, err := m.named(ctx, viewer, name)
	return room, errors.Join(err, notPersonal(room))
}

// getRoomExport sends all of a room, for those whom the host calls an admin.
func (m *Module) getRoomExport(w http.ResponseWriter, r *http.Request) error {
	room, err := m.roomForAdmin(r)
	if err != nil {
		return err
	}
	return m.stream(w, r, "room-"+room.Slug, func(ctx context.Context, out *download) error {
		return m.ExportRoom(ctx, out, room.ID)
	})
}

func (m *Module) roomForAdmin(r *http.Request) (Room, error) {
	r, cancel := m.inTime(r)
	defer cancel()
	viewer, id, err := m.who(r)
	switch {
	case err != nil:
		return Room{}, err
	case viewer.ID == "":
		return Room{}, ErrUnauthenticated
	case !id.HasRole(RoleAdmin):
		return Room{}, ErrForbidden
	}
	return m.roomFor(r, viewer, id)
}
