package memory

import (
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// SetBookmark implements chat.BookmarkStore.
func (s *Store) SetBookmark(ctx context.Context, b chat.Bookmark, on bool) (changed bool, err error) {
	b.At = stamp(b.At)
	err = s.do(ctx, "bookmark of", string(b.User), func() error {
		list := s.bookmarks[b.User]
		i := slices.IndexFunc(list, func(x chat.Bookmark) bool { return x.Message == b.Message })
		switch {
		case on && s.messages[b.Message] == nil:
			return chat.ErrNotFound
		case on == (i >= 0):
			return nil
		case on && len(list) >= chat.MaxBookmarks:
			return chat.ErrFull
		}
		changed = true
		ev := chat.Event{Kind: chat.BookmarkAdded, Object: string(b.Message), Actor: b.User, At: b.At}
		if !on {
			ev.Kind = chat.BookmarkRemoved
			s.bookmarks[b.User] = slices.Delete(list, i, i+1)
		}
		s.tell(b.User, ev)
		if b.Rev = s.rooms[chat.UserLog(b.User)].Rev; on {
			s.bookmarks[b.User] = append(list, b)
		}
		return nil
	})
	return changed, err
}

// dropBookmarks removes everybody's bookmark of a message.
func (s *Store) dropBookmarks(id chat.MessageID) {
	for user, list := range s.bookmarks {
		s.bookmarks[user] = slices.DeleteFunc(list, func(b chat.Bookmark) bool { return b.Message == id })
	}
}

// Bookmarks implements chat.BookmarkStore.
func (s *Store) Bookmarks(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Bookmark, error) {
	var list []chat.Bookmark
	err := s.do(ctx, "bookmarks of", string(user), func() error {
		if limit < 1 {
			return errLimit
		}
		for _, b := range slices.Backward(s.bookmarks[user]) {
			if (before <= 0 || b.Rev < before) && len(list) < limit {
				list = append(list, b)
			}
		}
		return nil
	})
	return list, err
}
