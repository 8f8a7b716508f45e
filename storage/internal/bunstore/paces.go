package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type paceRow struct {
	bun.BaseModel `bun:"alias:c"`

	Room chat.RoomID `bun:"room_id"`
	User chat.UserID `bun:"user_id"`
	At   time.Time   `bun:"at,nullzero"`
}

// AddMessageIf implements chat.PaceStore.
func (s *Store) AddMessageIf(ctx context.Context, m chat.Message, may func(r chat.Room, last time.Time) error) (chat.Message, bool, error) {
	return s.addMessage(ctx, m, func(ctx context.Context, tx conn, row messageRow) error {
		var r roomRow
		if err := tx.NewSelect().Model(&r).ModelTableExpr("?rooms AS r").Where("r.id = ?", row.Room).Scan(ctx); err != nil {
			return err
		}
		r.Rev-- // as it is without this message
		pace := paceRow{Room: row.Room, User: row.Author}
		err := tx.NewSelect().Model(&pace).ModelTableExpr("?paces AS c").
			Where("c.room_id = ? AND c.user_id = ?", row.Room, row.Author).Scan(ctx)
		if err != nil && !errors.Is(found(err), chat.ErrNotFound) {
			return err
		}
		if err := may(r.room(), pace.At.UTC()); err != nil {
			return err
		}
		pace = paceRow{Room: row.Room, User: row.Author, At: row.CreatedAt}
		_, err = tx.NewInsert().Model(&pace).ModelTableExpr("?paces").
			On("CONFLICT (room_id, user_id) DO UPDATE").Set("at = EXCLUDED.at").Exec(ctx)
		return err
	})
}
