package bunstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type memberRow struct {
	bun.BaseModel `bun:"alias:m"`

	Room     chat.RoomID `bun:"room_id"`
	User     chat.UserID `bun:"user_id"`
	Role     chat.Role   `bun:"role"`
	JoinedAt time.Time   `bun:"joined_at,nullzero"`
	ReadSeq  int64       `bun:"read_seq"`

	Notify      chat.NotifyLevel `bun:"notify"`
	NotifyAfter time.Time        `bun:"notify_after,nullzero"`
}

func newMemberRow(m chat.Member) (memberRow, error) {
	row := memberRow{Room: m.Room, User: m.User, Role: m.Role, JoinedAt: stamp(m.JoinedAt), ReadSeq: m.ReadSeq,
		Notify: m.Notify.Level, NotifyAfter: stamp(m.Notify.MuteUntil)}
	return row, errors.Join(
		storable(string(m.Room), string(m.User), string(m.Role), string(m.Notify.Level)), writable(m.JoinedAt, m.Notify.MuteUntil))
}

// newMemberRows makes the first members of a room.
func newMemberRows(room chat.RoomID, members []chat.Member) ([]memberRow, error) {
	rows := make([]memberRow, len(members))
	for i, m := range members {
		if m.Room != "" && m.Room != room {
			return nil, fmt.Errorf("member %q is of room %q", m.User, m.Room)
		}
		m.Room = room
		var err error
		if rows[i], err = newMemberRow(m); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (r memberRow) member() chat.Member {
	return chat.Member{Room: r.Room, User: r.User, Role: r.Role, JoinedAt: r.JoinedAt.UTC(), ReadSeq: r.ReadSeq,
		Notify: chat.Notify{Level: r.Notify, MuteUntil: r.NotifyAfter.UTC()}}
}

// AddMember implements chat.MemberStore.
func (s *Store) AddMember(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
	const op = "add member %q to room %q"
	row, err := newMemberRow(m)
	if err = errors.Join(err, storable(string(by))); err != nil {
		return chat.Member{}, false, s.fail(ctx, err, op, m.User, m.Room)
	}
	stored, added := row, true
	err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
		stored = row
		added, err = join(ctx, tx, &stored, by)
		return err
	})
	if err != nil {
		return chat.Member{}, false, s.fail(ctx, err, op, m.User, m.Room)
	}
	return stored.member(), added, nil
}

// join adds a member and logs it. For somebody who is one already row becomes theirs,
// and the transaction is over.
func join(ctx context.Context, tx conn, row *memberRow, by chat.UserID) (bool, error) {
	rev, err := takeRev(ctx, tx, row.Room)
	if err == nil {
		err = notBanned(ctx, tx, *row)
	}
	if err != nil {
		return false, err
	}
	added, err := inserted(tx.NewInsert().Model(row).ModelTableExpr("?members").
		On("CONFLICT (room_id, user_id) DO NOTHING").Exec(ctx))
	if err != nil {
		return false, err
	}
	if !added {
		return false, undoAfter(selectMember(ctx, tx, row.Room, row.User, row))
	}
	err = logEvent(ctx, tx, chat.Event{
		Room: row.Room, Rev: rev, Kind: chat.MemberJoined, Object: string(row.User), Actor: by, At: row.JoinedAt,
	})
	if err != nil {
		return false, err
	}
	return true, logAdded(ctx, tx, []memberRow{*row}, by)
}

// Member implements chat.MemberStore.
func (s *Store) Member(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Member, error) {
	var row memberRow
	err := lookup(string(room), string(user))
	if err == nil {
		err = s.reading(ctx, func(db conn) error { return selectMember(ctx, db, room, user, &row) })
	}
	return row.member(), s.fail(ctx, found(err), "member %q of room %q", user, room)
}

func selectMember(ctx context.Context, db conn, room chat.RoomID, user chat.UserID, row *memberRow) error {
	return db.NewSelect().Model(row).ModelTableExpr("?members AS m").
		Where("m.room_id = ? AND m.user_id = ?", room, user).Scan(ctx)
}

// Members implements chat.MemberStore.
func (s *Store) Members(ctx context.Context, room chat.RoomID, after chat.UserID, limit int) ([]chat.Member, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "members of room %q", room)
	}
	if lookup(string(room)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "members of room %q", room)
	}
	var rows []memberRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?members AS m").
			Where("m.room_id = ? AND m.user_id > ?", room, after).
			OrderExpr("m.user_id").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "members of room %q", room)
	}
	return membersIn(rows), nil
}

func membersIn(rows []memberRow) []chat.Member {
	members := make([]chat.Member, len(rows))
	for i, row := range rows {
		members[i] = row.member()
	}
	return members
}

// MembersOf implements chat.MemberStore.
func (s *Store) MembersOf(ctx context.Context, rooms []chat.RoomID, most int) ([]chat.Member, error) {
	most, err := pageSize(most, 0)
	if err != nil {
		return nil, s.fail(ctx, err, "members of rooms")
	}
	var list []chat.Member
	for part := range parts(rooms) {
		var rows []memberRow
		err := s.reading(ctx, func(db conn) error {
			rows = nil
			return db.NewRaw(`SELECT room_id, user_id, role, joined_at, read_seq, notify, notify_after FROM (
					SELECT m.*, row_number() OVER (PARTITION BY m.room_id ORDER BY m.user_id) AS place FROM ?members AS m WHERE m.room_id IN (?)
				) AS x WHERE place <= ? ORDER BY room_id, user_id`, bun.List(part), most).Scan(ctx, &rows)
		})
		if err != nil {
			return nil, s.fail(ctx, err, "members of rooms")
		}
		list = append(list, membersIn(rows)...)
	}
	return list, s.fail(ctx, ctx.Err(), "members of rooms")
}
