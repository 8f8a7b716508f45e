package chat

import (
	"context"
	"errors"
)

// A LogReach is the stretch of a room's log that can be read.
type LogReach struct {
	// Head is the room's Rev: that of the newest event.
	Head int64
	// Pruned is the highest Rev that is no longer there; 0 when all are.
	Pruned int64
}

// Log tells how far the log of a room reaches that the viewer may read, or their own
// (see UserLog), which reaches nowhere before anything happened.
func (m *Module) Log(ctx context.Context, viewer UserID, room RoomID) (LogReach, error) {
	if err := m.begin(); err != nil {
		return LogReach{}, opError("chat.Log", err)
	}
	defer m.busy.Done()
	r, err := m.readableLog(ctx, viewer, room)
	return LogReach{Head: r.Rev, Pruned: r.Pruned}, opError("chat.Log", err)
}

// readableLog is readable for everything that has a log.
func (m *Module) readableLog(ctx context.Context, viewer UserID, id RoomID) (Room, error) {
	owner, personal := id.Owner()
	switch {
	case !personal:
		return m.readable(ctx, viewer, id)
	case owner != viewer, grantIn(ctx).limitsRooms(): // it tells of every room
		return Room{}, ErrNotFound
	}
	now, err := m.sanctions(ctx, viewer, "")
	if err == nil {
		err = now.keepOut()
	}
	if err != nil {
		return Room{}, err
	}
	r, err := m.store.Room(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return Room{ID: id, Kind: Personal, CreatedBy: viewer}, nil
	}
	return r, err
}
