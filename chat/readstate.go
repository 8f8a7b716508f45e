package chat

import (
	"context"
	"errors"
)

// MarkRead notes that the member has read the room up to the message with that Seq, and
// returns their place in it. It never goes back, and never beyond what there is. Who may
// read a room without being a member of it gets ErrForbidden: nothing is counted for them.
//
// When it moved, the user's other devices are told, and the room, unless they have
// HideReads.
func (m *Module) MarkRead(ctx context.Context, user UserID, room RoomID, seq int64) (Member, error) {
	return m.markRead(ctx, "chat.MarkRead", user, room, seq, false)
}

// MarkUnread is MarkRead that goes back too: what is above seq is not read.
func (m *Module) MarkUnread(ctx context.Context, user UserID, room RoomID, seq int64) (Member, error) {
	return m.markRead(ctx, "chat.MarkUnread", user, room, seq, true)
}

func (m *Module) markRead(ctx context.Context, op string, user UserID, room RoomID, seq int64, back bool) (Member, error) {
	if err := m.begin(); err != nil {
		return Member{}, opError(op, err)
	}
	defer m.busy.Done()
	got, err := m.moveRead(ctx, user, room, seq, back)
	return got, opError(op, err)
}

func (m *Module) moveRead(ctx context.Context, user UserID, room RoomID, seq int64, back bool) (Member, error) {
	if user == "" {
		return Member{}, ErrUnauthenticated
	}
	if seq < 0 {
		return Member{}, &FieldError{Field: "seq", Code: "min", Reason: "must not be negative"}
	}
	if _, err := m.readable(ctx, user, room); err != nil {
		return Member{}, err
	}
	got, moved, err := m.store.MarkRead(ctx, room, user, seq, back)
	if errors.Is(err, ErrNotFound) {
		err = ErrForbidden
	}
	if moved {
		m.live.send(errand{what: tellRead, user: user, room: room})
	}
	return got, err
}

// Unread tells what the user has not read: at most limit of the rooms they are a member
// of, in ID order from the one after after, and whether there are more.
func (m *Module) Unread(ctx context.Context, user UserID, after RoomID, limit int) ([]Unread, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Unread", err)
	}
	defer m.busy.Done()
	if user == "" {
		return nil, false, opError("chat.Unread", ErrUnauthenticated)
	}
	list, err := m.unread(ctx, user, after, limit+1)
	if err != nil {
		return nil, false, opError("chat.Unread", err)
	}
	for i := range list {
		list[i] = list[i].heeded(m.now())
	}
	more := len(list) > limit
	return list[:min(limit, len(list))], more, nil
}

// unread lists what the storage has of the rooms that a Grant allows.
func (m *Module) unread(ctx context.Context, user UserID, after RoomID, limit int) ([]Unread, error) {
	g := grantIn(ctx)
	if !g.limitsRooms() {
		return m.store.Unread(ctx, user, after, limit)
	}
	var list []Unread
	for _, room := range g.Rooms.Words() {
		if RoomID(room) <= after || len(list) == limit {
			continue
		}
		one, err := m.store.UnreadIn(ctx, RoomID(room), user)
		switch {
		case err == nil:
			list = append(list, one)
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
	}
	return list, nil
}
