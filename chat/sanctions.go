package chat

import (
	"context"
	"errors"
	"time"
)

// A SanctionDraft says why and for how long.
type SanctionDraft struct {
	// Reason is one line for the audit log and for those who keep order, at most 500
	// characters. Default none.
	Reason string `json:"reason" validate:"max=500,sayable,line"`
	// Until is when it ends by itself, in the future. Default never.
	Until time.Time `json:"until"`
}

// Mute keeps a user from writing, reacting, pinning and typing in a room, member or not, or
// changes for how long. Who may is for Options.Policy to say. ErrNotFound: no such user, or no such
// room for the actor.
func (m *Module) Mute(ctx context.Context, actor UserID, room RoomID, user UserID, d SanctionDraft) (Sanction, error) {
	return m.sanction(ctx, "chat.Mute", m.asking(ctx, actor), Sanction{Kind: Mute, Room: room, User: user, By: actor}, d)
}

// Unmute ends that. ErrNotFound: there is no such mute, or no such room for the actor.
func (m *Module) Unmute(ctx context.Context, actor UserID, room RoomID, user UserID) error {
	return m.lift(ctx, "chat.Unmute", m.asking(ctx, actor), Sanction{Kind: Mute, Room: room, User: user, By: actor})
}

// Ban removes a user from a room, which from then on does not exist for them: all of it is
// ErrNotFound, and neither joining nor an invite or somebody else brings them back. The
// last owner stays: ErrLastOwner. Nobody is banned from a direct room.
//
// With no room it is from everything: all that they try is ErrBanned, but that they may have
// themselves erased, their sessions end at once (see Revoke), and what they said stays. Who may is for Options.Policy to say.
// ErrNotFound: no such user, or no such room for the actor.
func (m *Module) Ban(ctx context.Context, actor UserID, room RoomID, user UserID, d SanctionDraft) (Sanction, error) {
	return m.sanction(ctx, "chat.Ban", m.asking(ctx, actor), Sanction{Kind: Ban, Room: room, User: user, By: actor}, d)
}

// Unban lets the user come back; they are no member by it. ErrNotFound: there is no such
// ban, or no such room for the actor.
func (m *Module) Unban(ctx context.Context, actor UserID, room RoomID, user UserID) error {
	return m.lift(ctx, "chat.Unban", m.asking(ctx, actor), Sanction{Kind: Ban, Room: room, User: user, By: actor})
}

// ManageSanction is Mute and Ban for the host, by s.Kind: it asks nobody. s.By is who did
// it; empty is the host itself. s.At is not read.
func (m *Module) ManageSanction(ctx context.Context, s Sanction) (Sanction, error) {
	return m.sanction(ctx, "chat.ManageSanction", lawful, s, SanctionDraft{s.Reason, s.Until})
}

// DropSanction is Unmute and Unban for the host, by the Kind, Room, User and By of s: it
// asks nobody.
func (m *Module) DropSanction(ctx context.Context, s Sanction) error {
	return m.lift(ctx, "chat.DropSanction", lawful, s)
}

// asking is can for what one function asks about several times.
func (c *core) asking(ctx context.Context, actor UserID) func(Action, Target) error {
	return func(action Action, t Target) error { return c.can(ctx, actor, action, t) }
}

// action is what it takes to set the sanction, and acts what is said of setting and of
// lifting it.
func (s Sanction) action() Action {
	switch {
	case s.Room == "":
		return ActionAdminister
	case s.Kind == Ban:
		return ActionBan
	}
	return ActionMute
}

func (s Sanction) acts() (set, lifted ActKind) {
	if s.Kind == Ban {
		return ActBanned, ActUnbanned
	}
	return ActMuted, ActUnmuted
}

func (m *Module) sanction(ctx context.Context, op string, ask func(Action, Target) error, s Sanction, d SanctionDraft) (Sanction, error) {
	if err := m.begin(); err != nil {
		return Sanction{}, opError(op, err)
	}
	defer m.busy.Done()
	s.At, s.Reason, s.Until = m.now(), d.Reason, d.Until.UTC().Truncate(time.Microsecond)
	err := m.eachSanction(ctx, ask, s, func(other Member) error {
		if err := m.sound(ctx, s, d); err != nil {
			return err
		}
		set, _ := s.acts()
		act := m.newAct(s.Room, s.By, set, s.User, "")
		act.Reason, act.Until = s.Reason, s.Until
		return m.store.SetSanction(ctx, s, act, func(now Member, owners int) error {
			if s.Kind == Mute {
				owners = 2 // who is muted stays an owner
			}
			return mayLoseRole(now, other, owners)
		})
	})
	if err != nil {
		return Sanction{}, opError(op, err)
	}
	if s.Room == "" {
		m.cut(ctx, s.User)
	}
	return s, nil
}

func (m *Module) lift(ctx context.Context, op string, ask func(Action, Target) error, s Sanction) error {
	if err := m.begin(); err != nil {
		return opError(op, err)
	}
	defer m.busy.Done()
	return opError(op, m.eachSanction(ctx, ask, s, func(Member) error {
		_, lifted := s.acts()
		return m.store.LiftSanction(ctx, s, m.newAct(s.Room, s.By, lifted, s.User, ""))
	}))
}

// sound refuses what nobody can mean.
func (m *Module) sound(ctx context.Context, s Sanction, d SanctionDraft) error {
	if err := m.rules.check(d); err != nil {
		return err
	}
	switch {
	case !s.Until.IsZero() && !s.Until.After(s.At):
		return &FieldError{Field: "until", Code: "future", Reason: "must be in the future"}
	case s.Kind != Ban && (s.Kind != Mute || s.Room == ""):
		return &FieldError{Field: "kind", Code: "oneof", Reason: "must be ban, or mute in a room"}
	case s.User == s.By:
		return Refuse("nobody bans or mutes themselves")
	}
	_, err := m.store.User(ctx, s.User)
	return err
}

// eachSanction asks about the user as they are in the room, and again when that is not so
// any more.
func (m *Module) eachSanction(ctx context.Context, ask func(Action, Target) error, s Sanction, do func(other Member) error) error {
	if s.Room == "" {
		if err := ask(s.action(), Target{}); err != nil {
			return err
		}
		return do(Member{})
	}
	return m.writeTo(ctx, s.Room, func(r Room) error {
		if err := notPersonal(r); err != nil {
			return err
		}
		for {
			other, err := m.store.Member(ctx, r.ID, s.User)
			if gone(err) != nil {
				return err
			}
			other.Room, other.User = r.ID, s.User
			if err := ask(s.action(), Target{Room: r, Other: &other}); err != nil {
				return err
			}
			err = m.addingTo(ctx, []UserID{s.User}, func() error { return do(other) })
			if !errors.Is(err, errOvertaken) {
				return err
			}
		}
	})
}

// A Sanctioned is a sanction with who it is on.
type Sanctioned struct {
	Sanction
	Profile User
}

// Sanctions returns at most limit sanctions of that Kind in a room, with no room those
// everywhere, in the order of the IDs of their users from the one after after, and whether
// there are more; those that have ended by themselves are left out. Who may see them is who
// may set them.
func (m *Module) Sanctions(ctx context.Context, actor UserID, room RoomID, kind SanctionKind, after UserID, limit int) ([]Sanctioned, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Sanctions", err)
	}
	defer m.busy.Done()
	err := m.mayKeep(ctx, actor, room, Sanction{Kind: kind, Room: room}.action())
	var list []Sanctioned
	for more := true; err == nil && more && len(list) <= limit; {
		var page []Sanction
		page, err = m.store.Sanctions(ctx, room, kind, after, maxPageSize)
		more = len(page) == maxPageSize
		for _, s := range page {
			if after = s.User; s.stands(m.now()) {
				list = append(list, Sanctioned{Sanction: s})
			}
		}
	}
	more := len(list) > limit
	list = list[:min(limit, len(list))]
	if err == nil {
		err = m.fillSanctioned(ctx, list)
	}
	return list, more, opError("chat.Sanctions", err)
}

func (c *core) fillSanctioned(ctx context.Context, list []Sanctioned) error {
	people, err := c.usersOf(ctx, each(list, func(s Sanctioned) UserID { return s.User }))
	for i, s := range list {
		list[i].Profile = people[s.User]
		list[i].Profile.ID = s.User
	}
	return err
}
