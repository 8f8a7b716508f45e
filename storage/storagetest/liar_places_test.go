package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// places is what a liar may replace about who is where.
type places struct {
	membersOf    func(ctx context.Context, rooms []chat.RoomID, most int) ([]chat.Member, error)
	threads      func(ctx context.Context, roots []chat.MessageID) ([]chat.Thread, error)
	roomByRef    func(ctx context.Context, ref string) (chat.Room, error)
	updateMember func(ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error)
	removeMember func(ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, check func(chat.Member, int) error) error
	addInvite    func(ctx context.Context, inv chat.Invite, key string) error
	inviteByKey  func(ctx context.Context, key string) (chat.Invite, error)
	invites      func(ctx context.Context, room chat.RoomID, after chat.InviteID, limit int) ([]chat.Invite, error)
	removeInvite func(ctx context.Context, room chat.RoomID, id chat.InviteID, act chat.Act) error
	useInvite    func(ctx context.Context, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error)
}

func (l *liar) Threads(ctx context.Context, roots []chat.MessageID) ([]chat.Thread, error) {
	if l.threads != nil {
		return l.threads(ctx, roots)
	}
	return l.Store.Threads(ctx, roots)
}

func (l *liar) MembersOf(ctx context.Context, rooms []chat.RoomID, most int) ([]chat.Member, error) {
	if l.membersOf != nil {
		return l.membersOf(ctx, rooms, most)
	}
	return l.Store.MembersOf(ctx, rooms, most)
}

func (l *liar) RoomByRef(ctx context.Context, ref string) (chat.Room, error) {
	if l.roomByRef != nil {
		return l.roomByRef(ctx, ref)
	}
	return l.Store.RoomByRef(ctx, ref)
}

func (l *liar) UpdateMember(ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error) {
	if l.updateMember != nil {
		return l.updateMember(ctx, room, user, c, change)
	}
	return l.Store.UpdateMember(ctx, room, user, c, change)
}

func (l *liar) RemoveMember(ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, check func(chat.Member, int) error) error {
	if l.removeMember != nil {
		return l.removeMember(ctx, room, user, c, check)
	}
	return l.Store.RemoveMember(ctx, room, user, c, check)
}

func (l *liar) AddInvite(ctx context.Context, inv chat.Invite, key string) error {
	if l.addInvite != nil {
		return l.addInvite(ctx, inv, key)
	}
	return l.Store.AddInvite(ctx, inv, key)
}

func (l *liar) InviteByKey(ctx context.Context, key string) (chat.Invite, error) {
	if l.inviteByKey != nil {
		return l.inviteByKey(ctx, key)
	}
	return l.Store.InviteByKey(ctx, key)
}

func (l *liar) Invites(ctx context.Context, room chat.RoomID, after chat.InviteID, limit int) ([]chat.Invite, error) {
	if l.invites != nil {
		return l.invites(ctx, room, after, limit)
	}
	return l.Store.Invites(ctx, room, after, limit)
}

func (l *liar) RemoveInvite(ctx context.Context, room chat.RoomID, id chat.InviteID, act chat.Act) error {
	if l.removeInvite != nil {
		return l.removeInvite(ctx, room, id, act)
	}
	return l.Store.RemoveInvite(ctx, room, id, act)
}

func (l *liar) UseInvite(ctx context.Context, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error) {
	if l.useInvite != nil {
		return l.useInvite(ctx, key, m, use)
	}
	return l.Store.UseInvite(ctx, key, m, use)
}
