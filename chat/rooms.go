package chat

import (
	"cmp"
	"context"
	"errors"
)

// A RoomDraft is a room to be made.
type RoomDraft struct {
	// Kind is Public or Private. Default Public.
	Kind RoomKind `json:"kind" validate:"omitempty,oneof=public private"`
	// Slug names the room in URLs: lower-case letters, digits and hyphens, at most 64.
	Slug string `json:"slug" validate:"required,max=64,slug"`
	// Name is what people see, at most 100 characters.
	Name string `json:"name" validate:"visible,sayable,line,max=100"`
	// Topic is one line about the room, at most 250 characters. Default none.
	Topic string `json:"topic" validate:"sayable,line,max=250"`
	// RetentionDays is after how many days messages are removed; see RoomEdit. Default
	// 0: they are kept.
	RetentionDays int `json:"retentionDays" validate:"min=0,max=36500"`
	// Members are those who belong to it besides its owner, at most 500. Default none.
	Members []UserID `json:"members" validate:"max=500,dive,required,max=64,printascii"`
}

// CreateRoom makes a room that owner owns. A taken slug is ErrExists; a member who
// does not exist is ErrInvalid. Whether owner may make rooms is for the caller to
// decide. Each member is told in their UserLog.
func (m *Module) CreateRoom(ctx context.Context, owner UserID, d RoomDraft) (Room, error) {
	if err := m.begin(); err != nil {
		return Room{}, opError("chat.CreateRoom", err)
	}
	defer m.busy.Done()
	r, err := m.createRoom(ctx, owner, d)
	return r, opError("chat.CreateRoom", err)
}

func (c *core) createRoom(ctx context.Context, owner UserID, d RoomDraft) (Room, error) {
	if owner == "" {
		return Room{}, ErrUnauthenticated
	}
	d.Kind = cmp.Or(d.Kind, Public)
	if err := c.beforeCreateRoom(ctx, owner, &d); err != nil {
		return Room{}, err
	}
	r := Room{ID: RoomID(newID()), Kind: cmp.Or(d.Kind, Public), Slug: d.Slug, Name: d.Name, Topic: d.Topic,
		RetentionDays: d.RetentionDays, CreatedBy: owner, CreatedAt: c.now()}
	members, err := c.firstMembers(ctx, r, d.Members)
	if err != nil {
		return Room{}, err
	}
	return c.makeRoom(ctx, r, members)
}

// makeRoom stores a room and has those who belong to it told.
func (c *core) makeRoom(ctx context.Context, r Room, members []Member) (made Room, err error) {
	users := make([]UserID, len(members))
	for i, one := range members {
		users[i] = one.User
	}
	err = c.addingTo(ctx, users, func() error {
		made, err = c.store.CreateRoom(ctx, r, members)
		return err
	})
	return made, err
}

// firstMembers are the owner and each of the others once, all of whom must exist.
func (c *core) firstMembers(ctx context.Context, r Room, others []UserID) ([]Member, error) {
	members := []Member{{Room: r.ID, User: r.CreatedBy, Role: RoleOwner, JoinedAt: r.CreatedAt}}
	seen := map[UserID]bool{r.CreatedBy: true}
	for _, u := range others {
		if !seen[u] {
			seen[u] = true
			members = append(members, Member{Room: r.ID, User: u, Role: RoleMember, JoinedAt: r.CreatedAt})
		}
	}
	ids := make([]UserID, len(members))
	for i, one := range members {
		ids[i] = one.User
	}
	found, err := c.store.Users(ctx, ids)
	if err == nil && len(found) < len(ids) {
		err = &FieldError{Field: "members", Code: "unknown", Reason: "must all exist"}
	}
	return members, err
}

// AddMember makes the user a member of the room on behalf of by; empty is the host
// itself. Somebody who is one already stays as they are. A new one is told in their
// UserLog too. Whether by may add them is for the caller to decide.
func (m *Module) AddMember(ctx context.Context, by UserID, room RoomID, user UserID) (Member, error) {
	if err := m.begin(); err != nil {
		return Member{}, opError("chat.AddMember", err)
	}
	defer m.busy.Done()
	got, err := m.addMember(ctx, by, room, user)
	return got, opError("chat.AddMember", err)
}

func (c *core) addMember(ctx context.Context, by UserID, room RoomID, user UserID) (got Member, err error) {
	err = c.writeTo(ctx, room, func(r Room) error {
		if err := notPersonal(r); err != nil {
			return err
		}
		u, err := c.store.User(ctx, user)
		if err != nil {
			return err
		}
		if err := c.beforeAddMember(ctx, by, r, u); err != nil {
			return err
		}
		got, err = c.join(ctx, Member{Room: room, User: user, Role: RoleMember, JoinedAt: c.now()}, by)
		return err
	})
	return got, err
}

// join stores a member and has them told; the room is being written to.
func (c *core) join(ctx context.Context, member Member, by UserID) (got Member, err error) {
	err = c.addingTo(ctx, []UserID{member.User}, func() error {
		got, _, err = c.store.AddMember(ctx, member, by)
		return err
	})
	return got, err
}

// Room returns the room with that ID or slug if the viewer may read it.
func (m *Module) Room(ctx context.Context, viewer UserID, idOrSlug string) (Room, error) {
	if err := m.begin(); err != nil {
		return Room{}, opError("chat.Room", err)
	}
	defer m.busy.Done()
	r, err := m.room(ctx, viewer, idOrSlug)
	return r, opError("chat.Room", err)
}

func (c *core) room(ctx context.Context, viewer UserID, idOrSlug string) (Room, error) {
	r, err := c.store.Room(ctx, RoomID(idOrSlug))
	if errors.Is(err, ErrNotFound) {
		r, err = c.store.RoomBySlug(ctx, idOrSlug)
	}
	if err != nil {
		return Room{}, err
	}
	if err := c.mayRead(ctx, viewer, r); err != nil {
		return Room{}, err
	}
	return r, nil
}

// Rooms returns at most limit rooms that the viewer may read, in ID order from the
// one after after, and whether there are more.
func (m *Module) Rooms(ctx context.Context, viewer UserID, after RoomID, limit int) ([]Room, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Rooms", err)
	}
	defer m.busy.Done()
	if viewer == "" && m.opts.LoginToRead {
		return nil, false, opError("chat.Rooms", ErrUnauthenticated)
	}
	list, err := m.store.Rooms(ctx, RoomQuery{Public: true, Member: viewer, After: after, Limit: limit + 1})
	if err != nil {
		return nil, false, opError("chat.Rooms", err)
	}
	more := len(list) > limit
	return list[:min(limit, len(list))], more, nil
}
