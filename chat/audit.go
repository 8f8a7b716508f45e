package chat

import (
	"context"
	"errors"
	"time"
)

// newAct is an entry for the audit log.
func (c *core) newAct(room RoomID, actor UserID, what ActKind, user UserID, object string) Act {
	return Act{ID: ActID(newID()), Room: room, Actor: actor, What: what, User: user, Object: object, At: c.now()}
}

// Acts returns at most q.Limit entries of the audit log that match q, the newest first, and
// whether there are more: of a room for those who keep order there, of all with no q.Room
// for those with the host's RoleAdmin, as far as Options.Policy does not say otherwise.
func (m *Module) Acts(ctx context.Context, actor UserID, q ActQuery) ([]Act, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Acts", err)
	}
	defer m.busy.Done()
	err := m.mayKeep(ctx, actor, q.Room, ActionReadAudit)
	var list []Act
	limit := q.Limit
	if err == nil {
		q.Limit++
		list, err = m.store.Acts(ctx, q)
	}
	more := len(list) > limit
	return list[:min(limit, len(list))], more, opError("chat.Acts", err)
}

// mayKeep asks whether somebody may look after a room in that way, or with none after
// everything.
func (c *core) mayKeep(ctx context.Context, actor UserID, room RoomID, action Action) error {
	if room == "" {
		return c.can(ctx, actor, ActionAdminister, Target{})
	}
	r, err := c.roomTo(ctx, actor, room)
	if err != nil {
		return err
	}
	return c.can(ctx, actor, action, Target{Room: r})
}

// pruneActs removes what is too old of the audit log.
func (m *Module) pruneActs(ctx context.Context, count *int) error {
	if m.opts.KeepAudit == 0 {
		return nil
	}
	before := m.now().Add(-m.opts.KeepAudit)
	return inBatches(count, func() (int, error) { return m.store.PruneActs(ctx, before, sweepBatch) })
}

// checkKeepAudit refuses what would remove entries before anybody could read them.
func checkKeepAudit(d time.Duration) error {
	if d != 0 && d < 24*time.Hour {
		return errors.New("chat: Options.KeepAudit must be 0 or at least a day")
	}
	return nil
}

// actOn is the act of a change of somebody else's message, or of what belongs to all; nil:
// it is none.
func (c *core) actOn(r Room, msg Message, actor UserID, kind EventKind) *Act {
	var act Act
	switch {
	case kind == MessageDeleted && msg.AuthorID != actor:
		act = c.newAct(r.ID, actor, ActDeleted, msg.AuthorID, string(msg.ID))
	case kind == PinAdded && r.Kind != Direct:
		act = c.newAct(r.ID, actor, ActPinned, "", string(msg.ID))
	case kind == PinRemoved && r.Kind != Direct:
		act = c.newAct(r.ID, actor, ActUnpinned, "", string(msg.ID))
	default:
		return nil
	}
	return &act
}
