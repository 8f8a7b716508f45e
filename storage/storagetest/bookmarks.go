package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// bookmark is one of Bob's.
func bookmark(message string) chat.Bookmark {
	return chat.Bookmark{User: "user-bob", Message: chat.MessageID("message-" + message), At: noon}
}

// bookmarked adds Bob's bookmarks, each of which must be new.
func bookmarked(ctx context.Context, s chat.Storage, messages ...string) error {
	for _, m := range messages {
		if changed, err := s.SetBookmark(ctx, bookmark(m), true); err != nil || !changed {
			return fmt.Errorf("adding %q: changed %t, %w", m, changed, orNone(err))
		}
	}
	return nil
}

// bookmarks wants a page of a user's bookmarks.
func bookmarks(ctx context.Context, s chat.Storage, user chat.UserID, before int64, limit int, want ...string) error {
	list, err := s.Bookmarks(ctx, user, before, limit)
	return errors.Join(err, sameList("bookmarks", ids(list, func(b chat.Bookmark) string { return string(b.Message) }), want))
}

// bookmarkLog wants Bob's own log to be about these messages.
func bookmarkLog(ctx context.Context, s chat.Storage, want ...chat.Event) error {
	for i := range want {
		want[i].Room, want[i].Rev, want[i].Actor, want[i].At = "~user-bob", int64(i)+1, "user-bob", noon
	}
	events, err := s.Events(ctx, "~user-bob", 0, 10)
	return errors.Join(err, sameList("log", events, want))
}

var bookmarkPromises = []promise{
	{"SetBookmark adds one under the next Rev of the user's UserLog and logs it there", withNote(func(ctx context.Context, s chat.Storage) error {
		given := bookmark("b")
		given.Rev, given.At = 99, noon.Add(time.Nanosecond).In(time.FixedZone("", 3600))
		err := bookmarked(ctx, s, "a")
		changed, err2 := s.SetBookmark(ctx, given, true)
		list, err3 := s.Bookmarks(ctx, "user-bob", 0, 10)
		first, second := bookmark("a"), bookmark("b")
		first.Rev, second.Rev = 1, 2
		return errors.Join(err, err2, err3, same("changed", changed, true), sameList("bookmarks", list, []chat.Bookmark{second, first}), rev(ctx, s, 2),
			bookmarkLog(ctx, s, chat.Event{Kind: chat.BookmarkAdded, Object: "message-a"}, chat.Event{Kind: chat.BookmarkAdded, Object: "message-b"}))
	})},
	{"SetBookmark with on false removes that one and logs it", withNote(func(ctx context.Context, s chat.Storage) error {
		err := bookmarked(ctx, s, "a", "b")
		changed, err2 := s.SetBookmark(ctx, bookmark("a"), false)
		return errors.Join(err, err2, same("changed", changed, true), bookmarks(ctx, s, "user-bob", 0, 10, "message-b"),
			bookmarkLog(ctx, s, chat.Event{Kind: chat.BookmarkAdded, Object: "message-a"}, chat.Event{Kind: chat.BookmarkAdded, Object: "message-b"},
				chat.Event{Kind: chat.BookmarkRemoved, Object: "message-a"}))
	})},
	{"SetBookmark of what is so already takes no Rev", withNote(func(ctx context.Context, s chat.Storage) error {
		removed, err := s.SetBookmark(ctx, bookmark("a"), false)
		err2 := errors.Join(silent(ctx, s, "user-bob"), bookmarked(ctx, s, "a"))
		again, err3 := s.SetBookmark(ctx, bookmark("a"), true)
		nowhere, err4 := s.SetBookmark(ctx, bookmark("z"), false)
		return errors.Join(err, err2, err3, err4, same("removed", removed, false), same("added again", again, false), same("of no message", nowhere, false),
			bookmarkLog(ctx, s, chat.Event{Kind: chat.BookmarkAdded, Object: "message-a"}))
	})},
	{"SetBookmark of one message many times at once adds one", withNote(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(int) error { _, err := s.SetBookmark(ctx, bookmark("a"), true); return err })
		return errors.Join(err, bookmarks(ctx, s, "user-bob", 0, 10, "message-a"), bookmarkLog(ctx, s, chat.Event{Kind: chat.BookmarkAdded, Object: "message-a"}))
	})},
	{"SetBookmark of no message is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		changed, err := s.SetBookmark(ctx, bookmark("z"), true)
		return errors.Join(is("SetBookmark", err, chat.ErrNotFound), same("changed", changed, false), silent(ctx, s, "user-bob"))
	})},
	{"SetBookmark of more than MaxBookmarks is ErrFull and leaves no trace", withLobby(manyBookmarked)},
	{"Bookmarks are the user's, the newest first, in pages", withNote(func(ctx context.Context, s chat.Storage) error {
		other := bookmark("a")
		other.User = "user-eve"
		_, err := s.SetBookmark(ctx, other, true)
		return errors.Join(err, post(ctx, s, "c"), bookmarked(ctx, s, "b", "c", "a"), bookmarks(ctx, s, "user-bob", 0, 10, "message-a", "message-c", "message-b"),
			bookmarks(ctx, s, "user-bob", 0, 2, "message-a", "message-c"), bookmarks(ctx, s, "user-bob", 2, 10, "message-b"),
			bookmarks(ctx, s, "user-eve", 0, 10, "message-a"), bookmarks(ctx, s, "user-dan", 0, 10))
	})},
	{"Bookmarks stay when their message is deleted", withNote(func(ctx context.Context, s chat.Storage) error {
		err := bookmarked(ctx, s, "a")
		_, err2 := s.UpdateMessage(ctx, "message-a", remove(), erase)
		return errors.Join(err, err2, bookmarks(ctx, s, "user-bob", 0, 10, "message-a"))
	})},
	{"EraseUser removes their bookmarks and nobody else's", withCrowd(func(ctx context.Context, s chat.Storage) error {
		hers := bookmark("x")
		hers.User = "user-ann"
		_, err := s.SetBookmark(ctx, hers, true)
		return errors.Join(err, bookmarked(ctx, s, "a", "x"), eraseAnn(ctx, s), bookmarks(ctx, s, "user-ann", 0, 10),
			bookmarks(ctx, s, "user-bob", 0, 10, "message-x", "message-a"))
	})},
	{"ExpireMessages removes the bookmarks too", withNote(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(bookmarked(ctx, s, "a", "b"), expired(ctx, s, day(1), 1, 1, 2))
		_, _, err2 := s.AddMessage(ctx, note("a"))
		return errors.Join(err, err2, bookmarks(ctx, s, "user-bob", 0, 10, "message-b"))
	})},
	{"A message that expires while somebody bookmarks it is bookmarked or not found", withReader(20, func(ctx context.Context, s chat.Storage) error {
		err := atOnce(40, func(i int) error {
			if i%4 == 3 {
				_, err := s.ExpireMessages(ctx, "room-lobby", day(1), 3, day(9))
				return err
			}
			_, err := s.SetBookmark(ctx, bookmark(fmt.Sprint(i/2+1)), true)
			if errors.Is(err, chat.ErrNotFound) {
				return nil
			}
			return err
		})
		_, late := s.SetBookmark(ctx, bookmark("1"), true)
		return errors.Join(err, is("of what expired", late, chat.ErrNotFound), expired(ctx, s, day(9), 100, 0), bookmarks(ctx, s, "user-bob", 0, 100))
	})},
}

// manyBookmarked adds all that may be, and one more.
func manyBookmarked(ctx context.Context, s chat.Storage) error {
	var list []chat.Message
	for i := range chat.MaxBookmarks + 1 {
		list = append(list, old(fmt.Sprint(i), int64(i)+1))
	}
	_, err := s.ImportMessages(ctx, "room-lobby", list)
	for i := range chat.MaxBookmarks {
		if err := errors.Join(err, bookmarked(ctx, s, fmt.Sprint(i))); err != nil {
			return err
		}
	}
	last := bookmark(fmt.Sprint(chat.MaxBookmarks))
	_, full := s.SetBookmark(ctx, last, true)
	again, err := s.SetBookmark(ctx, bookmark("0"), true)
	log, err2 := s.Room(ctx, "~user-bob")
	removed, err3 := s.SetBookmark(ctx, bookmark("0"), false)
	last.User, last.Message = "user-eve", "message-1"
	other, err4 := s.SetBookmark(ctx, last, true)
	return errors.Join(is("one too many", full, chat.ErrFull), err, err2, err3, err4, same("one that is there", again, false), same("Rev", log.Rev, chat.MaxBookmarks),
		same("removed", removed, true), same("another's", other, true), bookmarked(ctx, s, "0"))
}
