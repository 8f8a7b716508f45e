package chat

import "context"

// follows writes who follows the threads that there were when the room was read.
func (e *exporter) follows(ctx context.Context, room Room) error {
	thread, user := MessageID(""), UserID("")
	for e.err == nil {
		list, err := e.m.store.FollowsIn(ctx, room.ID, thread, user, maxPageSize)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := e.users(ctx, each(list, func(f Follow) UserID { return f.User })...); err != nil {
			return err
		}
		for _, f := range list {
			e.line(followLine{lineFollow, f.Room, f.Thread, f.User, min(f.ReadSeq, room.Rev)})
			thread, user = f.Thread, f.User
		}
	}
	return e.err
}

// followsOf writes which threads of a room the user follows; of others it tells nothing.
func (e *exporter) followsOf(ctx context.Context, user UserID) error {
	for before := MessageID(""); e.err == nil; {
		list, err := e.m.store.Follows(ctx, user, before, maxPageSize)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, f := range list {
			e.line(followLine{lineFollow, f.Room, f.Thread, user, f.ReadSeq})
			before = f.Thread
		}
	}
	return e.err
}

// follow adds who follows a thread of the room, or after the rooms of a person's own
// export, of any. A thread that did not come along is passed by.
func (im *importer) follow(ctx context.Context, l followLine) error {
	user, err := im.known("user", l.User)
	if err == nil {
		err = im.room.flush(ctx)
	}
	if err != nil {
		return err
	}
	room := l.Room
	if im.room != nil && im.room.from.ID == l.Room {
		if err := im.room.open(ctx); err != nil {
			return err
		}
		room = im.room.here.ID
	} else if !im.rooms[l.Room] {
		return nil
	}
	_, err = im.m.store.ImportFollows(ctx, room, []Follow{{User: user, Thread: l.Thread, ReadSeq: l.ReadSeq}})
	return gone(err)
}
