package bunstore

import (
	"context"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// ImportReactions implements chat.ReactionStore.
func (s *Store) ImportReactions(ctx context.Context, room chat.RoomID, list []chat.Reaction) (int, error) {
	rows := make([]reactionRow, len(list))
	err := lookup(string(room))
	for i, r := range list {
		rows[i] = reactionRow{Message: r.Message, Emoji: r.Emoji, User: r.User, Room: room, Rev: r.Rev, At: stamp(r.At)}
		err = errors.Join(err, storable(string(r.Message), r.Emoji, string(r.User)), writable(r.At))
	}
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			n, err = importReactions(ctx, tx, room, rows)
			return err
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "import reactions into room %q", room)
	}
	return n, nil
}

func importReactions(ctx context.Context, tx conn, room chat.RoomID, rows []reactionRow) (int, error) {
	if _, err := holdRoom(ctx, tx, room); err != nil {
		return 0, err
	}
	return importAnswers(ctx, tx, room, rows, func(r reactionRow) chat.MessageID { return r.Message }, func(part *[]reactionRow) *bun.InsertQuery {
		return tx.NewInsert().Model(part).ModelTableExpr("?reactions").On("CONFLICT (message_id, emoji, user_id) DO NOTHING")
	})
}

// importAnswers inserts those of the rows that belong to messages of the room which are no
// tombstones, and tells how many were new.
func importAnswers[T any](
	ctx context.Context, tx conn, room chat.RoomID, rows []T, id func(T) chat.MessageID, insert func(part *[]T) *bun.InsertQuery,
) (int, error) {
	n := 0
	for part := range slices.Chunk(rows, importAtOnce) {
		ids := make([]chat.MessageID, len(part))
		for i, row := range part {
			ids[i] = id(row)
		}
		var there []chat.MessageID
		if err := tx.NewRaw(`SELECT id FROM ?messages WHERE id IN (?) AND room_id = ? AND deleted_at IS NULL`,
			bun.List(ids), room).Scan(ctx, &there); err != nil {
			return 0, err
		}
		part = slices.DeleteFunc(slices.Clone(part), func(row T) bool { return !slices.Contains(there, id(row)) })
		if len(part) == 0 {
			continue
		}
		res, err := insert(&part).Exec(ctx)
		if err != nil {
			return 0, err
		}
		stored, err := res.RowsAffected()
		if err != nil {
			return 0, err
		}
		n += int(stored)
	}
	return n, nil
}
