package storagetest

import (
	"context"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A liar is a store that keeps every promise but those of the methods that are
// replaced.
type liar struct {
	*memory.Store

	saveUser       func(ctx context.Context, u chat.User, formerly []string) (chat.User, error)
	user           func(ctx context.Context, id chat.UserID) (chat.User, error)
	userBySubject  func(ctx context.Context, provider, subject string) (chat.User, error)
	users          func(ctx context.Context, ids []chat.UserID) ([]chat.User, error)
	createRoom     func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error)
	room           func(ctx context.Context, id chat.RoomID) (chat.Room, error)
	roomBySlug     func(ctx context.Context, slug string) (chat.Room, error)
	rooms          func(ctx context.Context, q chat.RoomQuery) ([]chat.Room, error)
	addMember      func(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error)
	member         func(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Member, error)
	members        func(ctx context.Context, room chat.RoomID, after chat.UserID, limit int) ([]chat.Member, error)
	addMessage     func(ctx context.Context, m chat.Message) (chat.Message, bool, error)
	updateMessage  func(ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error)
	importMessages func(ctx context.Context, room chat.RoomID, list []chat.Message) (int, error)
	message        func(ctx context.Context, id chat.MessageID) (chat.Message, error)
	messagesByID   func(ctx context.Context, ids []chat.MessageID) ([]chat.Message, error)
	messageBySeq   func(ctx context.Context, room chat.RoomID, seq int64) (chat.Message, error)
	messages       func(ctx context.Context, q chat.MessageQuery) (chat.MessagePage, error)
	events         func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error)
	revoke         func(ctx context.Context, tokenID string, until time.Time) error
	revoked        func(ctx context.Context, tokenID string, now time.Time) (bool, error)
	startConsumer  func(ctx context.Context, consumer string) error
	cursor         func(ctx context.Context, consumer string, room chat.RoomID) (int64, error)
	moveCursor     func(ctx context.Context, consumer string, room chat.RoomID, rev int64) error
	behind         func(ctx context.Context, consumer string, after chat.RoomID, limit int) ([]chat.RoomID, error)

	places      // who is where
	programs    // users that are none
	servers     // who elsewhere is told what happens
	choices     // what people want
	answers     // what people do with messages of others
	keepers     // what those do who keep order
	attachments // files
	finders     // what is looked for
	names       // who is called
	upkeep      // what keeps a store small, and people in control of what they said
}

var _ chat.Storage = (*liar)(nil)

func (l *liar) SaveUser(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
	if l.saveUser != nil {
		return l.saveUser(ctx, u, formerly)
	}
	return l.Store.SaveUser(ctx, u, formerly)
}

func (l *liar) User(ctx context.Context, id chat.UserID) (chat.User, error) {
	if l.user != nil {
		return l.user(ctx, id)
	}
	return l.Store.User(ctx, id)
}

func (l *liar) UserBySubject(ctx context.Context, provider, subject string) (chat.User, error) {
	if l.userBySubject != nil {
		return l.userBySubject(ctx, provider, subject)
	}
	return l.Store.UserBySubject(ctx, provider, subject)
}

func (l *liar) Users(ctx context.Context, ids []chat.UserID) ([]chat.User, error) {
	if l.users != nil {
		return l.users(ctx, ids)
	}
	return l.Store.Users(ctx, ids)
}

func (l *liar) CreateRoom(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
	if l.createRoom != nil {
		return l.createRoom(ctx, r, members)
	}
	return l.Store.CreateRoom(ctx, r, members)
}

func (l *liar) Room(ctx context.Context, id chat.RoomID) (chat.Room, error) {
	if l.room != nil {
		return l.room(ctx, id)
	}
	return l.Store.Room(ctx, id)
}

func (l *liar) RoomBySlug(ctx context.Context, slug string) (chat.Room, error) {
	if l.roomBySlug != nil {
		return l.roomBySlug(ctx, slug)
	}
	return l.Store.RoomBySlug(ctx, slug)
}

func (l *liar) Rooms(ctx context.Context, q chat.RoomQuery) ([]chat.Room, error) {
	if l.rooms != nil {
		return l.rooms(ctx, q)
	}
	return l.Store.Rooms(ctx, q)
}

func (l *liar) AddMember(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
	if l.addMember != nil {
		return l.addMember(ctx, m, by)
	}
	return l.Store.AddMember(ctx, m, by)
}

func (l *liar) Member(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Member, error) {
	if l.member != nil {
		return l.member(ctx, room, user)
	}
	return l.Store.Member(ctx, room, user)
}

func (l *liar) Members(ctx context.Context, room chat.RoomID, after chat.UserID, limit int) ([]chat.Member, error) {
	if l.members != nil {
		return l.members(ctx, room, after, limit)
	}
	return l.Store.Members(ctx, room, after, limit)
}

func (l *liar) AddMessage(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
	if l.addMessage != nil {
		return l.addMessage(ctx, m)
	}
	return l.Store.AddMessage(ctx, m)
}

func (l *liar) UpdateMessage(ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
	if l.updateMessage != nil {
		return l.updateMessage(ctx, id, c, change)
	}
	return l.Store.UpdateMessage(ctx, id, c, change)
}

func (l *liar) ImportMessages(ctx context.Context, room chat.RoomID, list []chat.Message) (int, error) {
	if l.importMessages != nil {
		return l.importMessages(ctx, room, list)
	}
	return l.Store.ImportMessages(ctx, room, list)
}

func (l *liar) Message(ctx context.Context, id chat.MessageID) (chat.Message, error) {
	if l.message != nil {
		return l.message(ctx, id)
	}
	return l.Store.Message(ctx, id)
}

func (l *liar) MessageBySeq(ctx context.Context, room chat.RoomID, seq int64) (chat.Message, error) {
	if l.messageBySeq != nil {
		return l.messageBySeq(ctx, room, seq)
	}
	return l.Store.MessageBySeq(ctx, room, seq)
}

func (l *liar) Messages(ctx context.Context, q chat.MessageQuery) (chat.MessagePage, error) {
	if l.messages != nil {
		return l.messages(ctx, q)
	}
	return l.Store.Messages(ctx, q)
}

func (l *liar) Events(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
	if l.events != nil {
		return l.events(ctx, room, after, limit)
	}
	return l.Store.Events(ctx, room, after, limit)
}

func (l *liar) Revoke(ctx context.Context, tokenID string, until time.Time) error {
	if l.revoke != nil {
		return l.revoke(ctx, tokenID, until)
	}
	return l.Store.Revoke(ctx, tokenID, until)
}

func (l *liar) Revoked(ctx context.Context, tokenID string, now time.Time) (bool, error) {
	if l.revoked != nil {
		return l.revoked(ctx, tokenID, now)
	}
	return l.Store.Revoked(ctx, tokenID, now)
}

func (l *liar) MessagesByID(ctx context.Context, ids []chat.MessageID) ([]chat.Message, error) {
	if l.messagesByID != nil {
		return l.messagesByID(ctx, ids)
	}
	return l.Store.MessagesByID(ctx, ids)
}

func (l *liar) StartConsumer(ctx context.Context, consumer string) error {
	if l.startConsumer != nil {
		return l.startConsumer(ctx, consumer)
	}
	return l.Store.StartConsumer(ctx, consumer)
}

func (l *liar) Cursor(ctx context.Context, consumer string, room chat.RoomID) (int64, error) {
	if l.cursor != nil {
		return l.cursor(ctx, consumer, room)
	}
	return l.Store.Cursor(ctx, consumer, room)
}

func (l *liar) MoveCursor(ctx context.Context, consumer string, room chat.RoomID, rev int64) error {
	if l.moveCursor != nil {
		return l.moveCursor(ctx, consumer, room, rev)
	}
	return l.Store.MoveCursor(ctx, consumer, room, rev)
}

func (l *liar) Behind(ctx context.Context, consumer string, after chat.RoomID, limit int) ([]chat.RoomID, error) {
	if l.behind != nil {
		return l.behind(ctx, consumer, after, limit)
	}
	return l.Store.Behind(ctx, consumer, after, limit)
}
