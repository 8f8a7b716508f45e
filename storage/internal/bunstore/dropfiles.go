package bunstore

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type droppedRow struct {
	bun.BaseModel `bun:"alias:d"`

	ID chat.FileID `bun:"id"`
}

// dropFiles removes files but for their IDs. What is noted as dropped is what the removal
// found: another transaction may have attached a file meanwhile, whose bytes must stay.
func dropFiles(ctx context.Context, tx conn, where string, args ...any) (int, error) {
	var ids []chat.FileID
	if err := tx.NewRaw(`DELETE FROM ?files WHERE `+where+` RETURNING id`, args...).Scan(ctx, &ids); err != nil {
		return 0, err
	}
	rows := make([]droppedRow, len(ids))
	for i, id := range ids {
		rows[i].ID = id
	}
	for part := range slices.Chunk(rows, importAtOnce) {
		if _, err := tx.NewInsert().Model(&part).ModelTableExpr("?dropped").On("CONFLICT (id) DO NOTHING").Exec(ctx); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// DropFile implements chat.FileStore.
func (s *Store) DropFile(ctx context.Context, id chat.FileID) error {
	err := lookup(string(id))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			n, err := dropFiles(ctx, tx, `id = ? AND message_id IS NULL`, id)
			if err == nil && n == 0 {
				err = chat.ErrNotFound
			}
			return err
		})
	}
	return s.fail(ctx, err, "drop file %q", id)
}

// DropWaiting implements chat.FileStore.
func (s *Store) DropWaiting(ctx context.Context, before time.Time, limit int) (int, error) {
	limit, err := pageSize(limit, 0)
	err = errors.Join(err, writable(before))
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			n, err = dropFiles(ctx, tx, `id IN (SELECT id FROM ?files WHERE message_id IS NULL AND created_at < ?
				ORDER BY created_at, id LIMIT ?) AND message_id IS NULL`, before.UTC(), limit)
			return err
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "drop waiting files")
	}
	return n, nil
}

// Dropped implements chat.FileStore.
func (s *Store) Dropped(ctx context.Context, limit int) ([]chat.FileID, error) {
	limit, err := pageSize(limit, 0)
	var ids []chat.FileID
	if err == nil {
		err = s.reading(ctx, func(db conn) error {
			ids = nil
			return db.NewRaw(`SELECT id FROM ?dropped ORDER BY id LIMIT ?`, limit).Scan(ctx, &ids)
		})
	}
	return ids, s.fail(ctx, err, "dropped files")
}

// ForgetFile implements chat.FileStore.
func (s *Store) ForgetFile(ctx context.Context, id chat.FileID) error {
	if lookup(string(id)) != nil {
		return s.fail(ctx, ctx.Err(), "forget file %q", id)
	}
	err := s.inTx(ctx, func(ctx context.Context, tx conn) error {
		_, err := tx.NewRaw(`DELETE FROM ?dropped WHERE id = ?`, id).Exec(ctx)
		return err
	})
	return s.fail(ctx, err, "forget file %q", id)
}
