package chat

import (
	"cmp"
	"context"
	"errors"
)

// PutMember makes the user a member of the room with that role, or gives a member that
// role, on behalf of the actor: for themselves it is joining. It tells whether they are
// new. An empty role is RoleMember for who is new and leaves others as they are. Who may
// is for Options.Policy to say. Giving up the last owner is ErrLastOwner. ErrBanned: the
// user is banned from the room. ErrNotFound: no such user, or no such room for the actor.
func (m *Module) PutMember(ctx context.Context, actor UserID, room RoomID, user UserID, role Role) (Member, bool, error) {
	ask := func(action Action, t Target) error { return m.can(ctx, actor, action, t) }
	return m.putMember(ctx, "chat.PutMember", ask, Member{Room: room, User: user, Role: role}, actor)
}

// ManageMember is PutMember for the host: it asks nobody. The event names by as who did
// it; empty is the host itself.
func (m *Module) ManageMember(ctx context.Context, by UserID, room RoomID, user UserID, role Role) (Member, bool, error) {
	return m.putMember(ctx, "chat.ManageMember", lawful, Member{Room: room, User: user, Role: role}, by)
}

func (m *Module) putMember(ctx context.Context, op string, ask func(Action, Target) error, want Member, by UserID) (got Member, added bool, err error) {
	if err := m.begin(); err != nil {
		return Member{}, false, opError(op, err)
	}
	defer m.busy.Done()
	got, added, err = m.place(ctx, ask, want, by)
	return got, added, opError(op, err)
}

func (c *core) place(ctx context.Context, ask func(Action, Target) error, want Member, by UserID) (got Member, added bool, err error) {
	err = c.writeTo(ctx, want.Room, func(r Room) error {
		if err := notPersonal(r); err != nil {
			return err
		}
		got, added, err = c.placed(ctx, ask, r, want, by)
		return err
	})
	return got, added, err
}

// errOvertaken is why a change is tried again: what was asked about is not so any more.
var errOvertaken = errors.New("overtaken by another change")

// placed adds or changes a member of a room that is being written to.
func (c *core) placed(ctx context.Context, ask func(Action, Target) error, r Room, want Member, by UserID) (Member, bool, error) {
	if err := checkRole(want.Role); err != nil {
		return Member{}, false, err
	}
	for {
		old, err := c.store.Member(ctx, r.ID, want.User)
		switch {
		case errors.Is(err, ErrNotFound):
			return c.newMember(ctx, ask, r, want, by)
		case err != nil:
			return Member{}, false, err
		case want.Role == "" || want.Role == old.Role:
			return old, false, ask(ActionReadRoom, Target{Room: r})
		}
		if err := ask(ActionUpdateMember, Target{Room: r, Other: &old, Role: want.Role}); err != nil {
			return Member{}, false, err
		}
		act := c.newAct(r.ID, by, ActRole, want.User, string(want.Role))
		got, err := c.store.UpdateMember(ctx, r.ID, want.User, Change{Kind: MemberUpdated, Actor: by, At: c.now(), Act: &act}, func(m *Member, owners int) error {
			if err := mayLoseRole(*m, old, owners); err != nil {
				return err
			}
			m.Role = want.Role
			return nil
		})
		if !errors.Is(err, errOvertaken) && !errors.Is(err, ErrNotFound) {
			return got, false, err
		}
	}
}

// mayLoseRole tells whether somebody who was old when it was asked about may lose that
// role now.
func mayLoseRole(m, old Member, owners int) error {
	switch {
	case m.Role != old.Role:
		return errOvertaken
	case m.Role == RoleOwner && owners < 2:
		return ErrLastOwner
	}
	return nil
}

// newMember adds somebody who is none yet.
func (c *core) newMember(ctx context.Context, ask func(Action, Target) error, r Room, want Member, by UserID) (got Member, added bool, err error) {
	// What was said before they came is nothing that they have yet to read.
	want.Role, want.JoinedAt, want.ReadSeq = cmp.Or(want.Role, RoleMember), c.now(), r.Rev
	action := ActionAddMember
	if by == want.User && want.Role == RoleMember {
		action = ActionJoinRoom
	}
	if err := ask(action, Target{Room: r, Role: want.Role}); err != nil {
		return Member{}, false, err
	}
	u, err := c.store.User(ctx, want.User)
	if err == nil {
		err = c.beforeAddMember(ctx, by, r, u)
	}
	if err != nil {
		return Member{}, false, err
	}
	return c.join(ctx, want, by)
}

func checkRole(role Role) error {
	switch role {
	case "", RoleOwner, RoleModerator, RoleMember, RoleReadOnly:
		return nil
	}
	return &FieldError{Field: "role", Code: "oneof", Reason: "must be one of: owner moderator member read-only"}
}

// RemoveMember ends the user's membership on behalf of the actor: for themselves it is
// leaving. They are told in their UserLog, and what they subscribed to ends. Who may is
// for Options.Policy to say. The last owner stays: ErrLastOwner. ErrNotFound: no such
// member, or no such room for the actor.
func (m *Module) RemoveMember(ctx context.Context, actor UserID, room RoomID, user UserID) error {
	ask := func(action Action, t Target) error { return m.can(ctx, actor, action, t) }
	return m.removeMember(ctx, "chat.RemoveMember", ask, actor, room, user)
}

// DropMember is RemoveMember for the host: it asks nobody.
func (m *Module) DropMember(ctx context.Context, by UserID, room RoomID, user UserID) error {
	return m.removeMember(ctx, "chat.DropMember", lawful, by, room, user)
}

func (m *Module) removeMember(ctx context.Context, op string, ask func(Action, Target) error, by UserID, room RoomID, user UserID) error {
	if err := m.begin(); err != nil {
		return opError(op, err)
	}
	defer m.busy.Done()
	return opError(op, m.writeTo(ctx, room, func(r Room) error {
		if err := notPersonal(r); err != nil {
			return err
		}
		return m.unplace(ctx, ask, r, user, by)
	}))
}

// unplace removes a member of a room that is being written to.
func (c *core) unplace(ctx context.Context, ask func(Action, Target) error, r Room, user UserID, by UserID) error {
	for {
		old, err := c.store.Member(ctx, r.ID, user)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		// Asked also about who is no member: to whom the room does not exist there is
		// nobody in it.
		old.Room, old.User = r.ID, user
		if err := errors.Join(ask(ActionRemoveMember, Target{Room: r, Other: &old}), err); err != nil {
			return err
		}
		err = c.addingTo(ctx, []UserID{user}, func() error {
			change := Change{Kind: MemberLeft, Actor: by, At: c.now()}
			if by != user {
				act := c.newAct(r.ID, by, ActRemoved, user, "")
				change.Act = &act
			}
			return c.store.RemoveMember(ctx, r.ID, user, change, func(m Member, owners int) error {
				return mayLoseRole(m, old, owners)
			})
		})
		if !errors.Is(err, errOvertaken) {
			return err
		}
	}
}

// A Membership is a member with who it is.
type Membership struct {
	Member
	Profile User
}

// Members returns at most limit members of a room that the viewer may read, in the order
// of their IDs from the one after after, and whether there are more.
func (m *Module) Members(ctx context.Context, viewer UserID, room RoomID, after UserID, limit int) ([]Membership, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Members", err)
	}
	defer m.busy.Done()
	list, more, err := m.members(ctx, viewer, room, after, limit)
	return list, more, opError("chat.Members", err)
}

func (m *Module) members(ctx context.Context, viewer UserID, room RoomID, after UserID, limit int) ([]Membership, bool, error) {
	if _, err := m.readable(ctx, viewer, room); err != nil {
		return nil, false, err
	}
	list, err := m.store.Members(ctx, room, after, limit+1)
	if err != nil {
		return nil, false, err
	}
	more := len(list) > limit
	list = list[:min(limit, len(list))]
	people, err := m.usersOf(ctx, each(list, func(one Member) UserID { return one.User }))
	out := make([]Membership, len(list))
	for i, one := range list {
		out[i] = Membership{Member: one, Profile: people[one.User]}
		out[i].Profile.ID = one.User
	}
	return out, more, err
}
