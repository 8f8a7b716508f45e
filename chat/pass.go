package chat

import (
	"context"
	"errors"
	"net/http"
)

// A pass is what was found out of who asks, who is not banned from everything, and, once
// there is a room that they may read, of what they are in it: so that one request need not
// ask twice. It is for those alone that are answered at once: while a body trickles in, much
// can change.
type pass struct {
	user User
	room Room
	footing
}

// A footing is what somebody is in a room.
type footing struct {
	now restraints
	// place is theirs there; nil: none, or nobody looked.
	place  *Member
	placed bool
}

// member is their place as something of the caller's own.
func (s footing) member() *Member {
	if s.place == nil {
		return nil
	}
	own := *s.place
	return &own
}

// passKey is where a context keeps a pass.
type passKey struct{}

// issue has the rest of a request go by the pass, if it is one that is answered at once.
func (p pass) issue(r *http.Request) {
	if r.Method == http.MethodGet {
		*r = *r.WithContext(p.in(r.Context()))
	}
}

func (p pass) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, passKey{}, p)
}

// passRoom returns a room that the viewer may read, which the rest of the request need not
// find out again.
func (m *Module) passRoom(r *http.Request, viewer User, name string) (Room, error) {
	room, s, err := m.roomFooting(r.Context(), viewer.ID, name)
	if err == nil {
		pass{viewer, room, s}.issue(r)
	}
	return room, err
}

// passOf returns what is known of the user.
func passOf(ctx context.Context, user UserID) (pass, bool) {
	p, ok := ctx.Value(passKey{}).(pass)
	return p, ok && p.user.ID == user
}

// passTo returns what is known of the user in that room, which they may read.
func passTo(ctx context.Context, user UserID, room RoomID) (pass, bool) {
	p, ok := passOf(ctx, user)
	return p, ok && room != "" && p.room.ID == room
}

// account returns all of a user.
func (c *core) account(ctx context.Context, id UserID) (User, error) {
	if p, ok := passOf(ctx, id); ok {
		return p.user, nil
	}
	return c.store.User(ctx, id)
}

// roomTo returns a room about which the user is asked next.
func (c *core) roomTo(ctx context.Context, user UserID, id RoomID) (Room, error) {
	if p, ok := passTo(ctx, user, id); ok {
		return p.room, nil
	}
	return c.store.Room(ctx, id)
}

// footingOf finds out what the policy must know of the actor in a room, or that they are
// kept out of it.
func (c *core) footingOf(ctx context.Context, actor UserID, action Action, r Room) (s footing, err error) {
	if s.now, err = c.sanctions(ctx, actor, r.ID); err == nil {
		err = s.now.keepOut()
	}
	open := action == ActionReadRoom && r.Kind == Public && c.opts.Policy == nil
	if err != nil || actor == "" || r.ID == "" || open {
		return s, err
	}
	s.place, err = c.placeIn(ctx, r.ID, actor)
	s.placed = err == nil
	return s, err
}

// placeIn returns somebody's place in a room; nil: they have none.
func (c *core) placeIn(ctx context.Context, room RoomID, user UserID) (*Member, error) {
	if p, ok := passTo(ctx, user, room); ok && p.placed {
		return p.member(), nil
	}
	got, err := c.store.Member(ctx, room, user)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &got, nil
}

// withPlace has what follows find the viewer's place in its pass, where the right to read the
// room did not depend on it.
func (c *core) withPlace(ctx context.Context, viewer UserID, room RoomID) (context.Context, error) {
	p, ok := passTo(ctx, viewer, room)
	if !ok || p.placed || viewer == "" {
		return ctx, nil
	}
	var err error
	p.place, err = c.placeIn(ctx, room, viewer)
	p.placed = err == nil
	return p.in(ctx), err
}
