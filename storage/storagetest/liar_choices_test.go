package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// choices is what a liar may replace about what people want.
type choices struct {
	updatePreferences func(ctx context.Context, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error)
	unreadIn          func(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Unread, error)
}

func (l *liar) UpdatePreferences(ctx context.Context, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error) {
	if l.updatePreferences != nil {
		return l.updatePreferences(ctx, id, change)
	}
	return l.Store.UpdatePreferences(ctx, id, change)
}

func (l *liar) UnreadIn(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Unread, error) {
	if l.unreadIn != nil {
		return l.unreadIn(ctx, room, user)
	}
	return l.Store.UnreadIn(ctx, room, user)
}
