package chat

import (
	"context"
	"slices"
)

// PeopleShown is how many of those in a Direct room are told of along with it.
const PeopleShown = 8

// peopleIn returns who else is in the Direct rooms, as the viewer sees them, and nothing of
// rooms of other kinds.
func (c *core) peopleIn(ctx context.Context, viewer UserID, rooms []Room) (map[RoomID][]User, error) {
	ids := each(rooms, func(r Room) RoomID {
		if r.Kind != Direct {
			return ""
		}
		return r.ID
	})
	if len(ids) == 0 {
		return nil, nil
	}
	members, err := c.store.MembersOf(ctx, ids, PeopleShown+1)
	if err != nil {
		return nil, err
	}
	members = slices.DeleteFunc(members, func(m Member) bool { return m.User == viewer })
	users, err := c.usersOf(ctx, each(members, func(m Member) UserID { return m.User }))
	if err == nil {
		err = c.markBlockedIn(ctx, viewer, users)
	}
	found := make(map[RoomID][]User, len(ids))
	for _, m := range members {
		if u, ok := users[m.User]; ok && len(found[m.Room]) < PeopleShown {
			found[m.Room] = append(found[m.Room], u)
		}
	}
	return found, err
}

// fillPeople tells of the Direct rooms who is in them.
func (c *core) fillPeople(ctx context.Context, viewer UserID, list []RoomEntry) error {
	rooms := make([]Room, len(list))
	for i, e := range list {
		rooms[i] = e.Room
	}
	found, err := c.peopleIn(ctx, viewer, rooms)
	for i, e := range list {
		if e.Room.Kind == Direct {
			people := found[e.Room.ID]
			list[i].People = &people
		}
	}
	return err
}
