package chat

import (
	"context"
	"errors"
)

// CanRead returns nil when the viewer may read the room, or their own log (see
// UserLog), be there anything in it or not. An empty viewer is somebody
// who is not logged in. A room that one may not see is ErrNotFound, like one that
// does not exist.
func (m *Module) CanRead(ctx context.Context, viewer UserID, room RoomID) error {
	if err := m.begin(); err != nil {
		return opError("chat.CanRead", err)
	}
	defer m.busy.Done()
	_, err := m.readableLog(ctx, viewer, room)
	return opError("chat.CanRead", err)
}

// readable returns the room if the viewer may read it.
func (c *core) readable(ctx context.Context, viewer UserID, id RoomID) (Room, error) {
	if p, ok := passTo(ctx, viewer, id); ok {
		return p.room, nil
	}
	r, err := c.store.Room(ctx, id)
	if err != nil {
		return Room{}, err
	}
	return r, c.mayRead(ctx, viewer, r)
}

func (c *core) mayRead(ctx context.Context, viewer UserID, r Room) error {
	return c.can(ctx, viewer, ActionReadRoom, Target{Room: r})
}

// can asks the policy, and holds everybody to the rules that are nobody's to decide.
func (c *core) can(ctx context.Context, actor UserID, action Action, t Target) error {
	_, err := c.stand(ctx, actor, action, t)
	return err
}

// stand is can for who asks more about the actor, and returns what it went by.
func (c *core) stand(ctx context.Context, actor UserID, action Action, t Target) (footing, error) {
	if t.Room.Kind == Personal {
		return footing{}, ErrNotFound // it is a log, see readableLog, and nothing else
	}
	if err := granted(ctx, action, t.Room.ID); err != nil {
		return footing{}, err
	}
	s, err := c.footingOf(ctx, actor, action, t.Room)
	if err != nil {
		return s, err
	}
	who := User{ID: actor}
	t.Member = s.member()
	if c.opts.Policy != nil && actor != "" {
		if who, err = c.account(ctx, actor); err != nil {
			return s, err
		}
	}
	if err := c.ask(ctx, who, action, t); err != nil {
		return s, err
	}
	return s, c.held(ctx, actor, action, t, s.now)
}

// held are the rules for what the policy allows.
func (c *core) held(ctx context.Context, actor UserID, action Action, t Target, now restraints) error {
	if action.writes() {
		if err := now.keepQuiet(); err != nil {
			return err
		}
		if err := c.welcome(ctx, actor, t.Room); err != nil {
			return err
		}
	}
	if action == ActionEditMessage && t.Message.AuthorID != actor {
		return ErrForbidden
	}
	return lawful(action, t)
}

// ask puts the question. Whoever may not read the room hears that there is none.
func (c *core) ask(ctx context.Context, who User, action Action, t Target) error {
	p := c.policy()
	err := c.calmly("the policy", func() error { return p.Can(ctx, who, action, t) })
	if err == nil || t.Room.ID == "" {
		return err
	}
	if action != ActionReadRoom {
		if unseen := c.ask(ctx, who, ActionReadRoom, t); unseen != nil {
			return unseen
		}
		return err
	}
	if errors.Is(err, ErrForbidden) || t.Room.Kind != Public && errors.Is(err, ErrUnauthenticated) {
		return ErrNotFound
	}
	return err
}

func (c *core) policy() Policy {
	if c.opts.Policy != nil {
		return c.opts.Policy
	}
	return RoomRoles{LoginToRead: c.opts.LoginToRead}
}

// lawful are the rules that no policy can change.
func lawful(action Action, t Target) error {
	if action == ActionManageWebhooks && t.Room.Kind == Direct {
		return Refuse("a direct room has no webhooks")
	}
	switch action {
	case ActionReadRoom, ActionCreateRoom, ActionArchiveRoom, ActionReadRevisions, ActionManageBots, ActionManageWebhooks,
		ActionReadReports, ActionCloseReport, ActionReadAudit, ActionAdminister:
		return nil
	case ActionJoinRoom, ActionInvite, ActionAddMember, ActionUpdateMember, ActionRemoveMember, ActionBan:
		if t.Room.Kind == Direct {
			return Refuse("who is in a direct room never changes")
		}
	}
	if t.Room.Archived() && action != ActionRemoveMember && action != ActionBan {
		return ErrArchived
	}
	return nil
}
