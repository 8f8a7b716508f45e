package bunstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// maxSeq is the highest Seq to import. Above it there is room for what follows in
// every client, whose numbers may end at 2^53.
const maxSeq = 1 << 52

// importAtOnce bounds how long one statement of an import gets.
const importAtOnce = 200

// ImportMessages implements chat.MessageStore.
func (s *Store) ImportMessages(ctx context.Context, room chat.RoomID, list []chat.Message) (int, error) {
	rows, err := newImportRows(room, list)
	if err == nil {
		err = lookup(string(room))
	}
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			n, err = s.importRows(ctx, tx, room, rows)
			return err
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "import into room %q", room)
	}
	return n, nil
}

func newImportRows(room chat.RoomID, list []chat.Message) ([]messageRow, error) {
	rows := make([]messageRow, len(list))
	for i, m := range list {
		if m.Room != "" && m.Room != room {
			return nil, fmt.Errorf("message %q is of room %q", m.ID, m.Room)
		}
		if m.Seq > maxSeq {
			return nil, fmt.Errorf("message %q: seq %d leaves no room above it", m.ID, m.Seq)
		}
		m.Room, m.Rev = room, m.Seq
		var err error
		if rows[i], err = newMessageRow(m); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (s *Store) importRows(ctx context.Context, tx conn, room chat.RoomID, rows []messageRow) (int, error) {
	rev, err := holdRoom(ctx, tx, room)
	if err != nil {
		return 0, err
	}
	var above, below []messageRow
	for _, row := range rows {
		if row.Seq > rev {
			above = append(above, row)
		} else {
			below = append(below, row)
		}
	}
	n := 0
	for part := range slices.Chunk(above, importAtOnce) {
		res, err := tx.NewInsert().Model(&part).ModelTableExpr("?messages").
			On("CONFLICT (room_id, author_id, client_id) DO NOTHING").Exec(ctx)
		if err != nil {
			return 0, s.taken(err)
		}
		stored, err := res.RowsAffected()
		if err != nil {
			return 0, err
		}
		n += int(stored)
	}
	if err := allKnown(ctx, tx, room, below); err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, errUndo
	}
	return n, raise(ctx, tx, room)
}

// allKnown makes sure that rows which came too late for their seq are ones that the
// room has already.
func allKnown(ctx context.Context, tx conn, room chat.RoomID, rows []messageRow) error {
	type key struct{ Author, ClientID string }
	for part := range slices.Chunk(rows, importAtOnce) {
		keys := make(map[key]bool, len(part))
		pairs := make([]bun.TupleValues, 0, len(part))
		for _, row := range part {
			k := key{string(row.Author), row.ClientID}
			if !keys[k] {
				keys[k] = true
				pairs = append(pairs, bun.Tuple([]string{k.Author, k.ClientID}))
			}
		}
		known := 0
		err := tx.NewRaw(`SELECT count(*) FROM ?messages
			WHERE room_id = ? AND (author_id, client_id) IN (VALUES ?)`, room, bun.List(pairs)).Scan(ctx, &known)
		if err != nil {
			return err
		}
		if known < len(pairs) {
			return fmt.Errorf("seq not above the rev of the room: %w", chat.ErrExists)
		}
	}
	return nil
}

// raise sets the room's rev and pruned to its highest seq. What the log holds below
// cannot be followed up to there any more, so it goes.
func raise(ctx context.Context, tx conn, room chat.RoomID) error {
	var top int64
	err := tx.NewRaw(`SELECT max(seq) FROM ?messages WHERE room_id = ?`, room).Scan(ctx, &top)
	if err != nil {
		return err
	}
	return advance(ctx, tx, room, top)
}
