package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type letterRow struct {
	bun.BaseModel `bun:"alias:l"`

	Consumer string      `bun:"consumer"`
	Room     chat.RoomID `bun:"room_id"`
	Rev      int64       `bun:"rev"`
	Attempts int         `bun:"attempts"`
	Reason   string      `bun:"reason"`
	At       time.Time   `bun:"at,nullzero"`
}

func (r letterRow) letter() chat.Letter {
	return chat.Letter{Consumer: r.Consumer, Room: r.Room, Rev: r.Rev, Attempts: r.Attempts, Reason: r.Reason, At: r.At.UTC()}
}

// DropConsumer implements chat.CursorStore.
func (s *Store) DropConsumer(ctx context.Context, consumer string) error {
	if storable(consumer) != nil {
		return s.fail(ctx, ctx.Err(), "drop consumer %q", consumer)
	}
	err := s.inTx(ctx, func(ctx context.Context, tx conn) error {
		for _, query := range []string{
			`DELETE FROM ?letters WHERE consumer = ?`,
			`DELETE FROM ?cursors WHERE consumer = ?`,
			`DELETE FROM ?consumers WHERE name = ?`,
		} {
			if _, err := tx.NewRaw(query, consumer).Exec(ctx); err != nil {
				return s.raced(err) // the consumer may be moving on
			}
		}
		return nil
	})
	return s.fail(ctx, err, "drop consumer %q", consumer)
}

// AddLetter implements chat.CursorStore.
func (s *Store) AddLetter(ctx context.Context, l chat.Letter) error {
	const op = "add letter of %q about %d in room %q"
	row := letterRow{Consumer: l.Consumer, Room: l.Room, Rev: l.Rev, Attempts: l.Attempts, Reason: l.Reason, At: stamp(l.At)}
	err := lookup(l.Consumer, string(l.Room))
	if err == nil {
		err = errors.Join(storable(l.Reason), writable(l.At))
	}
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			if err := s.moveCursor(ctx, tx, l.Consumer, l.Room, l.Rev); err != nil {
				return err
			}
			_, err := tx.NewInsert().Model(&row).ModelTableExpr("?letters").
				On("CONFLICT (consumer, room_id, rev) DO NOTHING").Exec(ctx)
			return s.raced(err)
		})
	}
	return s.fail(ctx, err, op, l.Consumer, l.Rev, l.Room)
}

// Letters implements chat.CursorStore.
func (s *Store) Letters(ctx context.Context, consumer string, room chat.RoomID, rev int64, limit int) ([]chat.Letter, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(room))); err != nil {
		return nil, s.fail(ctx, err, "letters of %q", consumer)
	}
	if lookup(consumer) != nil {
		return nil, s.fail(ctx, ctx.Err(), "letters of %q", consumer)
	}
	var rows []letterRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?letters AS l").
			Where("l.consumer = ? AND (l.room_id, l.rev) > (?, ?)", consumer, room, rev).
			OrderExpr("l.room_id, l.rev").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "letters of %q", consumer)
	}
	list := make([]chat.Letter, len(rows))
	for i, row := range rows {
		list[i] = row.letter()
	}
	return list, nil
}

// RemoveLetter implements chat.CursorStore.
func (s *Store) RemoveLetter(ctx context.Context, consumer string, room chat.RoomID, rev int64) error {
	err := lookup(consumer, string(room))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			removed, err := inserted(tx.NewRaw(`DELETE FROM ?letters WHERE consumer = ? AND room_id = ? AND rev = ?`,
				consumer, room, rev).Exec(ctx))
			if err == nil && !removed {
				err = chat.ErrNotFound
			}
			return err
		})
	}
	return s.fail(ctx, err, "remove letter of %q about %d in room %q", consumer, rev, room)
}
