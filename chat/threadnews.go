package chat

import (
	"context"
	"errors"
)

// threadJSON is that there is something new in a thread.
type threadJSON struct {
	Room    RoomID    `json:"room"`
	Thread  MessageID `json:"thread"`
	LastSeq int64     `json:"lastSeq"`
}

// threadReadJSON is how far somebody has read a thread, and what is left.
type threadReadJSON struct {
	Room    RoomID    `json:"room"`
	Thread  MessageID `json:"thread"`
	ReadSeq int64     `json:"readSeq"`
	LastSeq int64     `json:"lastSeq"`
	Unread  int       `json:"unread"`
}

// tellThreadRead tells somebody's devices how far they have read a thread.
func (l *live) tellThreadRead(ctx context.Context, user UserID, thread MessageID) error {
	// The first one below the ID that comes next, since no ID is shorter than its beginning.
	list, err := l.store.Follows(ctx, user, thread+" ", 1)
	if err != nil || len(list) == 0 || list[0].Thread != thread {
		return err // they follow it no more
	}
	f := list[0]
	l.signal(ctx, Signal{Kind: ThreadRead, For: user, Room: f.Room, User: User{ID: user}, Thread: thread,
		Unread: Unread{Room: f.Room, ReadSeq: f.ReadSeq, LastSeq: f.LastSeq, Count: f.Unread}})
	return nil
}

// tellThread tells the devices of those who follow a thread, and may read it, that somebody
// answered there.
func (l *live) tellThread(ctx context.Context, room RoomID, thread MessageID) error {
	r, err := l.store.Room(ctx, room)
	if err != nil {
		return gone(err)
	}
	now, err := l.store.Threads(ctx, []MessageID{thread})
	if err != nil || len(now) == 0 {
		return err
	}
	people, err := l.store.Followers(ctx, thread, "", maxToldFollowers)
	if err != nil {
		return err
	}
	for _, user := range people {
		switch err := l.mayRead(ctx, user, r); {
		case err == nil:
			l.signal(ctx, Signal{Kind: ThreadUpdated, For: user, Room: room, User: User{ID: user}, Thread: thread,
				Unread: Unread{Room: room, LastSeq: now[0].LastSeq}})
		case !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrUnauthenticated):
			return err
		}
	}
	return nil
}
