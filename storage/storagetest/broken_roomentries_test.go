package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// listed changes what RoomList returns.
func listed(change func(l *liar, q chat.RoomQuery, e *chat.RoomEntry)) lie {
	return func(l *liar) {
		l.roomList = func(ctx context.Context, q chat.RoomQuery) ([]chat.RoomEntry, error) {
			list, err := l.Store.RoomList(ctx, q)
			for i := range list {
				change(l, q, &list[i])
			}
			return list, err
		}
	}
}

var roomEntryLies = map[string]lie{
	"RoomList has the rooms of Rooms, with place, counts and newest message": listed(func(_ *liar, _ chat.RoomQuery, e *chat.RoomEntry) {
		e.Unread.Mentions = 0
	}),
	"RoomList for nobody counts nothing": listed(func(_ *liar, q chat.RoomQuery, e *chat.RoomEntry) {
		if q.Member == "" {
			e.Unread = chat.Unread{Room: e.Room.ID, LastSeq: e.Last.Seq}
		}
	}),
	"RoomList shows tombstones, and the whole of a long text": listed(func(_ *liar, _ chat.RoomQuery, e *chat.RoomEntry) {
		e.Last.Text = e.Last.Text[:min(len(e.Last.Text), 1000)]
	}),
	"RoomList tells whether the member blocks the author": listed(func(_ *liar, _ chat.RoomQuery, e *chat.RoomEntry) { e.Last.Author.Blocked = true }),
	"RoomList of an author who does not exist has their ID": listed(func(l *liar, _ chat.RoomQuery, e *chat.RoomEntry) {
		if _, err := l.Store.User(context.Background(), e.Last.Author.ID); err != nil {
			e.Last.Author = chat.User{}
		}
	}),
}
