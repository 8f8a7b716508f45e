package chat

import (
	"context"
	"errors"
	"time"
)

// A NotifyLevel says of what a member wants to be told with a sound or the like.
type NotifyLevel string

// The levels.
const (
	NotifyAll      NotifyLevel = ""
	NotifyMentions NotifyLevel = "mentions" // of those in which they are mentioned
	// NotifyNone also has no mention counted or told in the UserLog. Module.Mentions has them.
	NotifyNone NotifyLevel = "none"
)

// Notify is what a member wants to be told of in one room. It is nobody else's business.
type Notify struct {
	Level NotifyLevel
	// MuteUntil is until when it is nothing, whatever the Level; zero: there is no such time.
	MuteUntil time.Time
}

// At is what they want to be told of at that time.
func (n Notify) At(now time.Time) NotifyLevel {
	if n.MuteUntil.After(now) {
		return NotifyNone
	}
	return n.Level
}

// NotifyStore keeps what members want to be told of.
type NotifyStore interface {
	// SetNotify stores what the member wants and returns them as they are then. It is no
	// change to the room and takes no Rev. ErrNotFound: no such member.
	SetNotify(ctx context.Context, room RoomID, user UserID, n Notify) (Member, error)
}

// SetNotify notes what the member wants to be told of in the room, and tells their devices.
// Who may read a room without being a member of it gets ErrForbidden.
func (m *Module) SetNotify(ctx context.Context, user UserID, room RoomID, n Notify) (Member, error) {
	if err := m.begin(); err != nil {
		return Member{}, opError("chat.SetNotify", err)
	}
	defer m.busy.Done()
	got, err := m.setNotify(ctx, user, room, n)
	return got, opError("chat.SetNotify", err)
}

func (m *Module) setNotify(ctx context.Context, user UserID, room RoomID, n Notify) (Member, error) {
	if user == "" {
		return Member{}, ErrUnauthenticated
	}
	switch n.Level {
	case NotifyAll, NotifyMentions, NotifyNone:
	default:
		return Member{}, &FieldError{Field: "level", Code: "oneof", Reason: "must be one of: all mentions none"}
	}
	if _, err := m.readable(ctx, user, room); err != nil {
		return Member{}, err
	}
	n.MuteUntil = n.MuteUntil.UTC().Truncate(time.Microsecond)
	got, err := m.store.SetNotify(ctx, room, user, n)
	if errors.Is(err, ErrNotFound) {
		err = ErrForbidden
	}
	if err == nil {
		m.live.send(errand{what: tellNotify, user: user, room: room})
	}
	return got, err
}

// tellNotify tells somebody's devices what they want to be told of in a room, and what is
// counted there, which depends on it.
func (l *live) tellNotify(ctx context.Context, room RoomID, user UserID) error {
	got, err := l.store.Member(ctx, room, user)
	if err != nil {
		return gone(err) // they left
	}
	left, err := l.store.UnreadIn(ctx, room, user)
	if err != nil {
		return gone(err)
	}
	l.signal(ctx, Signal{Kind: NotifyUpdated, For: user, Room: room, User: User{ID: user}, Notify: got.Notify, Unread: left.heeded(l.now())})
	return nil
}
