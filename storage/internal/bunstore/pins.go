package bunstore

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// roomForPin is nil while the room may have one more pinned message.
func roomForPin(ctx context.Context, tx conn, room chat.RoomID) error {
	n := 0
	err := tx.NewRaw(`SELECT count(*) FROM ?messages WHERE room_id = ? AND pinned_at IS NOT NULL`, room).Scan(ctx, &n)
	if err == nil && n >= chat.MaxPins {
		err = chat.ErrFull
	}
	return err
}

// Pins implements chat.PinStore.
func (s *Store) Pins(ctx context.Context, room chat.RoomID, before int64, limit int) ([]chat.Message, error) {
	limit, err := pageSize(limit, 0)
	if err != nil {
		return nil, s.fail(ctx, err, "pins of room %q", room)
	}
	if lookup(string(room)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "pins of room %q", room)
	}
	if before <= 0 {
		before = maxRev
	}
	var rows []messageRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?messages AS m").
			Where("m.room_id = ? AND m.pinned_at IS NOT NULL AND m.seq < ?", room, before).
			OrderExpr("m.seq DESC").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "pins of room %q", room)
	}
	list := make([]chat.Message, len(rows))
	for i, row := range rows {
		list[i] = row.message()
	}
	return list, nil
}
