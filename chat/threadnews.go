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
