package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// finders is what a liar may replace about search.
type finders struct {
	searchMessages func(ctx context.Context, q chat.SearchQuery) ([]chat.Message, error)
	indexMessages  func(ctx context.Context, room chat.RoomID, limit int) (int, error)
	unindexed      func(ctx context.Context, after chat.RoomID, limit int) ([]chat.RoomID, error)
}

func (l *liar) SearchMessages(ctx context.Context, q chat.SearchQuery) ([]chat.Message, error) {
	if l.searchMessages != nil {
		return l.searchMessages(ctx, q)
	}
	return l.Store.SearchMessages(ctx, q)
}

func (l *liar) IndexMessages(ctx context.Context, room chat.RoomID, limit int) (int, error) {
	if l.indexMessages != nil {
		return l.indexMessages(ctx, room, limit)
	}
	return l.Store.IndexMessages(ctx, room, limit)
}

func (l *liar) Unindexed(ctx context.Context, after chat.RoomID, limit int) ([]chat.RoomID, error) {
	if l.unindexed != nil {
		return l.unindexed(ctx, after, limit)
	}
	return l.Store.Unindexed(ctx, after, limit)
}
