package bunstore

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/parleychat/parley/chat"
)

// ExpireMessages implements chat.MessageStore.
func (s *Store) ExpireMessages(
	ctx context.Context, room chat.RoomID, before time.Time, limit int, at time.Time,
) (int, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, writable(at)); err == nil {
		err = lookup(string(room))
	}
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			n, err = expire(ctx, tx, room, before, limit, stamp(at))
			return err
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "expire messages of room %q", room)
	}
	return n, nil
}

func expire(ctx context.Context, tx conn, room chat.RoomID, before time.Time, limit int, at time.Time) (int, error) {
	rev, err := takeRev(ctx, tx, room)
	if err != nil {
		return 0, err
	}
	// In order of seq up to the first that is too young: a clock that went backwards must
	// not make holes.
	var old []struct {
		Seq     int64     `bun:"seq"`
		Created time.Time `bun:"created_at,nullzero"`
	}
	err = tx.NewRaw(`SELECT seq, created_at FROM ?messages WHERE room_id = ? ORDER BY seq LIMIT ?`, room, limit).Scan(ctx, &old)
	if err != nil {
		return 0, err
	}
	n := 0
	for n < len(old) && old[n].Created.Before(before) {
		n++
	}
	if n == 0 {
		return 0, errUndo
	}
	last := old[n-1].Seq
	if _, err := dropFiles(ctx, tx, `message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND seq <= ?)`, room, last); err != nil {
		return 0, err
	}
	for _, step := range []string{
		`DELETE FROM ?reactions WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND seq <= ?)`,
		`DELETE FROM ?revisions WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND seq <= ?)`,
		`DELETE FROM ?bookmarks WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND seq <= ?)`,
		`DELETE FROM ?reports WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND seq <= ?)`,
		`DELETE FROM ?findable WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND seq <= ?)`,
		`DELETE FROM ?mentions WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND seq <= ?)`,
		`DELETE FROM ?follows WHERE thread IN (SELECT id FROM ?messages WHERE room_id = ? AND seq <= ?)`,
		`DELETE FROM ?messages WHERE room_id = ? AND seq <= ?`,
	} {
		if _, err := tx.NewRaw(step, room, last).Exec(ctx); err != nil {
			return 0, err
		}
	}
	return n, logEvent(ctx, tx, chat.Event{
		Room: room, Rev: rev, Kind: chat.MessagesExpired, Object: strconv.FormatInt(last, 10), At: at,
	})
}

// PruneEvents implements chat.EventStore.
func (s *Store) PruneEvents(ctx context.Context, room chat.RoomID, before time.Time, limit int) (int, error) {
	limit, err := pageSize(limit, 0)
	if err == nil {
		err = lookup(string(room))
	}
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			n, err = prune(ctx, tx, room, before, limit)
			return err
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "prune events of room %q", room)
	}
	return n, nil
}

func prune(ctx context.Context, tx conn, room chat.RoomID, before time.Time, limit int) (int, error) {
	if _, err := holdRoom(ctx, tx, room); err != nil {
		return 0, err
	}
	told, err := toldUpTo(ctx, tx, room)
	if err != nil {
		return 0, err
	}
	var rows []eventRow
	err = tx.NewSelect().Model(&rows).ModelTableExpr("?events AS e").Column("rev", "at").
		Where("e.room_id = ?", room).OrderExpr("e.rev").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for n < len(rows) && rows[n].Rev <= told && rows[n].At.Before(before) {
		n++
	}
	if n == 0 {
		return 0, errUndo
	}
	last := rows[n-1].Rev
	if _, err := tx.NewRaw(`DELETE FROM ?events WHERE room_id = ? AND rev <= ?`, room, last).Exec(ctx); err != nil {
		return 0, err
	}
	_, err = tx.NewRaw(`UPDATE ?rooms SET pruned = ? WHERE id = ?`, last, room).Exec(ctx)
	return n, err
}

// toldUpTo is the rev up to which every consumer was told about the room.
func toldUpTo(ctx context.Context, tx conn, room chat.RoomID) (int64, error) {
	var rev int64
	err := tx.NewRaw(`SELECT coalesce(min(coalesce(c.rev, 0)), ?) FROM ?consumers AS n
		LEFT JOIN ?cursors AS c ON c.consumer = n.name AND c.room_id = ?`, int64(maxRev), room).Scan(ctx, &rev)
	return rev, err
}

// maxRev is above every rev.
const maxRev = 1 << 62
