package chat

import (
	"context"
	"strings"
	"time"
)

// A RoomEdit is what shall change about a room; nil leaves it as it is.
type RoomEdit struct {
	// Name and Topic follow the rules of RoomDraft.
	Name  *string `json:"name" validate:"omitnil,visible,sayable,line,max=100"`
	Topic *string `json:"topic" validate:"omitnil,sayable,line,max=250"`
	// RetentionDays is after how many days Sweep removes messages, at most 36500; 0
	// keeps them. What is too old by then goes with the next Sweep, and for good.
	RetentionDays *int `json:"retentionDays" validate:"omitnil,min=0,max=36500"`
	// SlowModeMs is how many milliseconds the messages of one person must be apart, at most
	// a day; 0: as they like.
	SlowModeMs *int64 `json:"slowModeMs" validate:"omitnil,min=0,max=86400000"`
	// Archived closes the room for writing, or opens it again.
	Archived *bool `json:"archived"`
}

// apply changes the room, or returns ErrUnchanged.
func (e RoomEdit) apply(r *Room, now time.Time) error {
	old := *r
	if e.Name != nil {
		r.Name = *e.Name
	}
	if e.Topic != nil {
		r.Topic = *e.Topic
	}
	if e.RetentionDays != nil {
		r.RetentionDays = *e.RetentionDays
	}
	if e.SlowModeMs != nil {
		r.SlowModeMs = *e.SlowModeMs
	}
	if e.Archived != nil && *e.Archived != r.Archived() {
		r.ArchivedAt = time.Time{}
		if *e.Archived {
			r.ArchivedAt = now
		}
	}
	if *r == old {
		return ErrUnchanged
	}
	return nil
}

// kind is what an event says of it.
func (e RoomEdit) kind() EventKind {
	if e.Archived != nil && *e.Archived {
		return RoomArchived
	}
	return RoomUpdated
}

// act is what the audit log says of it.
func (e RoomEdit) act() (ActKind, string) {
	if e.Archived != nil && e.onlyArchives() {
		if *e.Archived {
			return ActArchived, ""
		}
		return ActReopened, ""
	}
	var fields []string
	for _, f := range []struct {
		name string
		is   bool
	}{
		{"name", e.Name != nil}, {"topic", e.Topic != nil}, {"retentionDays", e.RetentionDays != nil},
		{"slowModeMs", e.SlowModeMs != nil}, {"archived", e.Archived != nil},
	} {
		if f.is {
			fields = append(fields, f.name)
		}
	}
	return ActUpdated, strings.Join(fields, ",")
}

// UpdateRoom changes a room for those who may: its owners, as far as Options.Policy does
// not say otherwise; somebody else who may read it gets ErrForbidden. An edit that
// changes nothing is no event. In an archived room only Archived can change: ErrArchived.
func (m *Module) UpdateRoom(ctx context.Context, actor UserID, room RoomID, e RoomEdit) (Room, error) {
	return m.updateRoom(ctx, "chat.UpdateRoom", actor, room, e, func(r Room) error {
		if e.Archived != nil {
			if err := m.can(ctx, actor, ActionArchiveRoom, Target{Room: r}); err != nil || e.onlyArchives() {
				return err
			}
			r.ArchivedAt = time.Time{}
		}
		return m.can(ctx, actor, ActionUpdateRoom, Target{Room: r})
	})
}

// onlyArchives tells whether nothing else shall change.
func (e RoomEdit) onlyArchives() bool { return e == RoomEdit{Archived: e.Archived} }

// ManageRoom is UpdateRoom for the host: it asks nobody. The event names by as who did
// it; empty is the host itself.
func (m *Module) ManageRoom(ctx context.Context, by UserID, room RoomID, e RoomEdit) (Room, error) {
	return m.updateRoom(ctx, "chat.ManageRoom", by, room, e, notPersonal)
}

func (m *Module) updateRoom(ctx context.Context, op string, by UserID, room RoomID, e RoomEdit, may func(Room) error) (Room, error) {
	if err := m.begin(); err != nil {
		return Room{}, opError(op, err)
	}
	defer m.busy.Done()
	updated, err := m.changeRoom(ctx, by, room, e, may)
	return updated, opError(op, err)
}

func (c *core) changeRoom(ctx context.Context, by UserID, room RoomID, e RoomEdit, may func(Room) error) (updated Room, err error) {
	err = c.writeTo(ctx, room, func(r Room) error {
		if err := may(r); err != nil {
			return err
		}
		if err := c.rules.check(e); err != nil {
			return err
		}
		now := c.now()
		what, object := e.act()
		act := c.newAct(room, by, what, "", object)
		updated, err = c.store.UpdateRoom(ctx, room, Change{Kind: e.kind(), Actor: by, At: now, Act: &act}, func(r *Room) error {
			return e.apply(r, now)
		})
		return err
	})
	return updated, err
}

// notPersonal hides the logs of users from whatever is about rooms.
func notPersonal(r Room) error {
	if r.Kind == Personal {
		return ErrNotFound
	}
	return nil
}
