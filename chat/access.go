package chat

import "context"

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
	r, err := c.store.Room(ctx, id)
	if err != nil {
		return Room{}, err
	}
	return r, c.mayRead(ctx, viewer, r)
}

func (c *core) mayRead(ctx context.Context, viewer UserID, r Room) error {
	switch {
	case r.Kind == Personal:
		return ErrNotFound // it is a log, see readableLog, and nothing else
	case r.Kind == Public && (viewer != "" || !c.opts.LoginToRead):
		return nil
	case r.Kind == Public:
		return ErrUnauthenticated
	case viewer == "":
		return ErrNotFound
	}
	_, err := c.store.Member(ctx, r.ID, viewer)
	return err // no member: ErrNotFound, so that nobody learns of the room
}

// mayWrite: whoever may read and is logged in.
func (c *core) mayWrite(ctx context.Context, actor UserID, r Room) error {
	if err := c.mayRead(ctx, actor, r); err != nil {
		return err
	}
	if actor == "" {
		return ErrUnauthenticated
	}
	return nil
}

// mayChange: the author only. To those who may not even read the room the message
// does not exist.
func (c *core) mayChange(ctx context.Context, actor UserID, r Room, msg Message) error {
	if err := c.mayWrite(ctx, actor, r); err != nil {
		return err
	}
	if msg.AuthorID != actor {
		return ErrForbidden
	}
	return nil
}
