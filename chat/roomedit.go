package chat

import "context"

// A RoomEdit is what shall change about a room; nil leaves it as it is.
type RoomEdit struct {
	// Name and Topic follow the rules of RoomDraft.
	Name  *string `json:"name" validate:"omitnil,visible,sayable,line,max=100"`
	Topic *string `json:"topic" validate:"omitnil,sayable,line,max=250"`
	// RetentionDays is after how many days Sweep removes messages, at most 36500; 0
	// keeps them. What is too old by then goes with the next Sweep, and for good.
	RetentionDays *int `json:"retentionDays" validate:"omitnil,min=0,max=36500"`
}

// apply changes the room, or returns ErrUnchanged.
func (e RoomEdit) apply(r *Room) error {
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
	if *r == old {
		return ErrUnchanged
	}
	return nil
}

// UpdateRoom changes a room for one of its owners; somebody else who may read it gets
// ErrForbidden. An edit that changes nothing is no event.
func (m *Module) UpdateRoom(ctx context.Context, actor UserID, room RoomID, e RoomEdit) (Room, error) {
	return m.updateRoom(ctx, "chat.UpdateRoom", actor, room, e, func(r Room) error {
		return m.mayManage(ctx, actor, r)
	})
}

// ManageRoom is UpdateRoom for the host and for those whom it calls an admin: it asks
// nobody. The event names by as who did it; empty is the host itself.
func (m *Module) ManageRoom(ctx context.Context, by UserID, room RoomID, e RoomEdit) (Room, error) {
	return m.updateRoom(ctx, "chat.ManageRoom", by, room, e, func(r Room) error {
		return notPersonal(r)
	})
}

func (m *Module) updateRoom(ctx context.Context, op string, by UserID, room RoomID, e RoomEdit, may func(Room) error) (Room, error) {
	if err := m.begin(); err != nil {
		return Room{}, opError(op, err)
	}
	defer m.busy.Done()
	var updated Room
	err := m.writeTo(ctx, room, func(r Room) error {
		if err := may(r); err != nil {
			return err
		}
		if err := m.rules.check(e); err != nil {
			return err
		}
		var err error
		updated, err = m.store.UpdateRoom(ctx, room, Change{Kind: RoomUpdated, Actor: by, At: m.now()}, e.apply)
		return err
	})
	return updated, opError(op, err)
}

// mayManage: owners only. To those who may not even read it the room does not exist.
func (m *Module) mayManage(ctx context.Context, actor UserID, r Room) error {
	if err := notPersonal(r); err != nil {
		return err
	}
	if err := m.mayWrite(ctx, actor, r); err != nil {
		return err
	}
	switch role, err := m.roleIn(ctx, r.ID, actor); {
	case err != nil:
		return err
	case role != RoleOwner:
		return ErrForbidden
	}
	return nil
}

// notPersonal hides the logs of users from whatever is about rooms.
func notPersonal(r Room) error {
	if r.Kind == Personal {
		return ErrNotFound
	}
	return nil
}
