package chat

import (
	"context"
	"time"
)

// A Bookmark is a message that one user wants to find again. It is nobody else's business.
type Bookmark struct {
	User    UserID
	Message MessageID
	// Rev is the Rev of the user's UserLog that it took. It orders bookmarks.
	Rev int64
	At  time.Time
}

// MaxBookmarks is how many bookmarks a user may have.
const MaxBookmarks = 1000

// BookmarkStore keeps bookmarks. They stay when their message is deleted, and go with a
// message that ExpireMessages removes and, by EraseUser, with their user.
type BookmarkStore interface {
	// SetBookmark adds b, or with on false removes it, raises the Rev of the user's UserLog
	// by one, which becomes that of b, logs BookmarkAdded or BookmarkRemoved there with the
	// message as Object, the user as Actor and b.At, all in one step, and returns true. What
	// is so already takes no Rev and returns false. b's Rev is not read. ErrNotFound: there
	// is no such message to add. ErrFull: the user has MaxBookmarks others.
	SetBookmark(ctx context.Context, b Bookmark, on bool) (bool, error)

	// Bookmarks returns at most limit bookmarks of the user with a Rev below before, 0: of
	// any, the newest first.
	Bookmarks(ctx context.Context, user UserID, before int64, limit int) ([]Bookmark, error)
}
