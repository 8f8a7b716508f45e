package bunstore

import (
	"context"
	"database/sql"

	"github.com/parleychat/parley/chat"
)

const takeRevQuery = `UPDATE ?rooms SET rev = rev + 1 WHERE id = ? RETURNING rev`

// takeRev takes the room's next rev. It is the first statement of its transaction:
// whoever holds the number holds the room until the commit.
func takeRev(ctx context.Context, tx conn, room chat.RoomID) (int64, error) {
	var rev int64
	err := tx.newHot(takeRevQuery, room).Scan(ctx, &rev)
	return rev, found(err)
}

// takeRevOf does the same for the room of a message, which never changes.
func takeRevOf(ctx context.Context, tx conn, id chat.MessageID) (int64, error) {
	var rev int64
	err := tx.NewRaw(`UPDATE ?rooms SET rev = rev + 1
		WHERE id = (SELECT room_id FROM ?messages WHERE id = ?) RETURNING rev`, id).Scan(ctx, &rev)
	return rev, found(err)
}

// holdRoom locks the room without taking a rev and returns the latest one.
func holdRoom(ctx context.Context, tx conn, room chat.RoomID) (int64, error) {
	var rev int64
	err := tx.NewRaw(`UPDATE ?rooms SET rev = rev WHERE id = ? RETURNING rev`, room).Scan(ctx, &rev)
	return rev, found(err)
}

// inserted tells whether an INSERT … ON CONFLICT DO NOTHING did something.
func inserted(res sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// undoAfter ends the transaction without a trace once err, if any, is dealt with.
func undoAfter(err error) error {
	if err != nil {
		return err
	}
	return errUndo
}
