package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type roomRow struct {
	bun.BaseModel `bun:"alias:r"`

	ID            chat.RoomID   `bun:"id"`
	Kind          chat.RoomKind `bun:"kind"`
	Slug          string        `bun:"slug"`
	Name          string        `bun:"name"`
	Topic         string        `bun:"topic"`
	Ref           string        `bun:"ref"`
	Rev           int64         `bun:"rev"`
	Pruned        int64         `bun:"pruned"`
	RetentionDays int           `bun:"retention_days"`
	SlowModeMs    int64         `bun:"slow_mode_ms"`
	CreatedBy     chat.UserID   `bun:"created_by"`
	CreatedAt     time.Time     `bun:"created_at,nullzero"`
	ArchivedAt    time.Time     `bun:"archived_at,nullzero"`
}

func newRoomRow(r chat.Room) (roomRow, error) {
	row := roomRow{
		ID: r.ID, Kind: r.Kind, Slug: r.Slug, Name: r.Name, Topic: r.Topic, Ref: r.Ref, RetentionDays: r.RetentionDays,
		SlowModeMs: r.SlowModeMs, CreatedBy: r.CreatedBy, CreatedAt: stamp(r.CreatedAt), ArchivedAt: stamp(r.ArchivedAt),
	}
	return row, errors.Join(
		storable(string(r.ID), string(r.Kind), r.Slug, r.Name, r.Topic, r.Ref, string(r.CreatedBy)),
		writable(r.CreatedAt), writable(r.ArchivedAt))
}

func (r roomRow) room() chat.Room {
	return chat.Room{
		ID: r.ID, Kind: r.Kind, Slug: r.Slug, Name: r.Name, Topic: r.Topic, Ref: r.Ref,
		Rev: r.Rev, Pruned: r.Pruned, RetentionDays: r.RetentionDays, SlowModeMs: r.SlowModeMs,
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC(), ArchivedAt: r.ArchivedAt.UTC(),
	}
}

// CreateRoom implements chat.RoomStore.
func (s *Store) CreateRoom(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
	row, err := newRoomRow(r)
	if err != nil {
		return chat.Room{}, s.fail(ctx, err, "create room %q", r.ID)
	}
	rows, err := newMemberRows(r.ID, members)
	if err != nil {
		return chat.Room{}, s.fail(ctx, err, "create room %q", r.ID)
	}
	err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
		_, err := tx.NewInsert().Model(&row).ModelTableExpr("?rooms").Exec(ctx)
		if err != nil || len(rows) == 0 {
			return s.taken(err)
		}
		if _, err = tx.NewInsert().Model(&rows).ModelTableExpr("?members").Exec(ctx); err != nil {
			return s.taken(err)
		}
		return logAdded(ctx, tx, rows, row.CreatedBy)
	})
	if err != nil {
		return chat.Room{}, s.fail(ctx, err, "create room %q", r.ID)
	}
	return row.room(), nil
}

// Room implements chat.RoomStore.
func (s *Store) Room(ctx context.Context, id chat.RoomID) (chat.Room, error) {
	r, err := s.room(ctx, "r.id = ?", string(id))
	return r, s.fail(ctx, err, "room %q", id)
}

// RoomBySlug implements chat.RoomStore. The second condition lets the partial index
// be used, and means that a room without a slug cannot be found by it.
func (s *Store) RoomBySlug(ctx context.Context, slug string) (chat.Room, error) {
	r, err := s.room(ctx, "r.slug = ? AND r.slug <> ''", slug)
	return r, s.fail(ctx, err, "room with slug %q", slug)
}

// RoomByRef implements chat.RoomStore, as RoomBySlug does.
func (s *Store) RoomByRef(ctx context.Context, ref string) (chat.Room, error) {
	r, err := s.room(ctx, "r.ref = ? AND r.ref <> ''", ref)
	return r, s.fail(ctx, err, "room with ref %q", ref)
}

func (s *Store) room(ctx context.Context, where, key string) (chat.Room, error) {
	if err := lookup(key); err != nil {
		return chat.Room{}, err
	}
	var row roomRow
	err := s.reading(ctx, func(db conn) error {
		return db.NewSelect().Model(&row).ModelTableExpr("?rooms AS r").Where(where, key).Scan(ctx)
	})
	return row.room(), found(err)
}

// Rooms implements chat.RoomStore.
func (s *Store) Rooms(ctx context.Context, q chat.RoomQuery) ([]chat.Room, error) {
	limit, err := pageSize(q.Limit, 0)
	if err = errors.Join(err, storable(string(q.After), string(q.Member), string(q.Kind))); err != nil {
		return nil, s.fail(ctx, err, "rooms")
	}
	var rows []roomRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		query := db.NewSelect().Model(&rows).ModelTableExpr("?rooms AS r").OrderExpr("r.id").Limit(int64(limit))
		if q.All {
			return query.Where("r.id > ?", q.After).Scan(ctx)
		}
		return query.Where("r.id IN (?)", roomIDs(db, q, limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "rooms")
	}
	rooms := make([]chat.Room, len(rows))
	for i, row := range rows {
		rooms[i] = row.room()
	}
	return rooms, nil
}

// roomIDs selects the IDs that match. Each half is bounded and follows an index, so
// that a page costs the same however many rooms there are; only archived ones, and with
// a Kind those of other kinds, are passed by.
func roomIDs(db conn, q chat.RoomQuery, limit int) *bun.RawQuery {
	open, kind := q.Public && (q.Kind == "" || q.Kind == chat.Public), string(q.Kind)
	return db.NewRaw(`SELECT id FROM (SELECT id FROM ?rooms
			WHERE kind = ? AND id > ? AND ? AND (? OR archived_at IS NULL) ORDER BY id LIMIT ?) AS open
		UNION SELECT id FROM (SELECT m.room_id AS id FROM ?members AS m JOIN ?rooms AS r ON r.id = m.room_id
			WHERE m.user_id = ? AND m.room_id > ? AND ? AND (? OR r.archived_at IS NULL) AND (? = '' OR r.kind = ?)
			ORDER BY m.room_id LIMIT ?) AS own`,
		chat.Public, q.After, open, q.Archived, limit,
		q.Member, q.After, q.Member != "", q.Archived, kind, kind, limit)
}
