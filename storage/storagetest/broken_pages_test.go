package storagetest

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

// paging replaces what Messages is asked for and what it returns.
func paging(before func(q *chat.MessageQuery), after func(q chat.MessageQuery, page *chat.MessagePage)) lie {
	return func(l *liar) {
		l.messages = func(ctx context.Context, q chat.MessageQuery) (chat.MessagePage, error) {
			if before != nil {
				before(&q)
			}
			page, err := l.Store.Messages(ctx, q)
			if after != nil && err == nil {
				after(q, &page)
			}
			return page, err
		}
	}
}

var pageLies = map[string]lie{
	"Messages returns what Before, After, SkipDeleted and Limit select": paging(func(q *chat.MessageQuery) {
		if q.Before == 8 && q.SkipDeleted {
			q.Before++
		}
	}, nil),
	"Messages between bounds that cross are none": paging(func(q *chat.MessageQuery) { q.Before = 0 }, nil),
	"Messages tells whether there is more before": paging(nil, func(q chat.MessageQuery, page *chat.MessagePage) {
		page.HasBefore = page.HasBefore && len(page.Items) == q.Limit
	}),
	"Messages tells whether there is more after": paging(nil, func(q chat.MessageQuery, page *chat.MessagePage) {
		page.HasAfter = page.HasAfter && q.Before == 0
	}),
	"Messages returns whole messages": paging(nil, func(_ chat.MessageQuery, page *chat.MessagePage) {
		for i := range page.Items {
			page.Items[i].DeletedBy = ""
		}
	}),
	"Messages of one room are of no other": paging(func(q *chat.MessageQuery) { q.Room = "room-lobby" }, nil),
	"Messages of no room is ErrNotFound": func(l *liar) {
		l.messages = func(ctx context.Context, q chat.MessageQuery) (chat.MessagePage, error) {
			page, err := l.Store.Messages(ctx, q)
			return page, swallow(err)
		}
	},
	"Messages of an empty room is an empty page": func(l *liar) {
		l.messages = func(ctx context.Context, q chat.MessageQuery) (chat.MessagePage, error) {
			page, err := l.Store.Messages(ctx, q)
			if err == nil && len(page.Items) == 0 {
				err = chat.ErrNotFound
			}
			return page, err
		}
	},
	"Messages takes any positive limit": paging(func(q *chat.MessageQuery) {
		if q.Limit == math.MaxInt {
			q.Limit = 1
			q.After = 0
			q.Before = 2
		}
	}, nil),
	"AsOf is the room's Rev": paging(nil, func(_ chat.MessageQuery, page *chat.MessagePage) { page.AsOf = page.Items[0].Rev }),
	"Every change up to AsOf is in Items": func(l *liar) {
		l.messages = func(ctx context.Context, q chat.MessageQuery) (chat.MessagePage, error) {
			page, err := l.Store.Messages(ctx, q)
			// The rev is read after the rows, and somebody was quicker.
			_, err2 := l.Store.UpdateMessage(ctx, "message-a", edit(), setText("meanwhile"))
			r, err3 := l.Store.Room(ctx, q.Room)
			page.AsOf = r.Rev
			return page, errors.Join(err, err2, err3)
		}
	},
	"Pages read backwards while others write hold every message once": paging(func(q *chat.MessageQuery) {
		if q.Before > 0 {
			q.Before++
		}
	}, nil),
	"Pages read forwards while others write hold every message once": paging(func(q *chat.MessageQuery) { q.After++ }, nil),
}

// importing replaces ImportMessages.
func importing(do func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error)) lie {
	return func(l *liar) {
		l.importMessages = func(ctx context.Context, room chat.RoomID, list []chat.Message) (int, error) {
			return do(ctx, l, room, list)
		}
	}
}

// postInstead adds messages that should be imported.
func postInstead(ctx context.Context, l *liar, list []chat.Message) (n int, err error) {
	for _, m := range list {
		_, added, e := l.Store.AddMessage(ctx, m)
		if added {
			n++
		}
		err = errors.Join(err, e)
	}
	return n, err
}

// oneByOne imports messages in steps, so that a later one fails after earlier ones.
func oneByOne(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error) {
	n := 0
	for _, m := range list {
		one, err := l.Store.ImportMessages(ctx, room, []chat.Message{m})
		n += one
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

var importLies = map[string]lie{
	"ImportMessages stores messages with their Seq": importing(func(ctx context.Context, l *liar, _ chat.RoomID, list []chat.Message) (int, error) {
		return postInstead(ctx, l, list)
	}),
	"ImportMessages raises Rev and Pruned to the highest Seq": func(l *liar) {
		l.room = func(ctx context.Context, id chat.RoomID) (chat.Room, error) {
			r, err := l.Store.Room(ctx, id)
			r.Pruned = 0
			return r, err
		}
	},
	"ImportMessages logs nothing, and the log goes on above": importing(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error) {
		n, err := l.Store.ImportMessages(ctx, room, list)
		burn(ctx, l, 1)
		return n, err
	}),
	"ImportMessages into a room with a log prunes it": func(l *liar) {
		l.events = func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
			r, err := l.Store.Room(ctx, room)
			if err != nil {
				return nil, err
			}
			return l.Store.Events(ctx, room, max(after, r.Pruned), limit)
		}
	},
	"ImportMessages twice changes nothing": importing(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error) {
		n, err := l.Store.ImportMessages(ctx, room, list)
		if n == 0 && err == nil {
			_, err = l.Store.UpdateMessage(ctx, list[0].ID, edit(), setText(list[0].Text))
		}
		return n, err
	}),
	"ImportMessages skips what the room has and stores the rest": importing(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error) {
		n, err := l.Store.ImportMessages(ctx, room, list)
		if n > 0 {
			n = len(list)
		}
		return n, err
	}),
	"ImportMessages with a Seq not above the Rev is ErrExists": importing(oneByOne),
	"ImportMessages with a Seq twice is ErrExists":             importing(oneByOne),
	"ImportMessages with the ID of another message is ErrExists": importing(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error) {
		list = slices.DeleteFunc(slices.Clone(list), func(m chat.Message) bool {
			_, err := l.Store.Message(ctx, m.ID)
			return err == nil
		})
		return l.Store.ImportMessages(ctx, room, list)
	}),
	"ImportMessages leaves room to count on": importing(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error) {
		n, err := l.Store.ImportMessages(ctx, room, list)
		if err != nil {
			burn(ctx, l, 0)
		}
		return n, err
	}),
	"ImportMessages into no room is ErrNotFound": importing(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error) {
		n, err := l.Store.ImportMessages(ctx, room, list)
		return n, swallow(err)
	}),
	"ImportMessages of nothing changes nothing": importing(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error) {
		if len(list) == 0 {
			burn(ctx, l, 0)
		}
		return l.Store.ImportMessages(ctx, room, list)
	}),
	"ImportMessages takes any number, and again": importing(func(ctx context.Context, l *liar, room chat.RoomID, list []chat.Message) (int, error) {
		return l.Store.ImportMessages(ctx, room, list[:min(len(list), 999)])
	}),
}

// following replaces what Events is asked for and what it returns.
func following(ask func(after int64, limit int) (int64, int), then func(events []chat.Event) []chat.Event) lie {
	return func(l *liar) {
		l.events = func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
			if ask != nil {
				after, limit = ask(after, limit)
			}
			events, err := l.Store.Events(ctx, room, after, limit)
			if then != nil {
				events = then(events)
			}
			return events, err
		}
	}
}

var eventLies = map[string]lie{
	"Events are in ascending Rev order and without holes": following(nil, func(events []chat.Event) []chat.Event {
		return slices.DeleteFunc(events, func(ev chat.Event) bool { return ev.Rev == 9 })
	}),
	"Events start above after": following(func(after int64, limit int) (int64, int) { return max(after-1, 0), limit }, nil),
	"Events are at most limit": following(func(after int64, limit int) (int64, int) { return after, limit + 1 }, nil),
	"Events of one room are of no other": func(l *liar) {
		l.events = func(ctx context.Context, _ chat.RoomID, after int64, limit int) ([]chat.Event, error) {
			return l.Store.Events(ctx, "room-lobby", after, limit)
		}
	},
	"Events of no room is ErrNotFound": func(l *liar) {
		l.events = func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
			events, err := l.Store.Events(ctx, room, after, limit)
			return events, swallow(err)
		}
	},
	"Events from below Pruned is ErrGone": func(l *liar) {
		l.events = func(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
			events, err := l.Store.Events(ctx, room, after, limit)
			if errors.Is(err, chat.ErrGone) {
				err = nil
			}
			return events, err
		}
	},
	"Events carry no state": following(nil, func(events []chat.Event) []chat.Event {
		for i := range events {
			events[i].By = &chat.User{ID: events[i].Actor}
		}
		return events
	}),
	"Events are there as soon as the change returned": following(nil, func(events []chat.Event) []chat.Event {
		return events[:max(len(events)-1, 0)] // one behind
	}),
}

// valueLies are about texts, times and tokens.
var valueLies = map[string]lie{
	"Texts of messages are kept byte for byte": adding(func(_ *liar, m *chat.Message) { m.Text = m.Text[:min(len(m.Text), 65535)] }, nil),
	"Texts of users and rooms are kept byte for byte": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			r.Topic = r.Topic[:min(len(r.Topic), 65535)]
			return l.Store.CreateRoom(ctx, r, members)
		}
	},
	"Texts that cannot be kept are refused": adding(func(_ *liar, m *chat.Message) { m.Text = string([]rune(m.Text)) }, nil),
	"Keys that cannot be kept are not found": func(l *liar) {
		l.message = func(ctx context.Context, id chat.MessageID) (chat.Message, error) {
			return l.Store.Message(ctx, chat.MessageID([]rune(id)))
		}
	},
	"Texts of changed rooms and of letters are kept byte for byte": around(func(r *chat.Room, change func(*chat.Room) error) error {
		err := change(r)
		r.Name = strings.TrimSpace(r.Name)
		return err
	}),
	"Texts that cannot be kept are refused by changes too, without a trace": filing(func(ctx context.Context, l *liar, letter chat.Letter) error {
		letter.Reason = strings.ToValidUTF8(letter.Reason, "?")
		return l.Store.AddLetter(ctx, letter)
	}),
	"Times of changes, erasures and letters are kept likewise": looking(nil, func(list []chat.Letter) {
		for i := range list {
			list[i].At = list[i].At.Truncate(time.Millisecond)
		}
	}),
	"Times are kept to the microsecond in UTC": func(l *liar) {
		l.message = func(ctx context.Context, id chat.MessageID) (chat.Message, error) {
			m, err := l.Store.Message(ctx, id)
			m.CreatedAt = m.CreatedAt.Truncate(time.Millisecond)
			return m, err
		}
	},
	"Times of users, rooms and members are kept likewise": func(l *liar) {
		l.member = func(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Member, error) {
			m, err := l.Store.Member(ctx, room, user)
			m.JoinedAt = m.JoinedAt.In(time.FixedZone("here", 3600))
			return m, err
		}
	},
	"A token that nobody revoked is not revoked": func(l *liar) {
		l.revoked = func(context.Context, string, time.Time) (bool, error) { return true, nil }
	},
	"A revoked token is revoked until the given time": func(l *liar) {
		l.revoke = func(ctx context.Context, token string, until time.Time) error {
			return l.Store.Revoke(ctx, token, until.Truncate(time.Second))
		}
	},
	"A revocation ends at the given time": func(l *liar) {
		l.revoked = func(ctx context.Context, token string, now time.Time) (bool, error) {
			return l.Store.Revoked(ctx, token, now.Add(-time.Microsecond))
		}
	},
	"Revoking again keeps the later time": func(l *liar) {
		until := map[string]time.Time{}
		l.revoke = func(_ context.Context, token string, at time.Time) error { until[token] = at; return nil }
		l.revoked = func(_ context.Context, token string, now time.Time) (bool, error) {
			return until[token].After(now), nil
		}
	},
	"A token that never ends can be revoked": func(l *liar) {
		l.revoke = func(ctx context.Context, token string, until time.Time) error {
			if until.Year() > 9999 {
				return errors.New("impossible date")
			}
			return l.Store.Revoke(ctx, token, until)
		}
	},
	"Tokens are compared byte by byte": func(l *liar) {
		l.revoked = func(ctx context.Context, _ string, now time.Time) (bool, error) {
			return l.Store.Revoked(ctx, alike[0], now)
		}
	},
	"A revocation is remembered however many follow": func(l *liar) {
		var last string
		l.revoke = func(ctx context.Context, token string, until time.Time) error {
			last = token
			return l.Store.Revoke(ctx, token, until)
		}
		l.revoked = func(ctx context.Context, token string, now time.Time) (bool, error) {
			yes, err := l.Store.Revoked(ctx, token, now)
			return yes && token == last, err
		}
	},
	"A token revoked many times at once is revoked until the latest": func(l *liar) {
		l.revoke = func(ctx context.Context, token string, until time.Time) error {
			if old, err := l.Store.Revoked(ctx, token, time.Time{}); err != nil || old {
				return err // the first one wins
			}
			if until.After(noon.Add(18 * time.Minute)) {
				until = noon
			}
			return l.Store.Revoke(ctx, token, until)
		}
	},
}
