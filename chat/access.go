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
	if p, ok := ctx.Value(passKey{}).(pass); ok && p.viewer == viewer && p.room.ID == id {
		return p.room, nil
	}
	r, err := c.store.Room(ctx, id)
	if err != nil {
		return Room{}, err
	}
	return r, c.mayRead(ctx, viewer, r)
}

// A pass says that somebody may read a room, so that one request need not ask it twice. It
// is for those alone that are answered at once: while a body trickles in, much can change.
type pass struct {
	viewer UserID
	room   Room
}

// passKey is where a context keeps a pass.
type passKey struct{}

func (c *core) mayRead(ctx context.Context, viewer UserID, r Room) error {
	return c.can(ctx, viewer, ActionReadRoom, Target{Room: r})
}

// can asks the policy, and holds everybody to the rules that are nobody's to decide.
func (c *core) can(ctx context.Context, actor UserID, action Action, t Target) error {
	if t.Room.Kind == Personal {
		return ErrNotFound // it is a log, see readableLog, and nothing else
	}
	if err := granted(ctx, action, t.Room.ID); err != nil {
		return err
	}
	now, err := c.sanctions(ctx, actor, t.Room.ID)
	if err == nil {
		err = now.keepOut()
	}
	if err != nil {
		return err
	}
	who, err := c.actor(ctx, actor, action, &t)
	if err != nil {
		return err
	}
	if err := c.ask(ctx, who, action, t); err != nil {
		return err
	}
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

// actor fills in what the policy must know of who acts: their place in the room, and for
// a policy of the host's all of the user.
func (c *core) actor(ctx context.Context, actor UserID, action Action, t *Target) (User, error) {
	who := User{ID: actor}
	open := action == ActionReadRoom && t.Room.Kind == Public
	if actor == "" || open && c.opts.Policy == nil {
		return who, nil
	}
	if t.Room.ID != "" {
		got, err := c.store.Member(ctx, t.Room.ID, actor)
		if err == nil {
			t.Member = &got
		} else if !errors.Is(err, ErrNotFound) {
			return who, err
		}
	}
	if c.opts.Policy == nil {
		return who, nil
	}
	return c.store.User(ctx, actor)
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
