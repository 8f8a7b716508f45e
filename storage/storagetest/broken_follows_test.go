package storagetest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// settingFollow replaces SetFollow.
func settingFollow(do func(ctx context.Context, l *liar, f chat.Follow, on bool, at time.Time) (bool, error)) lie {
	return func(l *liar) {
		l.setFollow = func(ctx context.Context, f chat.Follow, on bool, at time.Time) (bool, error) {
			return do(ctx, l, f, on, at)
		}
	}
}

// listingFollows changes what Follows returns.
func listingFollows(change func(user chat.UserID, list []chat.Follow) []chat.Follow) lie {
	return func(l *liar) {
		l.follows = func(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.Follow, error) {
			list, err := l.Store.Follows(ctx, user, before, limit)
			return change(user, list), err
		}
	}
}

var followLies = map[string]lie{
	"AddMessage in a thread has its author, who is called and who began it follow it": func(l *liar) {
		l.followers = func(ctx context.Context, thread chat.MessageID, after chat.UserID, limit int) ([]chat.UserID, error) {
			list, err := l.Store.Followers(ctx, thread, after, limit)
			return slices.DeleteFunc(list, func(u chat.UserID) bool { return u == "user-ann" }), err
		}
	},
	"Who does not want to follow does again when they write, and not before": func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			got, added, err := l.Store.AddMessage(ctx, m)
			if m.Calls != nil && m.Thread != "" {
				for _, u := range m.Calls.Users {
					_, _ = l.Store.SetFollow(ctx, chat.Follow{User: u, Thread: m.Thread}, true, m.CreatedAt)
				}
			}
			return got, added, err
		}
	},
	"SetFollow follows and ends it, and logs it in the UserLog": settingFollow(func(ctx context.Context, l *liar, f chat.Follow, on bool, at time.Time) (bool, error) {
		_, err := l.Store.SetFollow(ctx, f, on, at)
		return true, err
	}),
	"SetFollow of no message is ErrNotFound": settingFollow(func(ctx context.Context, l *liar, f chat.Follow, on bool, at time.Time) (bool, error) {
		changed, err := l.Store.SetFollow(ctx, f, on, at)
		if errors.Is(err, chat.ErrNotFound) {
			err = nil
		}
		return changed, err
	}),
	"ReadThread raises ReadSeq and never goes back": func(l *liar) {
		l.readThread = func(ctx context.Context, user chat.UserID, thread chat.MessageID, seq int64) (bool, error) {
			_, err := l.Store.ReadThread(ctx, user, thread, seq)
			return true, err
		}
	},
	"Follows counts answers of others without tombstones, up to UnreadCap": listingFollows(func(_ chat.UserID, list []chat.Follow) []chat.Follow {
		for i := range list {
			list[i].Unread++
		}
		return list
	}),
	"Follows and Followers come in pages": listingFollows(func(_ chat.UserID, list []chat.Follow) []chat.Follow {
		slices.Reverse(list)
		return list
	}),
	"FollowsIn has those of a room, and ImportFollows those that are new": func(l *liar) {
		l.importFollows = func(ctx context.Context, room chat.RoomID, list []chat.Follow) (int, error) {
			_, err := l.Store.ImportFollows(ctx, room, list)
			return len(list), err
		}
	},
	"EraseUser and ExpireMessages remove follows": listingFollows(func(user chat.UserID, list []chat.Follow) []chat.Follow {
		if user == "user-ann" {
			list = append(list, bobsThread("x", 5))
		}
		return list
	}),
}
