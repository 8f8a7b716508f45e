package storagetest

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"github.com/parleychat/parley/chat"
)

// settingBookmark replaces SetBookmark.
func settingBookmark(do func(ctx context.Context, l *liar, b chat.Bookmark, on bool) (bool, error)) lie {
	return func(l *liar) {
		l.setBookmark = func(ctx context.Context, b chat.Bookmark, on bool) (bool, error) { return do(ctx, l, b, on) }
	}
}

// listingBookmarks replaces what Bookmarks returns.
func listingBookmarks(then func(user chat.UserID, list []chat.Bookmark) []chat.Bookmark) lie {
	return func(l *liar) {
		l.bookmarks = func(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Bookmark, error) {
			list, err := l.Store.Bookmarks(ctx, user, before, limit)
			return then(user, list), err
		}
	}
}

var bookmarkLies = map[string]lie{
	"SetBookmark adds one under the next Rev of the user's UserLog and logs it there": listingBookmarks(func(_ chat.UserID, list []chat.Bookmark) []chat.Bookmark {
		for i := range list {
			list[i].Rev = 0
		}
		return list
	}),
	"SetBookmark with on false removes that one and logs it": settingBookmark(func(ctx context.Context, l *liar, b chat.Bookmark, on bool) (bool, error) {
		if !on {
			_, _ = l.Store.SetBookmark(ctx, bookmark("b"), false) // all of them
		}
		return l.Store.SetBookmark(ctx, b, on)
	}),
	"SetBookmark of what is so already takes no Rev": settingBookmark(func(ctx context.Context, l *liar, b chat.Bookmark, on bool) (bool, error) {
		_, err := l.Store.SetBookmark(ctx, b, on)
		return true, err
	}),
	"SetBookmark of one message many times at once adds one": func(l *liar) {
		var n atomic.Int64
		l.setBookmark = func(ctx context.Context, b chat.Bookmark, on bool) (bool, error) {
			if n.Add(1) > 1 {
				_, _ = l.Store.SetBookmark(ctx, b, false)
			}
			return l.Store.SetBookmark(ctx, b, on)
		}
	},
	"SetBookmark of no message is ErrNotFound": settingBookmark(func(ctx context.Context, l *liar, b chat.Bookmark, on bool) (bool, error) {
		changed, err := l.Store.SetBookmark(ctx, b, on)
		return changed, swallow(err)
	}),
	"SetBookmark of more than MaxBookmarks is ErrFull and leaves no trace": settingBookmark(func(ctx context.Context, l *liar, b chat.Bookmark, on bool) (bool, error) {
		changed, err := l.Store.SetBookmark(ctx, b, on)
		if errors.Is(err, chat.ErrFull) {
			return false, nil
		}
		return changed, err
	}),
	"Bookmarks are the user's, the newest first, in pages": listingBookmarks(func(_ chat.UserID, list []chat.Bookmark) []chat.Bookmark {
		slices.Reverse(list)
		return list
	}),
	"Bookmarks stay when their message is deleted": func(l *liar) {
		l.updateMessage = func(ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
			_, _ = l.Store.SetBookmark(ctx, bookmark("a"), false)
			return l.Store.UpdateMessage(ctx, id, c, change)
		}
	},
	"EraseUser removes their bookmarks and nobody else's": listingBookmarks(func(user chat.UserID, list []chat.Bookmark) []chat.Bookmark {
		if user == "user-ann" {
			list = append(list, bookmark("x"))
		}
		return list
	}),
	"ExpireMessages removes the bookmarks too": listingBookmarks(func(_ chat.UserID, list []chat.Bookmark) []chat.Bookmark {
		return append(list, bookmark("a"))
	}),
	"A message that expires while somebody bookmarks it is bookmarked or not found": settingBookmark(func(ctx context.Context, l *liar, b chat.Bookmark, on bool) (bool, error) {
		changed, err := l.Store.SetBookmark(ctx, b, on)
		if errors.Is(err, chat.ErrNotFound) {
			err = errors.New("foreign key constraint failed")
		}
		return changed, err
	}),
}
