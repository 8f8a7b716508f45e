package bunstore

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type eventRow struct {
	bun.BaseModel `bun:"alias:e"`

	Room     chat.RoomID    `bun:"room_id"`
	Rev      int64          `bun:"rev"`
	Kind     chat.EventKind `bun:"kind"`
	Object   string         `bun:"object_id"`
	Actor    chat.UserID    `bun:"actor_id"`
	ClientID string         `bun:"client_id"`
	At       time.Time      `bun:"at,nullzero"`
}

func (r eventRow) event() chat.Event {
	return chat.Event{
		Room: r.Room, Rev: r.Rev, Kind: r.Kind, Object: r.Object,
		Actor: r.Actor, ClientID: r.ClientID, At: r.At.UTC(),
	}
}

const insertEventQuery = `INSERT INTO ?events (room_id, rev, kind, object_id, actor_id, client_id, at)
	VALUES (?, ?, ?, ?, ?, ?, ?)`

// logEvent writes the log entry of the rev that the transaction took.
func logEvent(ctx context.Context, tx conn, ev chat.Event) error {
	_, err := tx.newHot(insertEventQuery, ev.Room, ev.Rev, ev.Kind, ev.Object, ev.Actor, ev.ClientID, ev.At).Exec(ctx)
	if err == nil && tx.logged != nil {
		*tx.logged = append(*tx.logged, ev)
	}
	return err
}

// Events implements chat.EventStore.
func (s *Store) Events(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
	limit, err := pageSize(limit, 0)
	if err == nil {
		err = lookup(string(room))
	}
	var rows []eventRow
	if err == nil {
		err = s.reading(ctx, func(db conn) (err error) {
			rows, err = readEvents(ctx, db, room, after, limit)
			return err
		})
	}
	if err != nil {
		return nil, s.fail(ctx, found(err), "events of room %q", room)
	}
	events := make([]chat.Event, len(rows))
	for i, row := range rows {
		events[i] = row.event()
	}
	return events, nil
}

// readEvents reads the rows before it asks what has been pruned: pruned only grows,
// so rows that are still whole by then were whole when they were read.
func readEvents(ctx context.Context, db conn, room chat.RoomID, after int64, limit int) ([]eventRow, error) {
	var rows []eventRow
	err := db.NewSelect().Model(&rows).ModelTableExpr("?events AS e").
		Where("e.room_id = ? AND e.rev > ?", room, after).
		OrderExpr("e.rev").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, err
	}
	var pruned int64
	if err := db.NewRaw(`SELECT pruned FROM ?rooms WHERE id = ?`, room).Scan(ctx, &pruned); err != nil {
		return nil, err
	}
	if after < pruned {
		return nil, chat.ErrGone
	}
	return rows, nil
}
