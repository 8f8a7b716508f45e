package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

var threadLies = map[string]lie{
	"AddMessage and ImportMessages keep ReplyTo, Thread and InRoom": func(l *liar) {
		l.message = func(ctx context.Context, id chat.MessageID) (chat.Message, error) {
			m, err := l.Store.Message(ctx, id)
			m.InRoom = false
			return m, err
		}
	},
	"Messages with Main are those of the main flow":  paging(func(q *chat.MessageQuery) { q.Main = false }, nil),
	"Messages with a Thread are those of the thread": paging(func(q *chat.MessageQuery) { q.Main = q.Thread != "" }, nil),
	"Messages without Main or Thread are all":        paging(func(q *chat.MessageQuery) { q.Main = true }, nil),
	"Threads count what is no tombstone": func(l *liar) {
		l.threads = func(ctx context.Context, roots []chat.MessageID) ([]chat.Thread, error) {
			list, err := l.Store.Threads(ctx, roots)
			for i := range list {
				list[i].Count = 3
			}
			return list, err
		}
	},
	"Unread counts the main flow only": func(l *liar) {
		l.unread = func(ctx context.Context, user chat.UserID, after chat.RoomID, limit int) ([]chat.Unread, error) {
			list, err := l.Store.Unread(ctx, user, after, limit)
			for i := range list {
				if list[i].Count > 0 {
					list[i].LastSeq++
				}
			}
			return list, err
		}
	},
}
