package storagetest

import (
	"context"
	"time"

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
	setFollow      func(ctx context.Context, f chat.Follow, on bool, at time.Time) (bool, error)
	readThread     func(ctx context.Context, user chat.UserID, thread chat.MessageID, seq int64) (bool, error)
	follows        func(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.Follow, error)
	followers      func(ctx context.Context, thread chat.MessageID, after chat.UserID, limit int) ([]chat.UserID, error)
	followsIn      func(ctx context.Context, room chat.RoomID, thread chat.MessageID, user chat.UserID, limit int) ([]chat.Follow, error)
	importFollows  func(ctx context.Context, room chat.RoomID, list []chat.Follow) (int, error)
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

func (l *liar) SetFollow(ctx context.Context, f chat.Follow, on bool, at time.Time) (bool, error) {
	if l.setFollow != nil {
		return l.setFollow(ctx, f, on, at)
	}
	return l.Store.SetFollow(ctx, f, on, at)
}

func (l *liar) ReadThread(ctx context.Context, user chat.UserID, thread chat.MessageID, seq int64) (bool, error) {
	if l.readThread != nil {
		return l.readThread(ctx, user, thread, seq)
	}
	return l.Store.ReadThread(ctx, user, thread, seq)
}

func (l *liar) Follows(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.Follow, error) {
	if l.follows != nil {
		return l.follows(ctx, user, before, limit)
	}
	return l.Store.Follows(ctx, user, before, limit)
}

func (l *liar) Followers(ctx context.Context, thread chat.MessageID, after chat.UserID, limit int) ([]chat.UserID, error) {
	if l.followers != nil {
		return l.followers(ctx, thread, after, limit)
	}
	return l.Store.Followers(ctx, thread, after, limit)
}

func (l *liar) FollowsIn(ctx context.Context, room chat.RoomID, thread chat.MessageID, user chat.UserID, limit int) ([]chat.Follow, error) {
	if l.followsIn != nil {
		return l.followsIn(ctx, room, thread, user, limit)
	}
	return l.Store.FollowsIn(ctx, room, thread, user, limit)
}

func (l *liar) ImportFollows(ctx context.Context, room chat.RoomID, list []chat.Follow) (int, error) {
	if l.importFollows != nil {
		return l.importFollows(ctx, room, list)
	}
	return l.Store.ImportFollows(ctx, room, list)
}

func (l *liar) UsersByHandle(ctx context.Context, handles []string) ([]chat.User, error) {
	if l.usersByHandle != nil {
		return l.usersByHandle(ctx, handles)
	}
	return l.Store.UsersByHandle(ctx, handles)
}
