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
	n := 0
	for part := range slices.Chunk(rows, importAtOnce) {
		part, err := answerable(ctx, tx, room, part)
		if err != nil {
			return 0, err
		}
		if len(part) == 0 {
			continue
		}
		res, err := tx.NewInsert().Model(&part).ModelTableExpr("?reactions").
			On("CONFLICT (message_id, emoji, user_id) DO NOTHING").Exec(ctx)
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

// answerable are the rows to messages of the room that are no tombstones.
func answerable(ctx context.Context, tx conn, room chat.RoomID, rows []reactionRow) ([]reactionRow, error) {
	ids := make([]chat.MessageID, len(rows))
	for i, row := range rows {
		ids[i] = row.Message
	}
	var there []chat.MessageID
	err := tx.NewRaw(`SELECT id FROM ?messages WHERE id IN (?) AND room_id = ? AND deleted_at IS NULL`, bun.List(ids), room).Scan(ctx, &there)
	return slices.DeleteFunc(slices.Clone(rows), func(row reactionRow) bool { return !slices.Contains(there, row.Message) }), err
}
