package bunstore

import (
	"context"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// File implements chat.FileStore.
func (s *Store) File(ctx context.Context, id chat.FileID) (chat.File, error) {
	var row fileRow
	err := lookup(string(id))
	if err == nil {
		err = s.reading(ctx, func(db conn) error {
			return db.NewSelect().Model(&row).ModelTableExpr("?files AS f").Where("f.id = ?", id).Scan(ctx)
		})
	}
	return row.file(), s.fail(ctx, found(err), "file %q", id)
}

// FilesByID implements chat.FileStore.
func (s *Store) FilesByID(ctx context.Context, ids []chat.FileID) ([]chat.File, error) {
	list, err := filesWhere(ctx, s, ids, "f.id IN (?)", "")
	return list, s.fail(ctx, err, "files")
}

// FilesOf implements chat.FileStore.
func (s *Store) FilesOf(ctx context.Context, messages []chat.MessageID) ([]chat.File, error) {
	list, err := filesWhere(ctx, s, messages, "f.message_id IN (?)", "f.message_id, f.place")
	return list, s.fail(ctx, err, "files of messages")
}

// filesWhere reads the files with one of the keys, in an order or, empty, in any.
func filesWhere[ID ~string](ctx context.Context, s *Store, keys []ID, where, order string) ([]chat.File, error) {
	var list []chat.File
	for part := range parts(keys) {
		var rows []fileRow
		err := s.reading(ctx, func(db conn) error {
			rows = nil
			q := db.NewSelect().Model(&rows).ModelTableExpr("?files AS f").Where(where, bun.List(part))
			if order != "" {
				q = q.OrderExpr(order)
			}
			return q.Scan(ctx)
		})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			list = append(list, row.file())
		}
	}
	return list, ctx.Err()
}

// ImportFiles implements chat.FileStore.
func (s *Store) ImportFiles(ctx context.Context, room chat.RoomID, list []chat.File) (int, error) {
	rows := make([]fileRow, len(list))
	err := lookup(string(room))
	for i, f := range list {
		f.Room = room
		var err2 error
		rows[i], err2 = newFileRow(f)
		err = errors.Join(err, err2)
	}
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			n, err = importFiles(ctx, tx, room, rows)
			return err
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "import files into room %q", room)
	}
	return n, nil
}

func importFiles(ctx context.Context, tx conn, room chat.RoomID, rows []fileRow) (int, error) {
	if _, err := holdRoom(ctx, tx, room); err != nil {
		return 0, err
	}
	for part := range slices.Chunk(slices.Clone(rows), importAtOnce) {
		ids := make([]chat.FileID, len(part))
		for i, row := range part {
			ids[i] = row.ID
		}
		var gone []chat.FileID
		if err := tx.NewRaw(`SELECT id FROM ?dropped WHERE id IN (?)`, bun.List(ids)).Scan(ctx, &gone); err != nil {
			return 0, err
		}
		rows = slices.DeleteFunc(rows, func(row fileRow) bool { return slices.Contains(gone, row.ID) })
	}
	return importAnswers(ctx, tx, room, rows, func(r fileRow) chat.MessageID { return r.Message }, func(part *[]fileRow) *bun.InsertQuery {
		return tx.NewInsert().Model(part).ModelTableExpr("?files").On("CONFLICT (id) DO NOTHING")
	})
}
