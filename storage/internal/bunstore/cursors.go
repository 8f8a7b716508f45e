package bunstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// StartConsumer implements chat.CursorStore.
func (s *Store) StartConsumer(ctx context.Context, consumer string) error {
	return s.startConsumer(ctx, consumer, "rev")
}

// StartConsumerFromLog implements chat.CursorStore.
func (s *Store) StartConsumerFromLog(ctx context.Context, consumer string) error {
	return s.startConsumer(ctx, consumer, "pruned")
}

// startConsumer sets the cursors to a column of the rooms. Whoever enters the name does
// that; the others wait for that commit and find the name taken.
func (s *Store) startConsumer(ctx context.Context, consumer string, column bun.Ident) error {
	err := storable(consumer)
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			added, err := inserted(tx.NewRaw(
				`INSERT INTO ?consumers (name) VALUES (?) ON CONFLICT (name) DO NOTHING`, consumer).Exec(ctx))
			if err != nil || !added {
				return undoAfter(err)
			}
			_, err = tx.NewRaw(`INSERT INTO ?cursors (consumer, room_id, rev)
				SELECT ?, id, ? FROM ?rooms WHERE ? > 0`, consumer, column, column).Exec(ctx)
			return s.raced(err) // a user's own log may go away
		})
	}
	return s.fail(ctx, err, "start consumer %q", consumer)
}

// Cursor implements chat.CursorStore.
func (s *Store) Cursor(ctx context.Context, consumer string, room chat.RoomID) (int64, error) {
	const op = "cursor of %q in room %q"
	if storable(consumer, string(room)) != nil {
		return 0, s.fail(ctx, ctx.Err(), op, consumer, room)
	}
	var rev int64
	err := s.reading(ctx, func(db conn) error {
		return db.NewRaw(`SELECT rev FROM ?cursors WHERE consumer = ? AND room_id = ?`, consumer, room).Scan(ctx, &rev)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return rev, s.fail(ctx, err, op, consumer, room)
}

// MoveCursor implements chat.CursorStore. Without the room or the consumer there is no
// cursor to set: ErrNotFound.
func (s *Store) MoveCursor(ctx context.Context, consumer string, room chat.RoomID, rev int64) error {
	err := lookup(consumer, string(room))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error { return s.moveCursor(ctx, tx, consumer, room, rev) })
	}
	return s.fail(ctx, err, "move the cursor of %q in room %q", consumer, room)
}

func (s *Store) moveCursor(ctx context.Context, tx conn, consumer string, room chat.RoomID, rev int64) error {
	moved, err := inserted(tx.NewRaw(`INSERT INTO ?cursors AS c (consumer, room_id, rev)
		SELECT n.name, r.id, ? FROM ?consumers AS n, ?rooms AS r WHERE n.name = ? AND r.id = ? AND ? > 0
		ON CONFLICT (consumer, room_id) DO UPDATE SET rev = EXCLUDED.rev WHERE c.rev < EXCLUDED.rev`,
		rev, consumer, room, rev).Exec(ctx))
	if err != nil || moved {
		return s.raced(err)
	}
	return canMove(ctx, tx, consumer, room)
}

// canMove tells a cursor that is far enough from one that cannot be.
func canMove(ctx context.Context, tx conn, consumer string, room chat.RoomID) error {
	var one int
	err := tx.NewRaw(`SELECT 1 FROM ?consumers AS n, ?rooms AS r WHERE n.name = ? AND r.id = ?`,
		consumer, room).Scan(ctx, &one)
	return found(err)
}

// Behind implements chat.CursorStore.
func (s *Store) Behind(ctx context.Context, consumer string, after chat.RoomID, limit int) ([]chat.RoomID, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(consumer, string(after))); err != nil {
		return nil, s.fail(ctx, err, "rooms in which %q is behind", consumer)
	}
	var rooms []chat.RoomID
	err = s.reading(ctx, func(db conn) error {
		rooms = nil
		return db.NewRaw(`SELECT r.id FROM ?rooms AS r
			LEFT JOIN ?cursors AS c ON c.consumer = ? AND c.room_id = r.id
			WHERE r.id > ? AND r.rev > coalesce(c.rev, 0) ORDER BY r.id LIMIT ?`,
			consumer, after, limit).Scan(ctx, &rooms)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "rooms in which %q is behind", consumer)
	}
	return rooms, nil
}
