package storagetest

import (
	"context"
	"slices"
	"sync"

	"github.com/parleychat/parley/chat"
)

// reading replaces what MarkRead does.
func reading(do func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64) (chat.Member, error)) lie {
	return func(l *liar) {
		l.markRead = func(ctx context.Context, room chat.RoomID, user chat.UserID, seq int64) (chat.Member, error) {
			return do(ctx, l, room, user, seq)
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
		l.markRead = func(ctx context.Context, room chat.RoomID, user chat.UserID, seq int64) (chat.Member, error) {
			r, err := l.Store.Room(ctx, room)
			if err != nil {
				return chat.Member{}, err
			}
			mu.Lock()
			read[user] = next(read[user], seq, r.Rev)
			mu.Unlock()
			return l.Member(ctx, room, user)
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
	"MarkRead raises ReadSeq and returns the member": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64) (chat.Member, error) {
		before, err := l.Store.Member(ctx, room, user)
		if err == nil {
			_, err = l.Store.MarkRead(ctx, room, user, seq)
		}
		return before, err
	}),
	"MarkRead never goes back":                  kept(func(_, seq, rev int64) int64 { return min(seq, rev) }),
	"MarkRead never goes beyond the room's Rev": kept(func(old, seq, _ int64) int64 { return max(old, seq) }),
	"MarkRead is no change to the room": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64) (chat.Member, error) {
		burn(ctx, l, 0)
		return l.Store.MarkRead(ctx, room, user, seq)
	}),
	"MarkRead moves nobody else, and nowhere else": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64) (chat.Member, error) {
		_, _ = l.Store.MarkRead(ctx, "other", user, seq)
		return l.Store.MarkRead(ctx, room, user, seq)
	}),
	"MarkRead by no member is ErrNotFound": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64) (chat.Member, error) {
		m, err := l.Store.MarkRead(ctx, room, user, seq)
		return m, swallow(err)
	}),
	"MarkRead many times at once leaves the highest": reading(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, seq int64) (chat.Member, error) {
		m, err := l.Store.MarkRead(ctx, room, user, min(seq, 39))
		m.ReadSeq = max(m.ReadSeq, seq) // it was so for a moment
		return m, err
	}),
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
