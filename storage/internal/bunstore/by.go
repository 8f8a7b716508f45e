package bunstore

import (
	"context"
	"errors"

	"github.com/parleychat/parley/chat"
)

// MessagesBy implements chat.MessageStore.
func (s *Store) MessagesBy(ctx context.Context, author chat.UserID, after chat.MessageID, limit int) ([]chat.Message, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "messages by %q", author)
	}
	if lookup(string(author)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "messages by %q", author)
	}
	var rows []messageRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?messages AS m").
			Where("m.author_id = ? AND m.id > ?", author, after).OrderExpr("m.id").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "messages by %q", author)
	}
	list := make([]chat.Message, len(rows))
	for i, row := range rows {
		list[i] = row.message()
	}
	return list, nil
}
