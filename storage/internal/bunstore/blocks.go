package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type blockRow struct {
	bun.BaseModel `bun:"alias:b"`

	User  chat.UserID `bun:"user_id"`
	Other chat.UserID `bun:"other_id"`
	Rev   int64       `bun:"rev"`
	At    time.Time   `bun:"at,nullzero"`
}

func (r blockRow) block() chat.Block {
	return chat.Block{User: r.User, Other: r.Other, Rev: r.Rev, At: r.At.UTC()}
}

// SetBlock implements chat.BlockStore.
func (s *Store) SetBlock(ctx context.Context, b chat.Block, on bool) (bool, error) {
	row := blockRow{User: b.User, Other: b.Other, At: stamp(b.At)}
	err := errors.Join(storable(string(b.User), string(b.Other)), writable(b.At))
	changed := false
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			changed, err = setBlock(ctx, tx, row, on)
			return err
		})
	}
	return changed && err == nil, s.fail(ctx, err, "block of %q", b.User)
}

func setBlock(ctx context.Context, tx conn, row blockRow, on bool) (changed bool, err error) {
	if row.Rev, err = takePersonalRev(ctx, tx, row.User, row.At); err != nil {
		return false, err
	}
	kind := chat.BlockRemoved
	if on {
		kind = chat.BlockAdded
		changed, err = inserted(tx.NewInsert().Model(&row).ModelTableExpr("?blocks").On("CONFLICT (user_id, other_id) DO NOTHING").Exec(ctx))
	} else {
		changed, err = inserted(tx.NewRaw(`DELETE FROM ?blocks WHERE user_id = ? AND other_id = ?`, row.User, row.Other).Exec(ctx))
	}
	if err != nil || !changed {
		return false, undoAfter(err)
	}
	if err := roomForBlock(ctx, tx, row.User); err != nil {
		return false, err
	}
	return true, logEvent(ctx, tx, chat.Event{
		Room: chat.UserLog(row.User), Rev: row.Rev, Kind: kind, Object: string(row.Other), Actor: row.User, At: row.At,
	})
}

// roomForBlock is nil unless the user blocks more than anybody may.
func roomForBlock(ctx context.Context, tx conn, user chat.UserID) error {
	n := 0
	err := tx.NewRaw(`SELECT count(*) FROM ?blocks WHERE user_id = ?`, user).Scan(ctx, &n)
	if err == nil && n > chat.MaxBlocks {
		err = chat.ErrFull
	}
	return err
}

// Blocks implements chat.BlockStore.
func (s *Store) Blocks(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Block, error) {
	limit, err := pageSize(limit, 0)
	if err != nil {
		return nil, s.fail(ctx, err, "blocks of %q", user)
	}
	if lookup(string(user)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "blocks of %q", user)
	}
	if before <= 0 {
		before = maxRev
	}
	var rows []blockRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?blocks AS b").
			Where("b.user_id = ? AND b.rev < ?", user, before).OrderExpr("b.rev DESC").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "blocks of %q", user)
	}
	list := make([]chat.Block, len(rows))
	for i, row := range rows {
		list[i] = row.block()
	}
	return list, nil
}

// BlocksAmong implements chat.BlockStore.
func (s *Store) BlocksAmong(ctx context.Context, users, others []chat.UserID) ([]chat.Block, error) {
	var list []chat.Block
	for some := range parts(users) {
		for whom := range parts(others) {
			var rows []blockRow
			err := s.reading(ctx, func(db conn) error {
				rows = nil
				return db.NewSelect().Model(&rows).ModelTableExpr("?blocks AS b").
					Where("b.user_id IN (?) AND b.other_id IN (?)", bun.List(some), bun.List(whom)).Scan(ctx)
			})
			if err != nil {
				return nil, s.fail(ctx, err, "blocks")
			}
			for _, row := range rows {
				list = append(list, row.block())
			}
		}
	}
	return list, s.fail(ctx, ctx.Err(), "blocks")
}
