package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type actRow struct {
	bun.BaseModel `bun:"alias:a"`

	ID     chat.ActID   `bun:"id"`
	Room   chat.RoomID  `bun:"room_id"`
	Actor  chat.UserID  `bun:"actor_id"`
	What   chat.ActKind `bun:"what"`
	User   chat.UserID  `bun:"user_id"`
	Object string       `bun:"object_id"`
	Reason string       `bun:"reason"`
	At     time.Time    `bun:"at,nullzero"`
	Until  time.Time    `bun:"until,nullzero"`
}

func newActRow(a chat.Act) (actRow, error) {
	row := actRow{ID: a.ID, Room: a.Room, Actor: a.Actor, What: a.What, User: a.User, Object: a.Object, Reason: a.Reason,
		At: stamp(a.At), Until: stamp(a.Until)}
	return row, errors.Join(
		storable(string(a.ID), string(a.Room), string(a.Actor), string(a.What), string(a.User), a.Object, a.Reason),
		writable(a.At, a.Until))
}

func (r actRow) act() chat.Act {
	return chat.Act{ID: r.ID, Room: r.Room, Actor: r.Actor, What: r.What, User: r.User, Object: r.Object, Reason: r.Reason,
		At: r.At.UTC(), Until: r.Until.UTC()}
}

// logAct adds an act, if there is one, to the audit log.
func logAct(ctx context.Context, tx conn, act *chat.Act) error {
	if act == nil {
		return nil
	}
	row, err := newActRow(*act)
	if err == nil {
		_, err = tx.NewInsert().Model(&row).ModelTableExpr("?acts").Exec(ctx)
	}
	return err
}

// Acts implements chat.ActStore.
func (s *Store) Acts(ctx context.Context, q chat.ActQuery) ([]chat.Act, error) {
	limit, err := pageSize(q.Limit, 0)
	if err = errors.Join(err, storable(string(q.Before))); err != nil {
		return nil, s.fail(ctx, err, "acts")
	}
	if lookup(string(q.Room), string(q.User)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "acts")
	}
	var rows []actRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		sel := db.NewSelect().Model(&rows).ModelTableExpr("?acts AS a").OrderExpr("a.id DESC").Limit(int64(limit))
		if q.Room != "" {
			sel.Where("a.room_id = ?", q.Room)
		}
		if q.User != "" {
			sel.Where("a.user_id = ?", q.User)
		}
		if q.Before != "" {
			sel.Where("a.id < ?", q.Before)
		}
		return sel.Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "acts")
	}
	list := make([]chat.Act, len(rows))
	for i, row := range rows {
		list[i] = row.act()
	}
	return list, nil
}

// PruneActs implements chat.ActStore.
func (s *Store) PruneActs(ctx context.Context, before time.Time, limit int) (int, error) {
	limit, err := pageSize(limit, 0)
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			n, err = pruneActs(ctx, tx, before, limit)
			return err
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "prune acts")
	}
	return n, nil
}

func pruneActs(ctx context.Context, tx conn, before time.Time, limit int) (int, error) {
	var rows []actRow
	err := tx.NewSelect().Model(&rows).ModelTableExpr("?acts AS a").Column("id", "at").Where("a.id > ''").OrderExpr("a.id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for n < len(rows) && rows[n].At.Before(before) {
		n++
	}
	if n == 0 {
		return 0, errUndo
	}
	// Two who prune at once count each act once.
	res, err := tx.NewRaw(`DELETE FROM ?acts WHERE id <= ?`, rows[n-1].ID).Exec(ctx)
	if err != nil {
		return 0, err
	}
	gone, err := res.RowsAffected()
	return int(gone), err
}
