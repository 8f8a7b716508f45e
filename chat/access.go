package chat

import "context"

// CanRead returns nil when the viewer may read the room. An empty viewer is somebody
// who is not logged in. A room that one may not see is ErrNotFound, like one that
// does not exist.
func (m *Module) CanRead(ctx context.Context, viewer UserID, room RoomID) error {
	if err := m.begin(); err != nil {
		return opError("chat.CanRead", err)
	}
	defer m.busy.Done()
	_, err := m.readable(ctx, viewer, room)
	return opError("chat.CanRead", err)
}

// readable returns the room if the viewer may read it.
func (m *Module) readable(ctx context.Context, viewer UserID, id RoomID) (Room, error) {
	r, err := m.store.Room(ctx, id)
	if err != nil {
		return Room{}, err
	}
	return r, m.mayRead(ctx, viewer, r)
}

func (m *Module) mayRead(ctx context.Context, viewer UserID, r Room) error {
	switch {
	case r.Kind == Public && (viewer != "" || !m.opts.LoginToRead):
		return nil
	case r.Kind == Public:
		return ErrUnauthenticated
	case viewer == "":
		return ErrNotFound
	}
	_, err := m.store.Member(ctx, r.ID, viewer)
	return err // no member: ErrNotFound, so that nobody learns of the room
}

// mayWrite: whoever may read and is logged in.
func (m *Module) mayWrite(ctx context.Context, actor UserID, r Room) error {
	if err := m.mayRead(ctx, actor, r); err != nil {
		return err
	}
	if actor == "" {
		return ErrUnauthenticated
	}
	return nil
}

// mayChange: the author only. To those who may not even read the room the message
// does not exist.
func (m *Module) mayChange(ctx context.Context, actor UserID, r Room, msg Message) error {
	if err := m.mayWrite(ctx, actor, r); err != nil {
		return err
	}
	if msg.AuthorID != actor {
		return ErrForbidden
	}
	return nil
}
