package bunstore

import (
	"context"
	"errors"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// UpdateRoom implements chat.RoomStore.
func (s *Store) UpdateRoom(
	ctx context.Context, id chat.RoomID, c chat.Change, change func(*chat.Room) error,
) (chat.Room, error) {
	err := errors.Join(storable(string(c.Kind), string(c.Actor), c.ClientID), writable(c.At))
	if err == nil {
		err = lookup(string(id))
	}
	var row roomRow
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			row, err = updateRoom(ctx, tx, id, c, change)
			return err
		})
	}
	if err != nil {
		return chat.Room{}, s.fail(ctx, err, "update room %q", id)
	}
	return row.room(), nil
}

func updateRoom(ctx context.Context, tx conn, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (roomRow, error) {
	rev, err := takeRev(ctx, tx, id)
	if err != nil {
		return roomRow{}, err
	}
	var row roomRow
	if err := tx.NewSelect().Model(&row).ModelTableExpr("?rooms AS r").Where("r.id = ?", id).Scan(ctx); err != nil {
		return roomRow{}, err
	}
	row.Rev-- // as it is without this change
	changed := row.room()
	if err := change(&changed); errors.Is(err, chat.ErrUnchanged) {
		return row, errUndo
	} else if err != nil {
		return roomRow{}, err
	}
	if err := errors.Join(storable(changed.Name, changed.Topic), writable(changed.ArchivedAt)); err != nil {
		return roomRow{}, err
	}
	row.Name, row.Topic, row.RetentionDays, row.Rev = changed.Name, changed.Topic, changed.RetentionDays, rev
	row.SlowModeMs, row.ArchivedAt = changed.SlowModeMs, stamp(changed.ArchivedAt)
	_, err = tx.NewRaw(`UPDATE ?rooms SET name = ?, topic = ?, retention_days = ?, slow_mode_ms = ?, archived_at = ? WHERE id = ?`,
		row.Name, row.Topic, row.RetentionDays, row.SlowModeMs, bun.NullZero(row.ArchivedAt), id).Exec(ctx)
	if err != nil {
		return roomRow{}, err
	}
	if err := logAct(ctx, tx, c.Act); err != nil {
		return roomRow{}, err
	}
	return row, logEvent(ctx, tx, chat.Event{
		Room: id, Rev: rev, Kind: c.Kind, Object: string(id), Actor: c.Actor, ClientID: c.ClientID, At: stamp(c.At),
	})
}

// AdvanceRoom implements chat.RoomStore.
func (s *Store) AdvanceRoom(ctx context.Context, id chat.RoomID, rev int64) error {
	err := lookup(string(id))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			now, err := holdRoom(ctx, tx, id)
			if err != nil || now >= rev {
				return undoAfter(err)
			}
			return advance(ctx, tx, id, rev)
		})
	}
	return s.fail(ctx, err, "advance room %q", id)
}

// advance sets the room's rev and pruned. What the log holds below cannot be followed
// up to there any more, so it goes.
func advance(ctx context.Context, tx conn, room chat.RoomID, rev int64) error {
	_, err := tx.NewRaw(`UPDATE ?rooms SET rev = ?, pruned = ? WHERE id = ?`, rev, rev, room).Exec(ctx)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`DELETE FROM ?events WHERE room_id = ? AND rev <= ?`, room, rev).Exec(ctx)
	return err
}
