package storagetest

import (
	"context"
	"time"

	"github.com/parleychat/parley/chat"
)

// upkeep is the rest of what a liar may replace.
type upkeep struct {
	eraseUser      func(ctx context.Context, blank chat.User, at time.Time) ([]chat.RoomID, error)
	updateRoom     func(ctx context.Context, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error)
	advanceRoom    func(ctx context.Context, id chat.RoomID, rev int64) error
	markRead       func(ctx context.Context, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error)
	unread         func(ctx context.Context, user chat.UserID, after chat.RoomID, limit int) ([]chat.Unread, error)
	expireMessages func(ctx context.Context, room chat.RoomID, before time.Time, limit int, at time.Time) (int, error)
	pruneEvents    func(ctx context.Context, room chat.RoomID, before time.Time, limit int) (int, error)
	messagesBy     func(ctx context.Context, author chat.UserID, after chat.MessageID, limit int) ([]chat.Message, error)
	startFromLog   func(ctx context.Context, consumer string) error
	dropConsumer   func(ctx context.Context, consumer string) error
	addLetter      func(ctx context.Context, letter chat.Letter) error
	letters        func(ctx context.Context, consumer string, room chat.RoomID, rev int64, limit int) ([]chat.Letter, error)
	removeLetter   func(ctx context.Context, consumer string, room chat.RoomID, rev int64) error
}

func (l *liar) EraseUser(ctx context.Context, blank chat.User, at time.Time) ([]chat.RoomID, error) {
	if l.eraseUser != nil {
		return l.eraseUser(ctx, blank, at)
	}
	return l.Store.EraseUser(ctx, blank, at)
}

func (l *liar) StartConsumerFromLog(ctx context.Context, consumer string) error {
	if l.startFromLog != nil {
		return l.startFromLog(ctx, consumer)
	}
	return l.Store.StartConsumerFromLog(ctx, consumer)
}

func (l *liar) UpdateRoom(ctx context.Context, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error) {
	if l.updateRoom != nil {
		return l.updateRoom(ctx, id, c, change)
	}
	return l.Store.UpdateRoom(ctx, id, c, change)
}

func (l *liar) AdvanceRoom(ctx context.Context, id chat.RoomID, rev int64) error {
	if l.advanceRoom != nil {
		return l.advanceRoom(ctx, id, rev)
	}
	return l.Store.AdvanceRoom(ctx, id, rev)
}

func (l *liar) MarkRead(ctx context.Context, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
	if l.markRead != nil {
		return l.markRead(ctx, room, user, seq, back)
	}
	return l.Store.MarkRead(ctx, room, user, seq, back)
}

func (l *liar) Unread(ctx context.Context, user chat.UserID, after chat.RoomID, limit int) ([]chat.Unread, error) {
	if l.unread != nil {
		return l.unread(ctx, user, after, limit)
	}
	return l.Store.Unread(ctx, user, after, limit)
}

func (l *liar) ExpireMessages(ctx context.Context, room chat.RoomID, before time.Time, limit int, at time.Time) (int, error) {
	if l.expireMessages != nil {
		return l.expireMessages(ctx, room, before, limit, at)
	}
	return l.Store.ExpireMessages(ctx, room, before, limit, at)
}

func (l *liar) PruneEvents(ctx context.Context, room chat.RoomID, before time.Time, limit int) (int, error) {
	if l.pruneEvents != nil {
		return l.pruneEvents(ctx, room, before, limit)
	}
	return l.Store.PruneEvents(ctx, room, before, limit)
}

func (l *liar) MessagesBy(ctx context.Context, author chat.UserID, after chat.MessageID, limit int) ([]chat.Message, error) {
	if l.messagesBy != nil {
		return l.messagesBy(ctx, author, after, limit)
	}
	return l.Store.MessagesBy(ctx, author, after, limit)
}

func (l *liar) DropConsumer(ctx context.Context, consumer string) error {
	if l.dropConsumer != nil {
		return l.dropConsumer(ctx, consumer)
	}
	return l.Store.DropConsumer(ctx, consumer)
}

func (l *liar) AddLetter(ctx context.Context, letter chat.Letter) error {
	if l.addLetter != nil {
		return l.addLetter(ctx, letter)
	}
	return l.Store.AddLetter(ctx, letter)
}

func (l *liar) Letters(ctx context.Context, consumer string, room chat.RoomID, rev int64, limit int) ([]chat.Letter, error) {
	if l.letters != nil {
		return l.letters(ctx, consumer, room, rev, limit)
	}
	return l.Store.Letters(ctx, consumer, room, rev, limit)
}

func (l *liar) RemoveLetter(ctx context.Context, consumer string, room chat.RoomID, rev int64) error {
	if l.removeLetter != nil {
		return l.removeLetter(ctx, consumer, room, rev)
	}
	return l.Store.RemoveLetter(ctx, consumer, room, rev)
}
