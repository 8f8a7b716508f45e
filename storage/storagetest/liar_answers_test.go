package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// answers is what a liar may replace about what people do with messages of others.
type answers struct {
	setReaction     func(ctx context.Context, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error)
	tallies         func(ctx context.Context, ids []chat.MessageID) (map[chat.MessageID][]chat.Tally, error)
	reactions       func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Reaction, error)
	revisions       func(ctx context.Context, id chat.MessageID, before int64, limit int) ([]chat.Revision, error)
	removeRevision  func(ctx context.Context, id chat.MessageID, n int64, act *chat.Act) error
	importRevisions func(ctx context.Context, room chat.RoomID, list []chat.Revision) (int, error)
	setBookmark     func(ctx context.Context, b chat.Bookmark, on bool) (bool, error)
	bookmarks       func(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Bookmark, error)
	pins            func(ctx context.Context, room chat.RoomID, before int64, limit int) ([]chat.Message, error)
	importReactions func(ctx context.Context, room chat.RoomID, list []chat.Reaction) (int, error)
	reactionsBy     func(ctx context.Context, user chat.UserID, room chat.RoomID, rev int64, limit int) ([]chat.Reaction, error)
}

func (l *liar) SetReaction(ctx context.Context, r chat.Reaction, on bool, check func(chat.Message, int) error) (chat.Message, bool, error) {
	if l.setReaction != nil {
		return l.setReaction(ctx, r, on, check)
	}
	return l.Store.SetReaction(ctx, r, on, check)
}

func (l *liar) Tallies(ctx context.Context, ids []chat.MessageID) (map[chat.MessageID][]chat.Tally, error) {
	if l.tallies != nil {
		return l.tallies(ctx, ids)
	}
	return l.Store.Tallies(ctx, ids)
}

func (l *liar) Reactions(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Reaction, error) {
	if l.reactions != nil {
		return l.reactions(ctx, room, after, limit)
	}
	return l.Store.Reactions(ctx, room, after, limit)
}

func (l *liar) ImportReactions(ctx context.Context, room chat.RoomID, list []chat.Reaction) (int, error) {
	if l.importReactions != nil {
		return l.importReactions(ctx, room, list)
	}
	return l.Store.ImportReactions(ctx, room, list)
}

func (l *liar) Pins(ctx context.Context, room chat.RoomID, before int64, limit int) ([]chat.Message, error) {
	if l.pins != nil {
		return l.pins(ctx, room, before, limit)
	}
	return l.Store.Pins(ctx, room, before, limit)
}

func (l *liar) ReactionsBy(ctx context.Context, user chat.UserID, room chat.RoomID, rev int64, limit int) ([]chat.Reaction, error) {
	if l.reactionsBy != nil {
		return l.reactionsBy(ctx, user, room, rev, limit)
	}
	return l.Store.ReactionsBy(ctx, user, room, rev, limit)
}

func (l *liar) Revisions(ctx context.Context, id chat.MessageID, before int64, limit int) ([]chat.Revision, error) {
	if l.revisions != nil {
		return l.revisions(ctx, id, before, limit)
	}
	return l.Store.Revisions(ctx, id, before, limit)
}

func (l *liar) RemoveRevision(ctx context.Context, id chat.MessageID, n int64, act *chat.Act) error {
	if l.removeRevision != nil {
		return l.removeRevision(ctx, id, n, act)
	}
	return l.Store.RemoveRevision(ctx, id, n, act)
}

func (l *liar) ImportRevisions(ctx context.Context, room chat.RoomID, list []chat.Revision) (int, error) {
	if l.importRevisions != nil {
		return l.importRevisions(ctx, room, list)
	}
	return l.Store.ImportRevisions(ctx, room, list)
}

func (l *liar) SetBookmark(ctx context.Context, b chat.Bookmark, on bool) (bool, error) {
	if l.setBookmark != nil {
		return l.setBookmark(ctx, b, on)
	}
	return l.Store.SetBookmark(ctx, b, on)
}

func (l *liar) Bookmarks(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Bookmark, error) {
	if l.bookmarks != nil {
		return l.bookmarks(ctx, user, before, limit)
	}
	return l.Store.Bookmarks(ctx, user, before, limit)
}
