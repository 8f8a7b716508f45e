package storagetest

import (
	"context"
	"slices"
	"strings"

	"github.com/parleychat/parley/chat"
)

// asking replaces what is asked of SearchMessages.
func asking(then func(q *chat.SearchQuery)) lie {
	return func(l *liar) {
		l.searchMessages = func(ctx context.Context, q chat.SearchQuery) ([]chat.Message, error) {
			then(&q)
			return l.Store.SearchMessages(ctx, q)
		}
	}
}

// finding replaces what SearchMessages returns.
func finding(then func(q chat.SearchQuery, list []chat.Message) []chat.Message) lie {
	return func(l *liar) {
		l.searchMessages = func(ctx context.Context, q chat.SearchQuery) ([]chat.Message, error) {
			list, err := l.Store.SearchMessages(ctx, q)
			return then(q, list), err
		}
	}
}

// remembering has messages be found for ever as they were when they were first indexed.
func remembering(l *liar) {
	first := map[chat.MessageID]chat.Message{}
	l.indexMessages = func(ctx context.Context, room chat.RoomID, limit int) (int, error) {
		list, err := l.Store.SearchMessages(ctx, chat.SearchQuery{Limit: 1000})
		for _, m := range list {
			if _, known := first[m.ID]; !known {
				first[m.ID] = m
			}
		}
		n, err2 := l.Store.IndexMessages(ctx, room, limit)
		return n, firstOf(err, err2)
	}
	l.searchMessages = func(ctx context.Context, q chat.SearchQuery) ([]chat.Message, error) {
		list, err := l.Store.SearchMessages(ctx, q)
		for _, m := range first {
			if len(q.All) == 0 && !slices.ContainsFunc(list, func(x chat.Message) bool { return x.ID == m.ID }) {
				list = append(list, m)
			}
		}
		return list, err
	}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

var searchLies = map[string]lie{
	"SearchMessages finds what says all of the phrases and none of the others": asking(func(q *chat.SearchQuery) { q.None = nil }),
	"SearchMessages finds words in every script, and no parts of them": finding(func(q chat.SearchQuery, list []chat.Message) []chat.Message {
		return slices.DeleteFunc(list, func(m chat.Message) bool { return strings.Contains(m.Text, "東京") })
	}),
	"SearchMessages takes no word for syntax": asking(func(q *chat.SearchQuery) {
		for i, p := range q.All {
			q.All[i] = chat.Phrase{strings.TrimSuffix(p[0], "*")}
		}
	}),
	"SearchMessages returns whole messages in descending order of their IDs, in pages": finding(func(_ chat.SearchQuery, list []chat.Message) []chat.Message {
		slices.Reverse(list)
		return list
	}),
	"SearchMessages leaves out rooms that are neither public nor the Reader's": asking(func(q *chat.SearchQuery) { q.Reader = "" }),
	"SearchMessages looks in Rooms, and not in NotRooms":                       asking(func(q *chat.SearchQuery) { q.NotRooms = nil }),
	"SearchMessages leaves out other authors and other times":                  asking(func(q *chat.SearchQuery) { q.Until = q.Until.Add(1000) }),
	"SearchMessages knows links, reactions, threads and pins": asking(func(q *chat.SearchQuery) {
		if slices.Contains(q.HasNot, chat.FeatureThread) {
			q.HasNot = nil
		}
	}),
	"SearchMessages knows files and pictures": asking(func(q *chat.SearchQuery) {
		if slices.Contains(q.Has, chat.FeatureImage) {
			q.Has = []chat.Feature{chat.FeatureFile}
		}
	}),
	"A message is found by what it says after its edit": func(l *liar) {
		was := map[chat.MessageID]string{}
		l.updateMessage = func(ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
			old, _ := l.Store.Message(ctx, id)
			was[id] = old.Text
			return l.Store.UpdateMessage(ctx, id, c, change)
		}
		l.searchMessages = func(ctx context.Context, q chat.SearchQuery) ([]chat.Message, error) {
			list, err := l.Store.SearchMessages(ctx, q)
			return slices.DeleteFunc(list, func(m chat.Message) bool { return was[m.ID] != "" && was[m.ID] != m.Text }), err
		}
	},
	"A tombstone is never found":             remembering,
	"Nothing is found of whoever was erased": remembering,
	"Nothing is found of what expired":       remembering,
	"IndexMessages passes each message of the room once": func(l *liar) {
		l.indexMessages = func(ctx context.Context, room chat.RoomID, limit int) (int, error) {
			n, err := l.Store.IndexMessages(ctx, room, limit)
			return min(n+1, limit), err
		}
	},
	"IndexMessages may run many times at once, while others write": func(l *liar) {
		l.indexMessages = func(ctx context.Context, room chat.RoomID, limit int) (int, error) {
			n, err := l.Store.IndexMessages(ctx, room, limit)
			return n / 2 * 2, err
		}
	},
	"Unindexed are the rooms in which something was not passed, in pages": func(l *liar) {
		l.unindexed = func(ctx context.Context, after chat.RoomID, limit int) ([]chat.RoomID, error) {
			return l.Store.Unindexed(ctx, after, limit+1)
		}
	},
	"What was imported is found once it was passed": finding(func(_ chat.SearchQuery, list []chat.Message) []chat.Message {
		return slices.DeleteFunc(list, func(m chat.Message) bool { return m.Seq == m.Rev && m.Seq > 50 })
	}),
	"SearchMessages finds as much of a long message as Words returns": finding(func(_ chat.SearchQuery, list []chat.Message) []chat.Message {
		return slices.DeleteFunc(list, func(m chat.Message) bool { return len(m.Text) > 10_000 })
	}),
}
