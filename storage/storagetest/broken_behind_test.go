package storagetest

import (
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// lagging replaces what Behind is asked for and what it returns.
func lagging(
	before func(consumer *string, after *chat.RoomID, limit *int),
	then func(ctx context.Context, l *liar, rooms []chat.RoomID) []chat.RoomID,
) lie {
	return func(l *liar) {
		l.behind = func(ctx context.Context, consumer string, after chat.RoomID, limit int) ([]chat.RoomID, error) {
			if before != nil {
				before(&consumer, &after, &limit)
			}
			rooms, err := l.Store.Behind(ctx, consumer, after, limit)
			if then != nil {
				rooms = then(ctx, l, rooms)
			}
			return rooms, err
		}
	}
}

// snapshot makes Behind answer what it answered first.
func snapshot(l *liar) {
	var rooms []chat.RoomID
	read := false
	l.behind = func(ctx context.Context, consumer string, after chat.RoomID, limit int) (_ []chat.RoomID, err error) {
		if !read {
			read = true
			rooms, err = l.Store.Behind(ctx, consumer, after, limit)
		}
		return slices.Clone(rooms), err
	}
}

var behindLies = map[string]lie{
	"Behind returns the rooms whose Rev is above the cursor": lagging(nil, func(ctx context.Context, l *liar, rooms []chat.RoomID) []chat.RoomID {
		return slices.DeleteFunc(rooms, func(id chat.RoomID) bool {
			r, err := l.Store.Room(ctx, id)
			return err == nil && r.Kind == chat.Private
		})
	}),
	"Behind returns them in ascending ID order": lagging(nil, func(_ context.Context, _ *liar, rooms []chat.RoomID) []chat.RoomID {
		slices.Reverse(rooms)
		return rooms
	}),
	"Behind returns those above after": lagging(func(_ *string, after *chat.RoomID, _ *int) {
		if *after == "e" {
			*after = "d"
		}
	}, nil),
	"Behind returns at most limit": lagging(func(_ *string, _ *chat.RoomID, limit *int) { *limit = max(*limit, *limit+1) }, nil),
	"Behind page after page returns every room once": func(l *liar) {
		l.behind = func(ctx context.Context, consumer string, after chat.RoomID, limit int) ([]chat.RoomID, error) {
			rooms, err := l.Store.Behind(ctx, consumer, after, limit)
			if len(rooms) < limit && limit == 7 {
				rooms = nil // half a page is none
			}
			return rooms, err
		}
	},
	"Behind without a room is nothing": lagging(nil, func(_ context.Context, _ *liar, rooms []chat.RoomID) []chat.RoomID {
		return append(rooms, "")
	}),
	"A consumer is not behind in a room in which nothing happened": func(l *liar) {
		l.behind = func(ctx context.Context, consumer string, after chat.RoomID, limit int) ([]chat.RoomID, error) {
			rooms, err := l.Store.Behind(ctx, consumer, after, limit)
			if r, e := l.Store.Room(ctx, "new"); e == nil && r.Rev == 0 {
				rooms = append(rooms, r.ID) // it has no cursor there
			}
			return rooms, err
		}
	},
	"A consumer that is not known is behind in every room in which something happened": func(l *liar) {
		l.behind = func(ctx context.Context, consumer string, after chat.RoomID, limit int) ([]chat.RoomID, error) {
			if consumer != "mirror" {
				return nil, ctx.Err()
			}
			return l.Store.Behind(ctx, consumer, after, limit)
		}
	},
	"A consumer is behind as soon as a change returned": snapshot,
	"A consumer is behind after an import": func(l *liar) {
		l.importMessages = func(ctx context.Context, room chat.RoomID, list []chat.Message) (int, error) {
			n, err := l.Store.ImportMessages(ctx, room, list)
			if err == nil {
				err = catchUp(ctx, l, "mirror")
			}
			return n, err
		}
	},
	"One consumer is behind where another is not": lagging(func(consumer *string, _ *chat.RoomID, _ *int) { *consumer = "mirror" }, nil),
}
