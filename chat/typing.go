package chat

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// typing is who types where.
type typing struct {
	mu     sync.Mutex
	rooms  map[RoomID]map[UserID]*typist
	in     map[UserID]map[RoomID]bool // the same by person
	closed bool
}

// A typist is one person in one room, until all that there is to tell was told.
type typist struct {
	user  User
	until time.Time // when they stop, unless they go on
	fresh bool      // they said so since it was told last
	told  bool      // others see them type
	last  time.Time // when something was told
	timer *time.Timer
}

// Type says that the user writes in the room, or with on false that they stopped. Who may
// post there may say so. Others see it for 6 seconds, unless it is said again, and until
// the user posts; they are told once a second at most. Of those with HidePresence nobody
// is told, nor of more than 100 in a room or of one in more than 5 rooms at a time.
func (m *Module) Type(ctx context.Context, user UserID, room RoomID, on bool) error {
	if err := m.begin(); err != nil {
		return opError("chat.Type", err)
	}
	defer m.busy.Done()
	return opError("chat.Type", m.doType(ctx, user, room, on))
}

func (m *Module) doType(ctx context.Context, user UserID, room RoomID, on bool) error {
	if err := m.mayPost(ctx, user, room); err != nil {
		return err
	}
	u, err := m.store.User(ctx, user)
	if err == nil {
		m.live.types(room, u, on && !u.Preferences.HidePresence)
	}
	return err
}

// CanPost returns nil when the user may write in the room. A room that one may not see is
// ErrNotFound, like one that does not exist.
func (m *Module) CanPost(ctx context.Context, user UserID, room RoomID) error {
	if err := m.begin(); err != nil {
		return opError("chat.CanPost", err)
	}
	defer m.busy.Done()
	return opError("chat.CanPost", m.mayPost(ctx, user, room))
}

func (c *core) mayPost(ctx context.Context, user UserID, room RoomID) error {
	r, err := c.store.Room(ctx, room)
	if err != nil {
		return err
	}
	return c.can(ctx, user, ActionPostMessage, Target{Room: r})
}

// Typing returns who types in a room that the viewer may read, at most 100, in the order
// of their IDs. It knows those on this node.
func (m *Module) Typing(ctx context.Context, viewer UserID, room RoomID) ([]User, error) {
	if err := m.begin(); err != nil {
		return nil, opError("chat.Typing", err)
	}
	defer m.busy.Done()
	if _, err := m.readable(ctx, viewer, room); err != nil {
		return nil, opError("chat.Typing", err)
	}
	return m.live.typing.list(room, m.now()), nil
}

func (ts *typing) list(room RoomID, now time.Time) []User {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	list := []User{}
	for _, t := range ts.rooms[room] {
		if now.Before(t.until) {
			list = append(list, t.user)
		}
	}
	slices.SortFunc(list, func(a, b User) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// types notes that somebody types, or stopped.
func (l *live) types(room RoomID, u User, on bool) {
	if l.typing.note(room, u, on, l.now()) {
		l.send(errand{what: tellTyping, user: u.ID, room: room})
	}
}

// stopTyping ends it in every room.
func (l *live) stopTyping(user UserID) {
	for _, room := range l.typing.roomsOf(user) {
		l.types(room, User{ID: user}, false)
	}
}

// note tells whether there may be something to tell.
func (ts *typing) note(room RoomID, u User, on bool, now time.Time) bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := ts.rooms[room][u.ID]
	switch {
	case ts.closed || t == nil && !on:
		return false
	case t == nil:
		if t = ts.add(room, u.ID); t == nil {
			return false
		}
	}
	t.until = time.Time{}
	if on {
		t.until, t.fresh = now.Add(typingLasts), true
	}
	if on || !u.ErasedAt.IsZero() {
		t.user = u
	}
	return true
}

// add makes room for one more; nil: there is none.
func (ts *typing) add(room RoomID, user UserID) *typist {
	if len(ts.rooms[room]) >= maxTypists || len(ts.in[user]) >= maxTypingIn {
		return nil
	}
	t := &typist{}
	if ts.rooms[room] == nil {
		ts.rooms[room] = map[UserID]*typist{}
	}
	if ts.in[user] == nil {
		ts.in[user] = map[RoomID]bool{}
	}
	ts.rooms[room][user], ts.in[user][room] = t, true
	return t
}

func (ts *typing) remove(room RoomID, user UserID) {
	if delete(ts.rooms[room], user); len(ts.rooms[room]) == 0 {
		delete(ts.rooms, room)
	}
	if delete(ts.in[user], room); len(ts.in[user]) == 0 {
		delete(ts.in, user)
	}
}

func (ts *typing) roomsOf(user UserID) []RoomID {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	var rooms []RoomID
	for room := range ts.in[user] {
		rooms = append(rooms, room)
	}
	return rooms
}

// close forgets everybody.
func (ts *typing) close() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, room := range ts.rooms {
		for _, t := range room {
			stop(t.timer)
		}
	}
	ts.closed = true
	clear(ts.rooms)
	clear(ts.in)
}

// stop ends a timer, if there is one.
func stop(t *time.Timer) {
	if t != nil {
		t.Stop()
	}
}
