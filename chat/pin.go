package chat

import (
	"context"
	"time"
)

// MaxPins is how many messages of a room may be pinned.
const MaxPins = 100

// PinStore reads what is pinned; UpdateMessage pins.
type PinStore interface {
	// Pins returns at most limit pinned messages of the room with a Seq below before, 0:
	// of any, the newest message first. A room that does not exist has none.
	Pins(ctx context.Context, room RoomID, before int64, limit int) ([]Message, error)
}

// Pin puts a message among those that everybody in the room shall find at once. Its
// moderators and owners may, in a direct room everybody, as far as Options.Policy does not
// say otherwise. Pinning it again changes nothing. ErrFull: MaxPins others are pinned.
// ErrGone: it was deleted, which unpins too.
func (m *Module) Pin(ctx context.Context, actor UserID, id MessageID) (Message, error) {
	return m.setPin(ctx, "chat.Pin", actor, id, PinAdded)
}

// Unpin takes it away from there. A message that is not pinned stays as it is.
func (m *Module) Unpin(ctx context.Context, actor UserID, id MessageID) (Message, error) {
	return m.setPin(ctx, "chat.Unpin", actor, id, PinRemoved)
}

func (m *Module) setPin(ctx context.Context, op string, actor UserID, id MessageID, kind EventKind) (Message, error) {
	if err := m.begin(); err != nil {
		return Message{}, opError(op, err)
	}
	defer m.busy.Done()
	// The answer shows the message, so being allowed to pin is not enough.
	see := func(r Room, _ Message) ([]UserID, error) { return nil, m.mayRead(ctx, actor, r) }
	on, now := kind == PinAdded, m.now()
	msg, err := m.change(ctx, actor, id, ActionPin, kind, see, func(msg *Message) error {
		switch {
		case msg.Deleted():
			return ErrGone
		case on == msg.Pinned():
			return ErrUnchanged
		}
		msg.PinnedAt, msg.PinnedBy = time.Time{}, ""
		if on {
			msg.PinnedAt, msg.PinnedBy = now, actor
		}
		return nil
	})
	return msg, opError(op, err)
}

// Pins returns at most limit pinned messages of a room that the viewer may read, the
// newest message first, from those with a Seq below before, 0: from the newest, and
// whether there are more.
func (m *Module) Pins(ctx context.Context, viewer UserID, room RoomID, before int64, limit int) ([]Message, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Pins", err)
	}
	defer m.busy.Done()
	_, err := m.readable(ctx, viewer, room)
	var list []Message
	if err == nil {
		list, err = m.store.Pins(ctx, room, before, limit+1)
	}
	more := len(list) > limit
	list = list[:min(limit, len(list))]
	if err == nil {
		err = m.fillFor(ctx, viewer, pointers(list)...)
	}
	return list, more, opError("chat.Pins", err)
}
