package storagetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/parleychat/parley/chat"
)

// listing replaces what Rooms returns.
func listing(change func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room) lie {
	return func(l *liar) {
		l.rooms = func(ctx context.Context, q chat.RoomQuery) (rooms []chat.Room, err error) {
			ask := func(q chat.RoomQuery) []chat.Room {
				list, e := l.Store.Rooms(ctx, q)
				err = errors.Join(err, e)
				return list
			}
			rooms = change(q, ask)
			return rooms, err
		}
	}
}

var roomLies = map[string]lie{
	"CreateRoom stores the room as given with Rev 0": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			got, err := l.Store.CreateRoom(ctx, r, members)
			got.Rev = r.Rev
			return got, err
		}
	},
	"CreateRoom stores the first members and no log": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			got, err := l.Store.CreateRoom(ctx, r, nil)
			for _, m := range members {
				m.Room = r.ID
				_, _, e := l.Store.AddMember(ctx, m, m.User)
				err = errors.Join(err, e)
			}
			return got, err
		}
	},
	"CreateRoom with a taken ID is ErrExists": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			if old, err := l.Store.Room(ctx, r.ID); err == nil {
				return old, nil
			}
			return l.Store.CreateRoom(ctx, r, members)
		}
	},
	"CreateRoom with a taken slug is ErrExists": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			got, err := l.Store.CreateRoom(ctx, r, members)
			if errors.Is(err, chat.ErrExists) {
				r.Slug += "-2"
				return l.Store.CreateRoom(ctx, r, members)
			}
			return got, err
		}
	},
	"CreateRoom that failed stored nothing": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			got, err := l.Store.CreateRoom(ctx, r, members)
			if err != nil {
				r.Slug += "-2"
				_, _ = l.Store.CreateRoom(ctx, r, members)
			}
			return got, err
		}
	},
	"CreateRoom at once with one slug makes one room": func(l *liar) {
		var n atomic.Int64
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			r.Slug += strings.Repeat("x", int(n.Add(1)))
			return l.Store.CreateRoom(ctx, r, members)
		}
	},
	"Slugs are compared byte by byte": func(l *liar) {
		l.roomBySlug = func(ctx context.Context, slug string) (chat.Room, error) {
			return l.Store.RoomBySlug(ctx, strings.TrimSpace(slug))
		}
	},
	"Rooms without a slug are many": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			r.Slug += "/"
			return l.Store.CreateRoom(ctx, r, members)
		}
	},
	"Room that does not exist is ErrNotFound": func(l *liar) {
		l.room = func(ctx context.Context, id chat.RoomID) (chat.Room, error) {
			r, err := l.Store.Room(ctx, id)
			return r, swallow(err)
		}
	},
	"RoomBySlug that does not exist is ErrNotFound": func(l *liar) {
		l.roomBySlug = func(ctx context.Context, slug string) (chat.Room, error) {
			r, err := l.Store.RoomBySlug(ctx, slug)
			return r, swallow(err)
		}
	},
	"RoomBySlug returns the room": func(l *liar) {
		l.roomBySlug = func(ctx context.Context, slug string) (chat.Room, error) {
			r, err := l.Store.RoomBySlug(ctx, slug)
			r.Topic = ""
			return r, err
		}
	},
	"Rooms returns public rooms": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		q.Member = "user-ann"
		return ask(q)
	}),
	"Rooms returns the rooms of a member": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		return slices.DeleteFunc(ask(q), func(r chat.Room) bool { return r.Kind == chat.Private })
	}),
	"Rooms that match twice are returned once": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		open, own := q, q
		open.Member, own.Public = "", false
		return append(ask(open), ask(own)...)
	}),
	"Rooms of nobody are none": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		q.Public = true
		return ask(q)
	}),
	"Rooms leaves out those up to After": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		q.After = ""
		return ask(q)
	}),
	"Rooms returns at most Limit": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		q.Limit++
		return ask(q)
	}),
	"Rooms returns whole rooms": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		rooms := ask(q)
		for i := range rooms {
			rooms[i].CreatedBy = ""
		}
		return rooms
	}),
	"A limit below 1 is an error": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		q.Limit = max(q.Limit, 1)
		return ask(q)
	}),
}

// joined changes who Members returns.
func joined(change func(after chat.UserID, limit int) (chat.UserID, int), then func([]chat.Member)) lie {
	return func(l *liar) {
		l.members = func(ctx context.Context, room chat.RoomID, after chat.UserID, limit int) ([]chat.Member, error) {
			after, limit = change(after, limit)
			list, err := l.Store.Members(ctx, room, after, limit)
			if then != nil {
				then(list)
			}
			return list, err
		}
	}
}

func asAsked(after chat.UserID, limit int) (chat.UserID, int) { return after, limit }

var memberLies = map[string]lie{
	"AddMember stores and returns the member": func(l *liar) {
		l.addMember = func(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
			m.Role = ""
			return l.Store.AddMember(ctx, m, by)
		}
	},
	"AddMember raises Rev by one and logs MemberJoined": func(l *liar) {
		l.addMember = func(ctx context.Context, m chat.Member, _ chat.UserID) (chat.Member, bool, error) {
			return l.Store.AddMember(ctx, m, m.User)
		}
	},
	"AddMember of a member leaves them as they are and takes no Rev": func(l *liar) {
		l.addMember = func(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
			got, added, err := l.Store.AddMember(ctx, m, by)
			got.Role = m.Role
			return got, added, err
		}
	},
	"AddMember of one user many times at once adds one": func(l *liar) {
		var n atomic.Int64
		l.addMember = func(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
			m.User += chat.UserID(strings.Repeat("x", int(n.Add(1))))
			return l.Store.AddMember(ctx, m, by)
		}
	},
	"AddMember to no room is ErrNotFound": func(l *liar) {
		l.addMember = func(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
			got, added, err := l.Store.AddMember(ctx, m, by)
			return got, added, swallow(err)
		}
	},
	"Member that does not exist is ErrNotFound": func(l *liar) {
		l.member = func(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Member, error) {
			m, err := l.Store.Member(ctx, room, user)
			return m, swallow(err)
		}
	},
	"Members are in ascending order": joined(asAsked, slices.Reverse[[]chat.Member]),
	"Members start above after":      joined(func(after chat.UserID, limit int) (chat.UserID, int) { return after[:len(after)/2], limit }, nil),
	"Members are at most limit":      joined(func(after chat.UserID, limit int) (chat.UserID, int) { return after, limit + 1 }, nil),
	"MembersOf are those of each room in ascending order, at most most of each": func(l *liar) {
		l.membersOf = func(ctx context.Context, rooms []chat.RoomID, most int) ([]chat.Member, error) {
			list, err := l.Store.MembersOf(ctx, rooms, most)
			return list[:min(most, len(list))], err
		}
	},
	"MembersOf has all of a member": func(l *liar) {
		l.membersOf = func(ctx context.Context, rooms []chat.RoomID, most int) ([]chat.Member, error) {
			list, err := l.Store.MembersOf(ctx, rooms, most)
			for i := range list {
				list[i].Role = ""
			}
			return list, err
		}
	},
	"Members of a room that does not exist are none": func(l *liar) {
		l.members = func(ctx context.Context, room chat.RoomID, after chat.UserID, limit int) ([]chat.Member, error) {
			if _, err := l.Store.Room(ctx, room); err != nil {
				return nil, err
			}
			return l.Store.Members(ctx, room, after, limit)
		}
	},
}
