package bunstore

import (
	"context"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// ImportOrder implements chat.OrderStore.
func (s *Store) ImportOrder(ctx context.Context, room chat.RoomID, o chat.Order) (int, error) {
	sanctions, err1 := rowsOf(o.Sanctions, func(x chat.Sanction) (sanctionRow, error) { x.Room = room; return newSanctionRow(x) })
	reports, err2 := rowsOf(o.Reports, func(x chat.Report) (reportRow, error) { x.Room = room; return newReportRow(x) })
	acts, err3 := rowsOf(o.Acts, func(x chat.Act) (actRow, error) { x.Room = room; return newActRow(x) })
	err := errors.Join(err1, err2, err3)
	if err == nil {
		err = lookup(string(room))
	}
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			if _, err := holdRoom(ctx, tx, room); err != nil {
				return err
			}
			a, err1 := insertNew(ctx, tx, sanctions, "?sanctions")
			b, err2 := importReports(ctx, tx, room, reports)
			c, err3 := insertNew(ctx, tx, acts, "?acts")
			n = a + b + c
			return errors.Join(err1, err2, err3)
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "import order into room %q", room)
	}
	return n, nil
}

func rowsOf[T, Row any](list []T, row func(T) (Row, error)) (rows []Row, all error) {
	for _, x := range list {
		r, err := row(x)
		rows, all = append(rows, r), errors.Join(all, err)
	}
	return rows, all
}

// importReports takes in those of what is a message of the room.
func importReports(ctx context.Context, tx conn, room chat.RoomID, rows []reportRow) (int, error) {
	n := 0
	for part := range slices.Chunk(rows, importAtOnce) {
		var there []chat.MessageID
		ids := make([]chat.MessageID, len(part))
		for i, row := range part {
			ids[i] = row.Message
		}
		err := tx.NewRaw(`SELECT id FROM ?messages WHERE id IN (?) AND room_id = ?`, bun.List(ids), room).Scan(ctx, &there)
		if err != nil {
			return 0, err
		}
		stored, err := insertNew(ctx, tx, slices.DeleteFunc(slices.Clone(part),
			func(row reportRow) bool { return !slices.Contains(there, row.Message) }), "?reports")
		if n += stored; err != nil {
			return 0, err
		}
	}
	return n, nil
}

// insertNew inserts the rows whose keys are not taken, and tells how many these were.
func insertNew[Row any](ctx context.Context, tx conn, rows []Row, table string) (int, error) {
	n := 0
	for part := range slices.Chunk(rows, importAtOnce) {
		res, err := tx.NewInsert().Model(&part).ModelTableExpr(table).On("CONFLICT DO NOTHING").Exec(ctx)
		if err != nil {
			return 0, err
		}
		stored, err := res.RowsAffected()
		if n += int(stored); err != nil {
			return 0, err
		}
	}
	return n, nil
}
