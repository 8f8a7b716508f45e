package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/parleychat/parley/chat"
)

// MarkRead implements chat.MemberStore.
func (s *Store) MarkRead(ctx context.Context, room chat.RoomID, user chat.UserID, seq int64, back bool) (chat.Member, bool, error) {
	err := lookup(string(room), string(user))
	var row memberRow
	moved := false
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			if moved, err = moveRead(ctx, tx, room, user, seq, back); err != nil {
				return err
			}
			return selectMember(ctx, tx, room, user, &row)
		})
	}
	if err != nil {
		return chat.Member{}, false, s.fail(ctx, found(err), "mark read in room %q by %q", room, user)
	}
	return row.member(), moved, nil
}

// moveRead moves a cursor, and tells whether it did. Rooms only ever go forward, so their
// rev may be read without a lock.
func moveRead(ctx context.Context, tx conn, room chat.RoomID, user chat.UserID, seq int64, back bool) (bool, error) {
	wanted := `read_seq <`
	if back {
		wanted = `read_seq <>`
	}
	return inserted(tx.NewRaw(`UPDATE ?members SET read_seq =
			(SELECT CASE WHEN r.rev < ? THEN r.rev ELSE ? END FROM ?rooms AS r WHERE r.id = ?)
		WHERE room_id = ? AND user_id = ? AND `+wanted+`
			(SELECT CASE WHEN r.rev < ? THEN r.rev ELSE ? END FROM ?rooms AS r WHERE r.id = ?)`,
		seq, seq, room, room, user, seq, seq, room).Exec(ctx))
}

type unreadRow struct {
	Room     chat.RoomID `bun:"room_id"`
	ReadSeq  int64       `bun:"read_seq"`
	LastSeq  int64       `bun:"last_seq"`
	Count    int         `bun:"unread"`
	Mentions int         `bun:"mentions"`

	Notify      chat.NotifyLevel `bun:"notify"`
	NotifyAfter time.Time        `bun:"notify_after"`
}

func (r unreadRow) unread() chat.Unread {
	return chat.Unread{Room: r.Room, ReadSeq: r.ReadSeq, LastSeq: r.LastSeq, Count: r.Count, Mentions: r.Mentions,
		Notify: chat.Notify{Level: r.Notify, MuteUntil: r.NotifyAfter.UTC()}}
}

// near is how many revs beyond what somebody read are looked at first.
const near = 1000

// What counts, up to a cap, what others said in a room; a bound of seq may stand between.
//
// The author is no column there, so that the planner of PostgreSQL does not expect to find
// next to nothing where few people wrote much.
const (
	countUnread = `(SELECT count(*) FROM (SELECT 1 FROM ?messages AS t WHERE t.room_id = r.room_id AND t.seq > r.read_seq
		AND t.main = 1 AND t.deleted_at IS NULL AND t.author_id || '' <> r.user_id `
	upToTheCap = ` ORDER BY t.seq LIMIT ?) AS capped)`

	// Those that call the user and those that call everybody are two stretches of one index.
	countMentions = `(SELECT count(*) FROM (SELECT seq FROM (SELECT x.seq FROM ?mentions AS x
			WHERE x.user_id = r.user_id AND x.room_id = r.room_id AND x.seq > r.read_seq AND x.author_id <> r.user_id
			ORDER BY x.seq LIMIT ?) AS own
		UNION SELECT seq FROM (SELECT x.seq FROM ?mentions AS x
			WHERE x.user_id = '' AND x.room_id = r.room_id AND x.seq > r.read_seq AND x.author_id <> r.user_id
			ORDER BY x.seq LIMIT ?) AS shared ORDER BY seq LIMIT ?) AS capped)`
)

// A query for what is unread cuts the page of rooms before anything is counted, and then
// looks at a few messages of each, which mostly is enough. Looking at all of them at once
// would be left to PostgreSQL, which does not know the room when it decides how: prepared
// for a small one it reads and sorts all of a large one. Where those few are not enough it
// still may.
const (
	unreadCounts = `SELECT r.room_id, r.read_seq, r.notify, r.notify_after, r.last_seq,
		CASE WHEN r.unread < ? AND r.last_seq > r.read_seq + ? THEN ` + countUnread + upToTheCap + ` ELSE r.unread END AS unread,
		` + countMentions + ` AS mentions
	FROM (SELECT r.room_id, r.user_id, r.read_seq, r.notify, r.notify_after,
			coalesce((SELECT max(seq) FROM ?messages WHERE room_id = r.room_id AND main = 1), 0) AS last_seq,
			` + countUnread + `AND t.seq <= r.read_seq + ?` + upToTheCap + ` AS unread
		FROM (`
	unreadOf = unreadCounts + `SELECT room_id, user_id, read_seq, notify, notify_after FROM ?members WHERE `
	ofThese  = `) AS r
		ORDER BY r.room_id LIMIT ?) AS r
	ORDER BY r.room_id`

	unreadQuery   = unreadOf + `user_id = ? AND room_id > ? ORDER BY room_id LIMIT ?` + ofThese
	unreadInQuery = unreadOf + `room_id = ? AND user_id = ?` + ofThese
)

// unreadBounds are the arguments of unreadCounts.
func unreadBounds() []any {
	const most = chat.UnreadCap
	return []any{most, near, most, most, most, most, near, most}
}

// UnreadIn implements chat.MemberStore.
func (s *Store) UnreadIn(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Unread, error) {
	err := lookup(string(room), string(user))
	var row unreadRow
	if err == nil {
		err = s.reading(ctx, func(db conn) error {
			return db.NewRaw(unreadInQuery, append(unreadBounds(), room, user, 1)...).Scan(ctx, &row)
		})
	}
	if err != nil {
		return chat.Unread{}, s.fail(ctx, found(err), "unread of %q in room %q", user, room)
	}
	return row.unread(), nil
}

// Unread implements chat.MemberStore. Each count stops at the cap, so that it costs the
// same however many messages there are; only what the user wrote beyond ReadSeq is passed
// by.
func (s *Store) Unread(ctx context.Context, user chat.UserID, after chat.RoomID, limit int) ([]chat.Unread, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "unread of %q", user)
	}
	if lookup(string(user)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "unread of %q", user)
	}
	var rows []unreadRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewRaw(unreadQuery, append(unreadBounds(), user, after, limit, limit)...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "unread of %q", user)
	}
	list := make([]chat.Unread, len(rows))
	for i, row := range rows {
		list[i] = row.unread()
	}
	return list, nil
}
