package storagetest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/parleychat/parley/chat"
)

// A roomUpdate is UpdateRoom as a liar does it.
type roomUpdate func(ctx context.Context, l *liar, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error)

// updatingRoom replaces UpdateRoom.
func updatingRoom(do roomUpdate) lie {
	return func(l *liar) {
		l.updateRoom = func(ctx context.Context, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error) {
			return do(ctx, l, id, c, change)
		}
	}
}

// around replaces the change that UpdateRoom makes.
func around(do func(r *chat.Room, change func(*chat.Room) error) error) lie {
	return updatingRoom(func(ctx context.Context, l *liar, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error) {
		return l.Store.UpdateRoom(ctx, id, c, func(r *chat.Room) error { return do(r, change) })
	})
}

// mixed puts something of what change wanted into the result of UpdateRoom.
func mixed(do func(got *chat.Room, wanted chat.Room)) lie {
	return updatingRoom(func(ctx context.Context, l *liar, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error) {
		var wanted chat.Room
		got, err := l.Store.UpdateRoom(ctx, id, c, func(r *chat.Room) error {
			err := change(r)
			wanted = *r
			return err
		})
		do(&got, wanted)
		return got, err
	})
}

// advancing replaces AdvanceRoom.
func advancing(do func(ctx context.Context, l *liar, id chat.RoomID, rev int64) error) lie {
	return func(l *liar) {
		l.advanceRoom = func(ctx context.Context, id chat.RoomID, rev int64) error { return do(ctx, l, id, rev) }
	}
}

var roomChangeLies = map[string]lie{
	"UpdateRoom stores Name, Topic and RetentionDays under the next Rev": around(func(r *chat.Room, change func(*chat.Room) error) error {
		days := r.RetentionDays
		err := change(r)
		r.RetentionDays = days
		return err
	}),
	"UpdateRoom logs the change with the room as Object": updatingRoom(func(ctx context.Context, l *liar, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error) {
		c.ClientID = ""
		return l.Store.UpdateRoom(ctx, id, c, change)
	}),
	"UpdateRoom changes nothing else about the room": mixed(func(got *chat.Room, wanted chat.Room) { got.Slug = wanted.Slug }),
	"UpdateRoom shows the current room to change, also to many at once": around(func(r *chat.Room, change func(*chat.Room) error) error {
		*r = lobby() // as it was once
		return change(r)
	}),
	"UpdateRoom returns the error of change, wrapped": updatingRoom(func(ctx context.Context, l *liar, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error) {
		r, err := l.Store.UpdateRoom(ctx, id, c, change)
		if err != nil {
			err = errors.New(err.Error())
		}
		return r, err
	}),
	"UpdateRoom with an error from change leaves no trace": around(func(r *chat.Room, change func(*chat.Room) error) error {
		_ = change(r)
		return nil
	}),
	"UpdateRoom with ErrUnchanged returns the current room and leaves no trace": mixed(func(got *chat.Room, wanted chat.Room) { got.Name = wanted.Name }),
	"UpdateRoom leaves no trace when the context ends during change": updatingRoom(func(ctx context.Context, l *liar, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error) {
		r, err := l.Store.UpdateRoom(context.WithoutCancel(ctx), id, c, change)
		return r, errors.Join(err, ctx.Err())
	}),
	"UpdateRoom of no room is ErrNotFound": updatingRoom(func(ctx context.Context, l *liar, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error) {
		r, err := l.Store.UpdateRoom(ctx, id, c, change)
		return r, swallow(err)
	}),
	"AdvanceRoom raises Rev and Pruned and empties the log": func(l *liar) {
		l.room = func(ctx context.Context, id chat.RoomID) (chat.Room, error) {
			r, err := l.Store.Room(ctx, id)
			r.Pruned = 0
			return r, err
		}
	},
	"AdvanceRoom to where the room is already changes nothing": advancing(func(ctx context.Context, l *liar, id chat.RoomID, rev int64) error {
		if r, err := l.Store.Room(ctx, id); err == nil && r.Rev == rev {
			rev++
		}
		return l.Store.AdvanceRoom(ctx, id, rev)
	}),
	"AdvanceRoom of no room is ErrNotFound": advancing(func(ctx context.Context, l *liar, id chat.RoomID, rev int64) error {
		return swallow(l.Store.AdvanceRoom(ctx, id, rev))
	}),
	"Rooms with All are all rooms and all users' own logs": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		return slices.DeleteFunc(ask(q), func(r chat.Room) bool { return r.Kind == chat.Personal })
	}),
	"IDs are in the order of their bytes": listing(func(q chat.RoomQuery, ask func(chat.RoomQuery) []chat.Room) []chat.Room {
		rooms := ask(q)
		slices.SortStableFunc(rooms, func(a, b chat.Room) int {
			return cmp.Compare(strings.ToLower(string(a.ID)), strings.ToLower(string(b.ID)))
		})
		return rooms
	}),
}

// inLogs changes the events of users' own logs.
func inLogs(change func(events []chat.Event) []chat.Event) lie {
	return func(l *liar) {
		l.events = func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
			events, err := l.Store.Events(ctx, room, after, limit)
			if _, own := room.Owner(); own {
				events = change(events)
			}
			return events, err
		}
	}
}

var personalLies = map[string]lie{
	"CreateRoom logs RoomAdded in the UserLog of each first member": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			got, err := l.Store.CreateRoom(ctx, r, members[:1])
			for _, m := range members[1:] {
				m.Room = r.ID
				_, _, err2 := l.Store.AddMember(ctx, m, m.User)
				err = errors.Join(err, err2)
			}
			return got, err
		}
	},
	"CreateRoom that failed logs nothing": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			got, err := l.Store.CreateRoom(ctx, r, members)
			if err != nil {
				_, _ = l.Store.CreateRoom(ctx, chat.Room{ID: "try-again"}, members)
			}
			return got, err
		}
	},
	"AddMember logs RoomAdded in the member's UserLog": inLogs(func(events []chat.Event) []chat.Event {
		for i := range events {
			events[i].Actor, _ = events[i].Room.Owner() // as if they had come by themselves
		}
		return events
	}),
	"AddMember of a member, and to no room, logs nothing": func(l *liar) {
		l.addMember = func(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
			got, added, err := l.Store.AddMember(ctx, m, by)
			if !added {
				_, _ = l.Store.CreateRoom(ctx, chat.Room{ID: "for the log", CreatedBy: by}, []chat.Member{{User: m.User}})
			}
			return got, added, err
		}
	},
	"A UserLog is a Personal room without a slug, from the first event on": func(l *liar) {
		l.room = func(ctx context.Context, id chat.RoomID) (chat.Room, error) {
			r, err := l.Store.Room(ctx, id)
			if user, own := id.Owner(); own && errors.Is(err, chat.ErrNotFound) {
				return chat.Room{ID: id, Kind: chat.Personal, CreatedBy: user}, nil // as if everybody had one
			}
			return r, err
		}
	},
	"A UserLog is in no list of rooms but All": func(l *liar) {
		l.rooms = func(ctx context.Context, q chat.RoomQuery) ([]chat.Room, error) {
			rooms, err := l.Store.Rooms(ctx, q)
			own, err2 := l.Store.Room(ctx, chat.UserLog(q.Member))
			return append(rooms, own), errors.Join(err, swallow(err2))
		}
	},
	"A UserLog is followed and pruned like any room": lagging(nil, func(_ context.Context, _ *liar, rooms []chat.RoomID) []chat.RoomID {
		return withoutLogs(rooms)
	}),
	"Many who add the same users at once count their UserLogs without holes": inLogs(func(events []chat.Event) []chat.Event {
		return slices.DeleteFunc(events, func(ev chat.Event) bool { return ev.Rev == 20 })
	}),
}
