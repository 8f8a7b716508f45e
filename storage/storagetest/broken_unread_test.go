package storagetest

import (
	"context"
	"slices"
	"sync"

	"github.com/parleychat/parley/chat"
)

// reading replaces what MarkRead does.
func reading(do func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error)) lie {
	return func(l *liar) {
		l.markRead = func(ctx context.Context, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
			return do(ctx, l, room, user, seq, back)
		}
	}
}

// kept makes the store keep what next says when somebody read up to seq.
func kept(next func(old, seq, rev int64) int64) lie {
	return func(l *liar) {
		var mu sync.Mutex
		read := map[chat.UserID]int64{}
		l.member = func(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Member, error) {
			mu.Lock()
			defer mu.Unlock()
			m, err := l.Store.Member(ctx, room, user)
			m.ReadSeq = read[user]
			return m, err
		}
		l.markRead = func(ctx context.Context, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
			r, err := l.Store.Room(ctx, room)
			if err != nil {
				return chat.Member{}, false, err
			}
			mu.Lock()
			before := read[user]
			read[user] = next(before, seq, r.Rev)
			moved := read[user] != before
			mu.Unlock()
			m, err := l.Member(ctx, room, user)
			return m, moved, err
		}
	}
}

// counting replaces what Unread is asked for and what it returns.
func counting(before func(after *chat.RoomID, limit *int), then func(ctx context.Context, l *liar, list []chat.Unread) []chat.Unread) lie {
	return func(l *liar) {
		l.unread = func(ctx context.Context, user chat.UserID, after chat.RoomID, limit int) ([]chat.Unread, error) {
			if before != nil {
				before(&after, &limit)
			}
			list, err := l.Store.Unread(ctx, user, after, limit)
			if then != nil {
				list = then(ctx, l, list)
			}
			return list, err
		}
	}
}

// eachUnread changes the entries of Unread.
func eachUnread(change func(ctx context.Context, l *liar, u *chat.Unread)) lie {
	return counting(nil, func(ctx context.Context, l *liar, list []chat.Unread) []chat.Unread {
		for i := range list {
			change(ctx, l, &list[i])
		}
		return list
	})
}

var readStateLies = map[string]lie{
	"Members are stored with their ReadSeq": joined(asAsked, func(list []chat.Member) {
		for i := range list {
			list[i].ReadSeq = 0
		}
	}),
	"MarkRead raises ReadSeq and returns the member": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
		before, err := l.Store.Member(ctx, room, user)
		if err == nil {
			_, _, err = l.Store.MarkRead(ctx, room, user, seq, back)
		}
		return before, true, err
	}),
	"MarkRead never goes back":                  kept(func(_, seq, rev int64) int64 { return min(seq, rev) }),
	"MarkRead never goes beyond the room's Rev": kept(func(old, seq, _ int64) int64 { return max(old, seq) }),
	"MarkRead is no change to the room": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
		burn(ctx, l, 0)
		return l.Store.MarkRead(ctx, room, user, seq, back)
	}),
	"MarkRead moves nobody else, and nowhere else": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
		_, _, _ = l.Store.MarkRead(ctx, "other", user, seq, back)
		return l.Store.MarkRead(ctx, room, user, seq, back)
	}),
	"MarkRead by no member is ErrNotFound": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
		m, moved, err := l.Store.MarkRead(ctx, room, user, seq, back)
		return m, moved, swallow(err)
	}),
	"MarkRead many times at once leaves the highest": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
		m, moved, err := l.Store.MarkRead(ctx, room, user, min(seq, 39), back)
		m.ReadSeq = max(m.ReadSeq, seq) // it was so for a moment
		return m, moved, err
	}),
	"MarkRead with back goes forth and back, and no further than the room's Rev": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64, _ bool) (chat.Member, bool, error) {
		return l.Store.MarkRead(ctx, room, user, seq, false)
	}),
	"MarkRead tells whether ReadSeq is another than before": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
		m, moved, err := l.Store.MarkRead(ctx, room, user, seq, back)
		return m, moved || back, err
	}),
	"UnreadIn is the entry of Unread for that room": func(l *liar) {
		l.unreadIn = func(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Unread, error) {
			u, err := l.Store.UnreadIn(ctx, room, user)
			u.LastSeq = max(u.LastSeq, 1)
			return u, err
		}
	},
	"UnreadIn of no member is ErrNotFound": func(l *liar) {
		l.unreadIn = func(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Unread, error) {
			u, err := l.Store.UnreadIn(ctx, room, user)
			return u, swallow(err)
		}
	},
	"Unread counts the messages of others above ReadSeq": eachUnread(func(_ context.Context, _ *liar, u *chat.Unread) {
		u.Count = int(u.LastSeq - u.ReadSeq) // own ones too
	}),
	"Unread leaves tombstones out": eachUnread(func(_ context.Context, _ *liar, u *chat.Unread) { u.Count = int(u.LastSeq - u.ReadSeq) }),
	"Unread counts no event that is not a message": eachUnread(func(ctx context.Context, l *liar, u *chat.Unread) {
		if r, err := l.Store.Room(ctx, u.Room); err == nil {
			u.LastSeq = r.Rev
		}
	}),
	"Unread stops at UnreadCap": eachUnread(func(_ context.Context, _ *liar, u *chat.Unread) {
		if u.Count == chat.UnreadCap {
			u.Count = int(u.LastSeq - u.ReadSeq)
		}
	}),
	"Unread has an entry also for a room without messages": counting(nil, func(_ context.Context, _ *liar, list []chat.Unread) []chat.Unread {
		return slices.DeleteFunc(list, func(u chat.Unread) bool { return u.LastSeq == 0 })
	}),
	"Unread has one entry for each room of a member, in ascending ID order": counting(nil, func(_ context.Context, _ *liar, list []chat.Unread) []chat.Unread {
		slices.Reverse(list)
		return list
	}),
	"Unread starts above after": counting(func(after *chat.RoomID, _ *int) {
		if *after == "f" {
			*after = "e"
		}
	}, nil),
	"Unread has at most limit entries": counting(func(_ *chat.RoomID, limit *int) { *limit = max(*limit, *limit+1) }, nil),
}
