package chat

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// roomsNamed are those of the rooms that the viewer may read.
func (m *Module) roomsNamed(ctx context.Context, viewer UserID, names []string) ([]RoomID, error) {
	var list []RoomID
	for _, name := range names {
		r, err := m.knownAs(ctx, name)
		if err == nil {
			err = m.mayRead(ctx, viewer, r)
		}
		switch {
		case err == nil:
			list = append(list, r.ID)
		case !unseen(err):
			return nil, err
		}
	}
	return list, nil
}

// knownAs is the room with that ID, slug or ref; none is ever made for it.
func (c *core) knownAs(ctx context.Context, name string) (r Room, err error) {
	if len(name) > maxKey || !sayable(name) {
		return Room{}, ErrNotFound
	}
	for _, find := range []func() (Room, error){
		func() (Room, error) { return c.store.Room(ctx, RoomID(name)) },
		func() (Room, error) { return c.store.RoomBySlug(ctx, name) },
		func() (Room, error) { return c.store.RoomByRef(ctx, strings.TrimPrefix(name, "ref:")) },
	} {
		if r, err = find(); !errors.Is(err, ErrNotFound) {
			return r, err
		}
	}
	return Room{}, ErrNotFound
}

// unseen tells whether an error says that somebody may not read a room.
func unseen(err error) bool { return errors.Is(err, ErrNotFound) || errors.Is(err, ErrUnauthenticated) }

// hits goes on until there are enough in rooms that the viewer may read.
func (m *Module) hits(ctx context.Context, viewer UserID, q SearchQuery, limit int) ([]Hit, error) {
	var hits []Hit
	rooms := map[RoomID]*Room{} // nil: not for them
	for {
		q.Limit = limit - len(hits)
		list, err := m.store.SearchMessages(ctx, q)
		if err != nil {
			return nil, err
		}
		refused := len(q.NotRooms)
		for _, msg := range list {
			r, err := m.hitRoom(ctx, viewer, msg.Room, rooms)
			switch {
			case err != nil:
				return nil, err
			case r != nil:
				hits = append(hits, Hit{Message: msg, Room: *r})
			case !slices.Contains(q.NotRooms, msg.Room):
				q.NotRooms = append(q.NotRooms, msg.Room)
			}
		}
		if len(list) < q.Limit || refused == len(q.NotRooms) {
			return hits, nil
		}
		q.Before = list[len(list)-1].ID
	}
}

// hitRoom is the room of a hit, or nil if the policy keeps it from the viewer.
func (m *Module) hitRoom(ctx context.Context, viewer UserID, id RoomID, known map[RoomID]*Room) (*Room, error) {
	if r, ok := known[id]; ok {
		return r, nil
	}
	r, err := m.readable(ctx, viewer, id)
	switch {
	case err == nil:
		known[id] = &r
	case unseen(err):
		known[id] = nil
	default:
		return nil, err
	}
	return known[id], nil
}
