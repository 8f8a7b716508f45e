package chat

import (
	"context"
	"errors"
)

// tellRead tells somebody's devices how far they have read, and the room, if they let
// others know.
func (l *live) tellRead(ctx context.Context, room RoomID, user UserID) error {
	unread, err := l.store.UnreadIn(ctx, room, user)
	if errors.Is(err, ErrNotFound) {
		return nil // they left
	}
	var u User
	if err == nil {
		u, err = l.store.User(ctx, user)
	}
	if err != nil {
		return err
	}
	l.signal(ctx, Signal{Kind: ReadUpdated, For: user, Room: room, User: u, Unread: unread.heeded(l.now())})
	if !u.Preferences.HideReads {
		l.signal(ctx, Signal{Kind: ReceiptUpdated, Room: room, User: u, Unread: unread})
	}
	return nil
}

// Reads returns at most limit members of a room that the viewer may read who let others
// know how far they have read, in the order of their IDs from the one after after. It
// looks through 1000 members at most: next is the last of them, and more tells whether
// there are others above.
func (m *Module) Reads(ctx context.Context, viewer UserID, room RoomID, after UserID, limit int) (list []Membership, next UserID, more bool, err error) {
	if err := m.begin(); err != nil {
		return nil, "", false, opError("chat.Reads", err)
	}
	defer m.busy.Done()
	everybody := func(Member) bool { return true }
	shown := func(u User) bool { return !u.Preferences.HideReads }
	list, next, more, err = m.membersWho(ctx, viewer, room, after, limit, everybody, shown)
	return list, next, more, opError("chat.Reads", err)
}
