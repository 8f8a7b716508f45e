package storagetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/parleychat/parley/chat"
)

// A memberUpdate is UpdateMember as a liar does it.
type memberUpdate func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error)

func updatingMember(fn memberUpdate) lie {
	return func(l *liar) {
		l.updateMember = func(ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error) {
			return fn(ctx, l, room, user, c, change)
		}
	}
}

// A memberRemoval is RemoveMember as a liar does it.
type memberRemoval func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, check func(chat.Member, int) error) error

func removingMember(fn memberRemoval) lie {
	return func(l *liar) {
		l.removeMember = func(ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, check func(chat.Member, int) error) error {
			return fn(ctx, l, room, user, c, check)
		}
	}
}

var memberChangeLies = map[string]lie{
	"UpdateMember stores the Role under the next Rev": updatingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, _ chat.Change, change func(*chat.Member, int) error) (chat.Member, error) {
		m, err := l.Store.Member(ctx, room, user)
		return m, errors.Join(err, change(&m, 1))
	}),
	"UpdateMember logs the change with the user as Object": updatingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error) {
		c.Actor = user
		return l.Store.UpdateMember(ctx, room, user, c, change)
	}),
	"UpdateMember changes nothing else about the member": updatingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error) {
		var wanted chat.Member
		m, err := l.Store.UpdateMember(ctx, room, user, c, func(m *chat.Member, n int) error {
			err := change(m, n)
			wanted = *m
			return err
		})
		m.JoinedAt = wanted.JoinedAt
		return m, err
	}),
	"UpdateMember and RemoveMember tell how many owners there are": removingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, check func(chat.Member, int) error) error {
		return l.Store.RemoveMember(ctx, room, user, c, func(m chat.Member, n int) error { return check(m, n-1) })
	}),
	"UpdateMember of two owners at once never leaves none": updatingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error) {
		return l.Store.UpdateMember(ctx, room, user, c, func(m *chat.Member, _ int) error { return change(m, 2) }) // as it was before
	}),
	"UpdateMember and RemoveMember return the error of the function, wrapped, and leave no trace": updatingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error) {
		m, err := l.Store.UpdateMember(ctx, room, user, c, change)
		if err != nil {
			err = errors.New(err.Error())
		}
		return m, err
	}),
	"UpdateMember with ErrUnchanged returns the current member and leaves no trace": updatingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error) {
		var wanted chat.Member
		_, err := l.Store.UpdateMember(ctx, room, user, c, func(m *chat.Member, n int) error {
			err := change(m, n)
			wanted = *m
			return err
		})
		return wanted, err
	}),
	"UpdateMember leaves no trace when the context ends during change": updatingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, change func(*chat.Member, int) error) (chat.Member, error) {
		m, err := l.Store.UpdateMember(context.WithoutCancel(ctx), room, user, c, change)
		return m, errors.Join(err, ctx.Err())
	}),
	"UpdateMember and RemoveMember of nobody are ErrNotFound": removingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, check func(chat.Member, int) error) error {
		return swallow(l.Store.RemoveMember(ctx, room, user, c, check))
	}),
	"RemoveMember removes the member and logs it": removingMember(func(ctx context.Context, l *liar, room chat.RoomID, user chat.UserID, c chat.Change, check func(chat.Member, int) error) error {
		_, err := l.Store.UpdateMember(ctx, room, user, c, func(m *chat.Member, n int) error { m.Role = "gone"; return check(*m, n) })
		return err
	}),
	"RemoveMember logs RoomRemoved in the user's UserLog": inLogs(func(events []chat.Event) []chat.Event {
		return slices.DeleteFunc(events, func(ev chat.Event) bool { return ev.Kind == chat.RoomRemoved })
	}),
	"Who was removed can be added again": func(l *liar) {
		was := map[chat.UserID]chat.Member{}
		l.removeMember = func(ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, check func(chat.Member, int) error) error {
			was[user], _ = l.Store.Member(ctx, room, user)
			return l.Store.RemoveMember(ctx, room, user, c, check)
		}
		l.addMember = func(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
			if old, ok := was[m.User]; ok {
				return old, false, nil
			}
			return l.Store.AddMember(ctx, m, by)
		}
	},
}

// usingInvite replaces UseInvite.
func usingInvite(fn func(ctx context.Context, l *liar, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error)) lie {
	return func(l *liar) {
		l.useInvite = func(ctx context.Context, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error) {
			return fn(ctx, l, key, m, use)
		}
	}
}

var inviteLies = map[string]lie{
	"AddInvite stores the invite with no Uses": func(l *liar) {
		l.inviteByKey = func(ctx context.Context, key string) (chat.Invite, error) {
			inv, err := l.Store.InviteByKey(ctx, key)
			inv.Uses = 7
			return inv, err
		}
	},
	"AddInvite with a taken ID or key is ErrExists": func(l *liar) {
		l.addInvite = func(ctx context.Context, inv chat.Invite, key string) error {
			err := l.Store.AddInvite(ctx, inv, key)
			if errors.Is(err, chat.ErrExists) {
				return nil
			}
			return err
		}
	},
	"AddInvite to no room is ErrNotFound": func(l *liar) {
		l.addInvite = func(ctx context.Context, inv chat.Invite, key string) error {
			return swallow(l.Store.AddInvite(ctx, inv, key))
		}
	},
	"InviteByKey of no invite is ErrNotFound": func(l *liar) {
		l.inviteByKey = func(ctx context.Context, key string) (chat.Invite, error) {
			return l.Store.InviteByKey(ctx, strings.ToLower(key))
		}
	},
	"Invites are those of the room, in pages": func(l *liar) {
		l.invites = func(ctx context.Context, room chat.RoomID, after chat.InviteID, limit int) ([]chat.Invite, error) {
			return l.Store.Invites(ctx, room, after, limit+1)
		}
	},
	"RemoveInvite removes the room's invite, or is ErrNotFound": func(l *liar) {
		l.removeInvite = func(ctx context.Context, room chat.RoomID, id chat.InviteID, act chat.Act) error {
			return swallow(l.Store.RemoveInvite(ctx, room, id, act))
		}
	},
	"UseInvite adds the member with the invite's Role and counts": usingInvite(func(ctx context.Context, l *liar, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error) {
		got, added, err := l.Store.UseInvite(ctx, key, m, use)
		got.Role = chat.RoleMember
		return got, added, err
	}),
	"UseInvite by a member is no use": usingInvite(func(ctx context.Context, l *liar, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error) {
		if inv, err := l.Store.InviteByKey(ctx, key); err == nil {
			if err := use(inv); err != nil {
				return chat.Member{}, false, err
			}
		}
		return l.Store.UseInvite(ctx, key, m, use)
	}),
	"UseInvite shows the current invite to use": usingInvite(func(ctx context.Context, l *liar, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error) {
		return l.Store.UseInvite(ctx, key, m, func(inv chat.Invite) error { inv.Uses = 0; return use(inv) })
	}),
	"UseInvite returns the error of use, wrapped, and then nothing has happened": usingInvite(func(ctx context.Context, l *liar, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error) {
		var refused error
		got, added, err := l.Store.UseInvite(ctx, key, m, func(inv chat.Invite) error { refused = use(inv); return nil })
		return got, added, errors.Join(err, refused)
	}),
	"UseInvite many times at once counts each": func(l *liar) {
		var mu sync.Mutex
		var first *chat.Invite
		l.useInvite = func(ctx context.Context, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error) {
			return l.Store.UseInvite(ctx, key, m, func(inv chat.Invite) error {
				mu.Lock()
				defer mu.Unlock()
				if first == nil {
					first = &inv
				}
				return use(*first) // as it was when it was read
			})
		}
	},
	"UseInvite of no invite is ErrNotFound": usingInvite(func(ctx context.Context, l *liar, key string, m chat.Member, use func(chat.Invite) error) (chat.Member, bool, error) {
		got, added, err := l.Store.UseInvite(ctx, key, m, use)
		return got, added, swallow(err)
	}),
}

// byRef replaces RoomByRef.
func byRef(fn func(ctx context.Context, l *liar, ref string) (chat.Room, error)) lie {
	return func(l *liar) {
		l.roomByRef = func(ctx context.Context, ref string) (chat.Room, error) { return fn(ctx, l, ref) }
	}
}

var roomRefLies = map[string]lie{
	"RoomByRef returns the room with the Ref": byRef(func(ctx context.Context, l *liar, ref string) (chat.Room, error) {
		r, err := l.Store.RoomByRef(ctx, ref)
		r.Ref = ""
		return r, err
	}),
	"RoomByRef of no room is ErrNotFound, with an empty Ref too": byRef(func(ctx context.Context, l *liar, ref string) (chat.Room, error) {
		if ref == "" {
			return l.Store.Room(ctx, "room-lobby")
		}
		return l.Store.RoomByRef(ctx, ref)
	}),
	"CreateRoom with a taken Ref is ErrExists": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			if old, err := l.Store.RoomByRef(ctx, r.Ref); err == nil {
				return old, nil
			}
			return l.Store.CreateRoom(ctx, r, members)
		}
	},
	"Many rooms have no Ref and no slug": func(l *liar) {
		made := false
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			if made && r.Ref == "" && r.Slug == "" {
				return chat.Room{}, chat.ErrExists
			}
			made = true
			return l.Store.CreateRoom(ctx, r, members)
		}
	},
	"Refs are compared byte by byte": byRef(func(ctx context.Context, l *liar, ref string) (chat.Room, error) {
		r, err := l.Store.RoomByRef(ctx, strings.ToLower(ref))
		if errors.Is(err, chat.ErrNotFound) {
			return l.Store.RoomByRef(ctx, ref)
		}
		return r, err
	}),
	"UpdateRoom stores ArchivedAt, and takes it back": func(l *liar) {
		l.room = func(ctx context.Context, id chat.RoomID) (chat.Room, error) {
			r, err := l.Store.Room(ctx, id)
			r.ArchivedAt = chat.Room{}.ArchivedAt
			return r, err
		}
	},
	"Rooms leaves out archived ones": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		q.Archived = true
		return ask(q)
	}),
	"Rooms with Archived takes them in": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		q.Archived = false
		return ask(q)
	}),
	"Rooms with a Kind leaves out others, and none of it": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		kind := q.Kind
		q.Kind = "" // the page is cut first
		return slices.DeleteFunc(ask(q), func(r chat.Room) bool { return kind != "" && r.Kind != kind })
	}),
	"Rooms with Kind Public leaves out others": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		q.Kind = ""
		return ask(q)
	}),
}
