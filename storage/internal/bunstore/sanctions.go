package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type sanctionRow struct {
	bun.BaseModel `bun:"alias:s"`

	User   chat.UserID       `bun:"user_id"`
	Room   chat.RoomID       `bun:"room_id"`
	Kind   chat.SanctionKind `bun:"kind"`
	By     chat.UserID       `bun:"by_id"`
	Reason string            `bun:"reason"`
	At     time.Time         `bun:"at,nullzero"`
	Until  time.Time         `bun:"until,nullzero"`
}

func newSanctionRow(s chat.Sanction) (sanctionRow, error) {
	row := sanctionRow{User: s.User, Room: s.Room, Kind: s.Kind, By: s.By, Reason: s.Reason, At: stamp(s.At), Until: stamp(s.Until)}
	return row, errors.Join(storable(string(s.User), string(s.Room), string(s.Kind), string(s.By), s.Reason), writable(s.At, s.Until))
}

func (r sanctionRow) sanction() chat.Sanction {
	return chat.Sanction{User: r.User, Room: r.Room, Kind: r.Kind, By: r.By, Reason: r.Reason, At: r.At.UTC(), Until: r.Until.UTC()}
}

// SetSanction implements chat.SanctionStore.
func (s *Store) SetSanction(ctx context.Context, given chat.Sanction, act chat.Act, check func(m chat.Member, owners int) error) error {
	const op = "set %s of %q"
	row, err := newSanctionRow(given)
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			if row.Room != "" {
				if err := sanctionIn(ctx, tx, row, check); err != nil {
					return err
				}
			}
			_, err := tx.NewInsert().Model(&row).ModelTableExpr("?sanctions").On("CONFLICT (user_id, room_id, kind) DO UPDATE").
				Set("by_id = EXCLUDED.by_id, reason = EXCLUDED.reason").Set("at = EXCLUDED.at, until = EXCLUDED.until").Exec(ctx)
			if err != nil {
				return err
			}
			return logAct(ctx, tx, &act)
		})
	}
	return s.fail(ctx, err, op, given.Kind, given.User)
}

// sanctionIn does what comes of a sanction in its room.
func sanctionIn(ctx context.Context, tx conn, row sanctionRow, check func(m chat.Member, owners int) error) error {
	rev, err := takeRev(ctx, tx, row.Room)
	if err != nil {
		return err
	}
	now := memberRow{Room: row.Room, User: row.User}
	err = found(selectMember(ctx, tx, row.Room, row.User, &now))
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return err
	}
	out := err == nil && row.Kind == chat.Ban
	owners, err := countOwners(ctx, tx, row.Room)
	if err == nil {
		err = check(now.member(), owners)
	}
	if err == nil && out {
		rev, err = expelled(ctx, tx, row, rev)
	}
	if err != nil {
		return err
	}
	return logSanction(ctx, tx, row, rev, chat.MemberMuted, chat.MemberBanned)
}

// expelled removes a member who is being banned, and takes the rev for the ban itself.
func expelled(ctx context.Context, tx conn, row sanctionRow, rev int64) (int64, error) {
	if _, err := tx.NewRaw(`DELETE FROM ?members WHERE room_id = ? AND user_id = ?`, row.Room, row.User).Exec(ctx); err != nil {
		return 0, err
	}
	ev := chat.Event{Room: row.Room, Rev: rev, Kind: chat.MemberLeft, Object: string(row.User), Actor: row.By, At: row.At}
	if err := logEvent(ctx, tx, ev); err != nil {
		return 0, err
	}
	ev.Kind, ev.Object = chat.RoomRemoved, string(row.Room)
	if err := logPersonally(ctx, tx, row.User, ev); err != nil {
		return 0, err
	}
	return takeRev(ctx, tx, row.Room)
}

func logSanction(ctx context.Context, tx conn, row sanctionRow, rev int64, mute, ban chat.EventKind) error {
	kind := ban
	if row.Kind == chat.Mute {
		kind = mute
	}
	return logEvent(ctx, tx, chat.Event{Room: row.Room, Rev: rev, Kind: kind, Object: string(row.User), Actor: row.By, At: row.At})
}

// LiftSanction implements chat.SanctionStore.
func (s *Store) LiftSanction(ctx context.Context, given chat.Sanction, act chat.Act) error {
	const op = "lift %s of %q"
	row := sanctionRow{User: given.User, Room: given.Room, Kind: given.Kind, By: act.Actor, At: stamp(act.At)}
	err := lookup(string(row.User), string(row.Room), string(row.Kind))
	if err = errors.Join(err, storable(string(act.Actor)), writable(act.At)); err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error { return lift(ctx, tx, row, act) })
	}
	return s.fail(ctx, err, op, given.Kind, given.User)
}

func lift(ctx context.Context, tx conn, row sanctionRow, act chat.Act) (err error) {
	var rev int64
	if row.Room != "" {
		if rev, err = takeRev(ctx, tx, row.Room); err != nil {
			return err
		}
	}
	did, err := inserted(tx.NewRaw(`DELETE FROM ?sanctions WHERE user_id = ? AND room_id = ? AND kind = ?`, row.User, row.Room, row.Kind).Exec(ctx))
	switch {
	case err != nil:
		return err
	case !did:
		return chat.ErrNotFound
	case row.Room != "":
		err = logSanction(ctx, tx, row, rev, chat.MemberUnmuted, chat.MemberUnbanned)
	}
	if err != nil {
		return err
	}
	return logAct(ctx, tx, &act)
}

// notBanned is chat.ErrBanned for who may not join the room, which is being held.
func notBanned(ctx context.Context, tx conn, m memberRow) error {
	n := 0
	err := tx.NewRaw(`SELECT count(*) FROM ?sanctions WHERE user_id = ? AND room_id = ? AND kind = ? AND (until IS NULL OR until > ?)`,
		m.User, m.Room, chat.Ban, m.JoinedAt).Scan(ctx, &n)
	if err == nil && n > 0 {
		err = chat.ErrBanned
	}
	return err
}

// SanctionsOn implements chat.SanctionStore.
func (s *Store) SanctionsOn(ctx context.Context, user chat.UserID, rooms ...chat.RoomID) ([]chat.Sanction, error) {
	var list []chat.Sanction
	for part := range parts(append([]chat.RoomID{""}, rooms...)) {
		some, err := s.sanctions(ctx, 0, string(user), "", "s.user_id = ? AND s.room_id IN (?)", user, bun.List(part))
		if err != nil {
			return nil, s.fail(ctx, err, "sanctions on %q", user)
		}
		list = append(list, some...)
	}
	return list, nil
}

// Sanctions implements chat.SanctionStore.
func (s *Store) Sanctions(ctx context.Context, room chat.RoomID, kind chat.SanctionKind, after chat.UserID, limit int) ([]chat.Sanction, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "sanctions in room %q", room)
	}
	list, err := s.sanctions(ctx, limit, string(room), "s.user_id", "s.room_id = ? AND s.kind = ? AND s.user_id > ?", room, kind, after)
	return list, s.fail(ctx, err, "sanctions in room %q", room)
}

// SanctionsOf implements chat.SanctionStore.
func (s *Store) SanctionsOf(ctx context.Context, user chat.UserID, after chat.Sanction, limit int) ([]chat.Sanction, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after.Room), string(after.Kind))); err != nil {
		return nil, s.fail(ctx, err, "sanctions of %q", user)
	}
	list, err := s.sanctions(ctx, limit, string(user), "s.room_id, s.kind",
		"s.user_id = ? AND (s.room_id, s.kind) > (?, ?)", user, after.Room, after.Kind)
	return list, s.fail(ctx, err, "sanctions of %q", user)
}

// sanctions reads a page, with a limit of 0 all; there is none where key cannot be.
func (s *Store) sanctions(ctx context.Context, limit int, key, order, where string, args ...any) ([]chat.Sanction, error) {
	if lookup(key) != nil {
		return nil, ctx.Err()
	}
	var rows []sanctionRow
	err := s.reading(ctx, func(db conn) error {
		rows = nil
		sel := db.NewSelect().Model(&rows).ModelTableExpr("?sanctions AS s").Where(where, args...)
		if limit > 0 {
			sel.OrderExpr(order).Limit(int64(limit))
		}
		return sel.Scan(ctx)
	})
	var list []chat.Sanction
	for _, row := range rows {
		list = append(list, row.sanction())
	}
	return list, err
}
