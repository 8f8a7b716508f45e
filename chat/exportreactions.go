package chat

import "context"

// reactions writes the reactions that there were when the room was read, with who they
// are of.
func (e *exporter) reactions(ctx context.Context, room Room) error {
	for after := int64(0); e.err == nil; {
		list, err := e.m.store.Reactions(ctx, room.ID, after, maxPageSize)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := e.users(ctx, each(list, func(r Reaction) UserID { return r.User })...); err != nil {
			return err
		}
		for _, r := range list {
			if r.Rev > room.Rev {
				return e.err
			}
			e.line(newReactionLine(r))
			after = r.Rev
		}
	}
	return e.err
}

// reactionsBy writes the user's reactions in one room.
func (e *exporter) reactionsBy(ctx context.Context, user UserID, room RoomID) error {
	for after := int64(0); e.err == nil; {
		list, err := e.m.store.ReactionsBy(ctx, user, room, after, maxPageSize)
		if err != nil {
			return err
		}
		for _, r := range list {
			if r.Room != room {
				return e.err
			}
			e.line(newReactionLine(r))
			after = r.Rev
		}
		if len(list) < maxPageSize {
			return e.err
		}
	}
	return e.err
}

// addReacted adds the rooms where the user only reacted.
func (m *Module) addReacted(ctx context.Context, user UserID, said map[RoomID][]place) error {
	room, after := RoomID(""), int64(0)
	for {
		list, err := m.store.ReactionsBy(ctx, user, room, after, maxPageSize)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, r := range list {
			said[r.Room] = append(said[r.Room], nil...)
			room, after = r.Room, r.Rev
		}
	}
}
