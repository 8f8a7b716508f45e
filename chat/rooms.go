package chat

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
)

// A RoomDraft is a room to be made.
type RoomDraft struct {
	// Kind is Public, Private or Direct. Default Public.
	Kind RoomKind `json:"kind" validate:"omitempty,oneof=public private direct"`
	// Slug names the room in URLs: lower-case letters, digits and hyphens, at most 64. A
	// public room without a Ref needs one, a direct one has none. Default none: the room
	// goes by its ID.
	Slug string `json:"slug" validate:"max=64,omitempty,slug"`
	// Ref binds the room to something of the host's: at most 128 characters of printable
	// ASCII without spaces, not beginning with "~". Default: to nothing.
	Ref string `json:"ref" validate:"max=128,omitempty,ref"`
	// Name is what people see, at most 100 characters. A direct room needs none: people
	// see who is in it.
	Name string `json:"name" validate:"sayable,line,max=100"`
	// Topic is one line about the room, at most 250 characters. Default none.
	Topic string `json:"topic" validate:"sayable,line,max=250"`
	// RetentionDays is after how many days messages are removed; see RoomEdit. Default
	// 0: they are kept.
	RetentionDays int `json:"retentionDays" validate:"min=0,max=36500"`
	// Members are those who belong to it besides its owner, at most 500. A direct room
	// needs at least one. Default none.
	Members []UserID `json:"members" validate:"max=500,dive,required,max=64,printascii"`
	// Roles are those of its people, its owner among them, that differ: without them that is
	// RoleOwner for the owner and RoleMember for Members. So staff can own the room that a
	// customer comes to first; nobody need own it. It is for the host to set, in OpenRef too,
	// and not for who asks over HTTP. A direct room has none. Default none.
	Roles map[UserID]Role `json:"-"`
}

// check are the rules that concern more than one field.
func (d RoomDraft) check() error {
	direct := d.Kind == Direct
	var all []error
	wrong := func(is bool, field, code, reason string) {
		if is {
			all = append(all, &FieldError{Field: field, Code: code, Reason: reason})
		}
	}
	wrong(!direct && strings.TrimSpace(d.Name) == "", "name", "visible", "must not be empty")
	wrong(d.Kind == Public && d.Slug == "" && d.Ref == "", "slug", "required", "must not be empty")
	wrong(direct && d.Slug != "", "slug", "excluded", "must be empty: a direct room has none")
	wrong(direct && d.Ref != "", "ref", "excluded", "must be empty: a direct room has none")
	wrong(direct && len(d.Members) == 0, "members", "required", "must not be empty")
	wrong(direct && len(d.Roles) > 0, "roles", "excluded", "must be empty: in a direct room all are equal")
	for _, role := range d.Roles {
		wrong(checkRole(role) != nil, "roles", "oneof", "must each be one of: owner moderator member read-only")
	}
	return errors.Join(all...)
}

// CreateRoom makes a room that owner, who must be a user, owns unless d.Roles says
// otherwise; in a direct one all are equal. A taken slug or ref, and a pair that has its
// room already, is ErrExists, see OpenRoom; a member who does not exist is ErrInvalid.
// Whether owner may make rooms is for the caller to decide. Each member is told in their
// UserLog.
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
	if err := d.check(); err != nil {
		return Room{}, errors.Join(c.rules.check(d), err)
	}
	if err := c.notBlocked(ctx, owner, d); err != nil {
		return Room{}, err
	}
	if err := c.beforeCreateRoom(ctx, owner, &d); err != nil {
		return Room{}, err
	}
	if err := d.check(); err != nil { // as the hook left it
		return Room{}, err
	}
	r := d.room(owner)
	r.ID, r.CreatedAt = RoomID(newID()), c.now()
	members, err := c.firstMembers(ctx, r, d)
	if err != nil {
		return Room{}, err
	}
	return c.makeRoom(ctx, r, members)
}

// room is what becomes of the draft, but for what only a room that exists has.
func (d RoomDraft) room(owner UserID) Room {
	r := Room{Kind: cmp.Or(d.Kind, Public), Slug: d.Slug, Ref: d.Ref, Name: d.Name, Topic: d.Topic,
		RetentionDays: d.RetentionDays, CreatedBy: owner}
	if people := d.people(owner); d.Kind == Direct && len(people) <= 2 {
		r.Ref = PairRef(owner, people[len(people)-1])
	}
	return r
}

// people are all who shall be in the room, the owner first, each of them once.
func (d RoomDraft) people(owner UserID) []UserID {
	people := []UserID{owner}
	for _, u := range d.Members {
		if !slices.Contains(people, u) {
			people = append(people, u)
		}
	}
	return people
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

// firstMembers are the people of the room, all of whom must exist.
func (c *core) firstMembers(ctx context.Context, r Room, d RoomDraft) ([]Member, error) {
	ids := d.people(r.CreatedBy)
	members := make([]Member, len(ids))
	for i, user := range ids {
		members[i] = Member{Room: r.ID, User: user, Role: cmp.Or(d.Roles[user], RoleMember), JoinedAt: r.CreatedAt}
	}
	if r.Kind != Direct {
		members[0].Role = cmp.Or(d.Roles[r.CreatedBy], RoleOwner)
	}
	for user := range d.Roles {
		if !slices.Contains(ids, user) {
			return nil, &FieldError{Field: "roles", Code: "unknown", Reason: "must be those of the owner and of members"}
		}
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

func (c *core) addMember(ctx context.Context, by UserID, room RoomID, user UserID) (Member, error) {
	got, _, err := c.place(ctx, lawful, Member{Room: room, User: user}, by)
	return got, err
}

// join stores a member and has them told; the room is being written to.
func (c *core) join(ctx context.Context, member Member, by UserID) (got Member, added bool, err error) {
	err = c.addingTo(ctx, []UserID{member.User}, func() error {
		got, added, err = c.store.AddMember(ctx, member, by)
		return err
	})
	return got, added, err
}

// Room returns the room with that ID, slug or Ref ("ref:order:42") if the viewer may read it.
func (m *Module) Room(ctx context.Context, viewer UserID, idOrSlug string) (Room, error) {
	r, _, err := m.roomFooting(ctx, viewer, idOrSlug)
	return r, err
}

// roomFooting is Room, and what the viewer is there.
func (m *Module) roomFooting(ctx context.Context, viewer UserID, idOrSlug string) (Room, footing, error) {
	if err := m.begin(); err != nil {
		return Room{}, footing{}, opError("chat.Room", err)
	}
	defer m.busy.Done()
	r, s, err := m.room(ctx, viewer, idOrSlug)
	return r, s, opError("chat.Room", err)
}

func (c *core) room(ctx context.Context, viewer UserID, name string) (Room, footing, error) {
	r, err := c.named(ctx, viewer, name)
	if err != nil {
		return Room{}, footing{}, err
	}
	s, err := c.stand(ctx, viewer, ActionReadRoom, Target{Room: r})
	if err != nil {
		return Room{}, footing{}, err
	}
	return r, s, nil
}

// A RoomFilter says which rooms somebody wants to see.
type RoomFilter struct {
	// Joined leaves out rooms of which the viewer is no member.
	Joined bool
	// Kind leaves out rooms of other kinds. Default: none.
	Kind RoomKind
	// Archived takes archived rooms in. Default false.
	Archived bool
	// Search leaves out rooms that have it neither in their name nor in their slug or topic,
	// in whatever case. RoomList only. Default: none.
	Search string
}

// Rooms returns at most limit rooms that the viewer may read, in ID order from the
// one after after, and whether there are more.
func (m *Module) Rooms(ctx context.Context, viewer UserID, f RoomFilter, after RoomID, limit int) ([]Room, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Rooms", err)
	}
	defer m.busy.Done()
	list, more, err := m.rooms(ctx, viewer, f, after, limit)
	return list, more, opError("chat.Rooms", err)
}

func (m *Module) rooms(ctx context.Context, viewer UserID, f RoomFilter, after RoomID, limit int) ([]Room, bool, error) {
	if viewer == "" && (f.Joined || m.opts.LoginToRead && m.opts.Policy == nil) {
		return nil, false, ErrUnauthenticated
	}
	q := RoomQuery{Public: !f.Joined, Member: viewer, Kind: f.Kind, Archived: f.Archived, After: after, Limit: limit + 1}
	for {
		list, err := m.store.Rooms(ctx, q)
		if err != nil || len(list) == 0 {
			return nil, false, err
		}
		more := len(list) > limit
		list = list[:min(limit, len(list))]
		q.After = list[len(list)-1].ID
		if list, err = m.notBannedFrom(ctx, viewer, list); err == nil {
			list, err = m.seen(ctx, viewer, list)
		}
		if err != nil || len(list) > 0 || !more {
			return list, more, err
		}
		// A whole page that the policy hides is no reason to end.
	}
}

// seen are those of the rooms that the policy lets the viewer read.
func (m *Module) seen(ctx context.Context, viewer UserID, list []Room) ([]Room, error) {
	if m.opts.Policy == nil && grantIn(ctx) == nil {
		return list, nil
	}
	var seen []Room
	for _, r := range list {
		switch err := m.mayRead(ctx, viewer, r); {
		case err == nil:
			seen = append(seen, r)
		case !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrUnauthenticated):
			return nil, err
		}
	}
	return seen, nil
}
