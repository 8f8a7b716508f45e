package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// names is what a liar may replace about who is called.
type names struct {
	mentions       func(ctx context.Context, ids []chat.MessageID) ([]chat.Mention, error)
	mentionsOf     func(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.MessageID, error)
	importMentions func(ctx context.Context, room chat.RoomID, list []chat.Mention) (int, error)
	acquaintances  func(ctx context.Context, user, after chat.UserID, limit int) ([]chat.UserID, error)
	shareRoom      func(ctx context.Context, a, b chat.UserID) (bool, error)
	roomList       func(ctx context.Context, q chat.RoomQuery) ([]chat.RoomEntry, error)
	usersByHandle  func(ctx context.Context, handles []string) ([]chat.User, error)
}

func (l *liar) Mentions(ctx context.Context, ids []chat.MessageID) ([]chat.Mention, error) {
	if l.mentions != nil {
		return l.mentions(ctx, ids)
	}
	return l.Store.Mentions(ctx, ids)
}

func (l *liar) MentionsOf(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.MessageID, error) {
	if l.mentionsOf != nil {
		return l.mentionsOf(ctx, user, before, limit)
	}
	return l.Store.MentionsOf(ctx, user, before, limit)
}

func (l *liar) ImportMentions(ctx context.Context, room chat.RoomID, list []chat.Mention) (int, error) {
	if l.importMentions != nil {
		return l.importMentions(ctx, room, list)
	}
	return l.Store.ImportMentions(ctx, room, list)
}

func (l *liar) Acquaintances(ctx context.Context, user, after chat.UserID, limit int) ([]chat.UserID, error) {
	if l.acquaintances != nil {
		return l.acquaintances(ctx, user, after, limit)
	}
	return l.Store.Acquaintances(ctx, user, after, limit)
}

func (l *liar) ShareRoom(ctx context.Context, a, b chat.UserID) (bool, error) {
	if l.shareRoom != nil {
		return l.shareRoom(ctx, a, b)
	}
	return l.Store.ShareRoom(ctx, a, b)
}

func (l *liar) RoomList(ctx context.Context, q chat.RoomQuery) ([]chat.RoomEntry, error) {
	if l.roomList != nil {
		return l.roomList(ctx, q)
	}
	return l.Store.RoomList(ctx, q)
}

func (l *liar) UsersByHandle(ctx context.Context, handles []string) ([]chat.User, error) {
	if l.usersByHandle != nil {
		return l.usersByHandle(ctx, handles)
	}
	return l.Store.UsersByHandle(ctx, handles)
}
