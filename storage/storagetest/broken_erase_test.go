package storagetest

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/chat"
)

// erasing replaces what EraseUser does.
func erasing(do func(ctx context.Context, l *liar, blank chat.User, at time.Time) ([]chat.RoomID, error)) lie {
	return func(l *liar) {
		l.eraseUser = func(ctx context.Context, blank chat.User, at time.Time) ([]chat.RoomID, error) {
			return do(ctx, l, blank, at)
		}
	}
}

// afterErasing does something more when somebody was erased.
func afterErasing(more func(ctx context.Context, l *liar) error) lie {
	return erasing(func(ctx context.Context, l *liar, blank chat.User, at time.Time) ([]chat.RoomID, error) {
		rooms, err := l.Store.EraseUser(ctx, blank, at)
		return rooms, errors.Join(err, more(ctx, l))
	})
}

var eraseLies = map[string]lie{
	"EraseUser returns the rooms that have a new event": erasing(func(ctx context.Context, l *liar, blank chat.User, at time.Time) ([]chat.RoomID, error) {
		own, err := l.Store.Rooms(ctx, chat.RoomQuery{Member: blank.ID, Limit: 10}) // not those that they had left
		_, err2 := l.Store.EraseUser(ctx, blank, at)
		var rooms []chat.RoomID
		for _, r := range own {
			rooms = append(rooms, r.ID)
		}
		return rooms, errors.Join(err, err2)
	}),
	"EraseUser makes their messages tombstones without Text": func(l *liar) {
		l.message = func(ctx context.Context, id chat.MessageID) (chat.Message, error) {
			m, err := l.Store.Message(ctx, id)
			if m.Deleted() {
				m.DeletedAt = day(2) // also if it was one before
			}
			return m, err
		}
	},
	"EraseUser gives their messages ClientIDs that say nothing": authored(nil, func(list []chat.Message) []chat.Message {
		for i := range list {
			list[i].ClientID = "erased" // and do not differ
		}
		return list
	}),
	"EraseUser is not stopped by ClientIDs that look like its own": erasing(func(ctx context.Context, l *liar, blank chat.User, at time.Time) ([]chat.RoomID, error) {
		list, err := l.Store.MessagesBy(ctx, blank.ID, "", 100)
		for _, m := range list {
			if strings.HasPrefix(m.ClientID, "erased-") {
				return nil, chat.ErrExists
			}
		}
		rooms, err2 := l.Store.EraseUser(ctx, blank, at)
		return rooms, errors.Join(err, err2)
	}),
	"EraseUser leaves no ClientID of theirs in the log": following(nil, func(events []chat.Event) []chat.Event {
		for i := range events {
			if events[i].Kind == chat.MessageUpdated {
				events[i].ClientID = "named by Ann"
			}
		}
		return events
	}),
	"EraseUser removes them from rooms, and nobody else": afterErasing(func(ctx context.Context, l *liar) error {
		_, _, err := l.Store.AddMember(ctx, chat.Member{Room: "room-joined", User: "user-ann"}, "user-ann")
		return err
	}),
	"EraseUser raises the Rev of such rooms by one and logs UserErased": afterErasing(func(ctx context.Context, l *liar) error {
		burn(ctx, l, 0)
		return nil
	}),
	"EraseUser leaves others and their rooms alone": afterErasing(func(ctx context.Context, l *liar) error {
		_, err := l.Store.UpdateMessage(ctx, "message-x", remove(), erase)
		return err
	}),
	"EraseUser removes their UserLog with all that is kept about it": afterErasing(func(ctx context.Context, l *liar) error {
		_, err := l.Store.CreateRoom(ctx, chat.Room{ID: chat.UserLog("user-ann"), Kind: chat.Personal}, nil)
		return err
	}),
	"EraseUser takes the words of letters about their events": looking(nil, func(list []chat.Letter) {
		for i := range list {
			if list[i].Room == "room-past" { // nobody knows any more whose it was
				list[i].Reason = letter("room-past", list[i].Rev).Reason
			}
		}
	}),
	"EraseUser leaves ID and CreatedAt of them and what blank says": erasing(func(ctx context.Context, l *liar, blank chat.User, at time.Time) ([]chat.RoomID, error) {
		blank.UpdatedAt = at
		return l.Store.EraseUser(ctx, blank, at)
	}),
	"SaveUser under the key of somebody who was erased makes a new user": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			if old, err := l.Store.User(ctx, "user-ann"); err == nil && !old.ErasedAt.IsZero() {
				return old, nil
			}
			return l.Store.SaveUser(ctx, u, formerly)
		}
	},
	"EraseUser of somebody who was erased changes nothing": erasing(func(ctx context.Context, l *liar, blank chat.User, at time.Time) ([]chat.RoomID, error) {
		if u, err := l.Store.User(ctx, blank.ID); err == nil && !u.ErasedAt.IsZero() {
			burn(ctx, l, 0)
		}
		return l.Store.EraseUser(ctx, blank, at)
	}),
	"EraseUser of no user is ErrNotFound": erasing(func(ctx context.Context, l *liar, blank chat.User, at time.Time) ([]chat.RoomID, error) {
		rooms, err := l.Store.EraseUser(ctx, blank, at)
		return rooms, swallow(err)
	}),
	"EraseUser that failed on the way does the rest when it is called again": func(l *liar) {
		begun := false
		l.eraseUser = func(ctx context.Context, blank chat.User, at time.Time) ([]chat.RoomID, error) {
			if begun {
				return nil, nil // the profile went first, and with it all knowledge of the rest
			}
			begun = true
			return l.Store.EraseUser(ctx, blank, at)
		}
	},
	"EraseUser many times at once does it once": func(l *liar) {
		var n atomic.Int64
		l.eraseUser = func(ctx context.Context, blank chat.User, at time.Time) ([]chat.RoomID, error) {
			burn(ctx, l, n.Add(1))
			return l.Store.EraseUser(ctx, blank, at)
		}
	},
	"EraseUser while they and others write erases what was there before": erasing(func(ctx context.Context, _ *liar, _ chat.User, _ time.Time) ([]chat.RoomID, error) {
		return nil, ctx.Err() // when it is quiet again
	}),
}
