package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type followRow struct {
	bun.BaseModel `bun:"alias:f"`

	User    chat.UserID    `bun:"user_id"`
	Thread  chat.MessageID `bun:"thread"`
	Room    chat.RoomID    `bun:"room_id"`
	ReadSeq int64          `bun:"read_seq"`
	LastSeq int64          `bun:"last_seq,scanonly"`
	Unread  int            `bun:"unread,scanonly"`
}

func (r followRow) follow() chat.Follow {
	return chat.Follow{User: r.User, Thread: r.Thread, Room: r.Room, ReadSeq: r.ReadSeq, LastSeq: r.LastSeq, Unread: r.Unread}
}

// followOnce stores that somebody follows a thread that a message of the room began, unless
// it is known whether they do.
const followOnce = `INSERT INTO ?follows AS f (user_id, thread, room_id, following, read_seq)
	SELECT ?, id, room_id, 1, ? FROM ?messages WHERE id = ? AND room_id = ? `

const (
	orNot    = `ON CONFLICT (user_id, thread) DO NOTHING`
	orResume = `ON CONFLICT (user_id, thread) DO UPDATE SET following = 1,
		read_seq = CASE WHEN f.read_seq > EXCLUDED.read_seq THEN f.read_seq ELSE EXCLUDED.read_seq END`
)

// follow has those follow the thread of a message whom it concerns. The room is held, so
// that nobody else does it at the same time.
func follow(ctx context.Context, tx conn, m chat.Message, calls *chat.Calls) error {
	if m.Thread == "" {
		return nil
	}
	_, err := tx.NewRaw(followOnce+orResume, m.AuthorID, m.Seq, m.Thread, m.Room).Exec(ctx)
	if err == nil {
		_, err = tx.NewRaw(`INSERT INTO ?follows (user_id, thread, room_id, following, read_seq)
			SELECT author_id, id, room_id, 1, ? FROM ?messages WHERE id = ? AND room_id = ? `+orNot, m.Seq-1, m.Thread, m.Room).Exec(ctx)
	}
	if calls == nil {
		return err
	}
	for _, user := range called(&chat.Calls{Users: calls.Users}) {
		if err == nil {
			_, err = tx.NewRaw(followOnce+orNot, user, m.Seq-1, m.Thread, m.Room).Exec(ctx)
		}
	}
	return err
}

// SetFollow implements chat.FollowStore.
func (s *Store) SetFollow(ctx context.Context, f chat.Follow, on bool, at time.Time) (bool, error) {
	err := errors.Join(storable(string(f.User)), writable(at))
	if err == nil && lookup(string(f.Thread)) != nil {
		if !on {
			return false, s.fail(ctx, ctx.Err(), "follow of %q", f.User)
		}
		err = chat.ErrNotFound
	}
	changed := false
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			changed, err = setFollow(ctx, tx, f, on, stamp(at))
			return err
		})
	}
	return changed && err == nil, s.fail(ctx, err, "follow of %q", f.User)
}

// setFollow holds the room and then the user's log, as setBookmark does.
func setFollow(ctx context.Context, tx conn, f chat.Follow, on bool, at time.Time) (bool, error) {
	if on {
		if err := holdMessage(ctx, tx, f.Thread); err != nil {
			return false, err
		}
	}
	rev, err := takePersonalRev(ctx, tx, f.User, at)
	if err != nil {
		return false, err
	}
	kind := chat.ThreadUnfollowed
	step := tx.NewRaw(`UPDATE ?follows SET following = 0 WHERE user_id = ? AND thread = ? AND following = 1`, f.User, f.Thread)
	if on {
		kind = chat.ThreadFollowed
		step = tx.NewRaw(`INSERT INTO ?follows AS f (user_id, thread, room_id, following, read_seq)
			SELECT ?, id, room_id, 1, ? FROM ?messages WHERE id = ?
			ON CONFLICT (user_id, thread) DO UPDATE SET following = 1, read_seq = EXCLUDED.read_seq WHERE f.following = 0`, f.User, f.ReadSeq, f.Thread)
	}
	changed, err := inserted(step.Exec(ctx))
	if err != nil || !changed {
		return false, undoAfter(err)
	}
	return true, logEvent(ctx, tx, chat.Event{
		Room: chat.UserLog(f.User), Rev: rev, Kind: kind, Object: string(f.Thread), Actor: f.User, At: at,
	})
}

// ReadThread implements chat.FollowStore.
func (s *Store) ReadThread(ctx context.Context, user chat.UserID, thread chat.MessageID, seq int64) (moved bool, err error) {
	if lookup(string(user), string(thread)) == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			moved, err = inserted(tx.NewRaw(`UPDATE ?follows SET read_seq = ?
				WHERE user_id = ? AND thread = ? AND following = 1 AND read_seq < ?`, seq, user, thread, seq).Exec(ctx))
			return err
		})
	} else {
		err = ctx.Err()
	}
	return moved && err == nil, s.fail(ctx, err, "read thread %q by %q", thread, user)
}

// followsQuery cuts the page before anything is counted. The author is no column, as in
// countUnread.
const followsQuery = `SELECT f.user_id, f.thread, f.room_id, f.read_seq,
		coalesce((SELECT max(seq) FROM ?messages WHERE thread = f.thread AND thread <> ''), 0) AS last_seq,
		(SELECT count(*) FROM (SELECT 1 FROM ?messages AS t WHERE t.thread = f.thread AND t.thread <> '' AND t.seq > f.read_seq
			AND t.deleted_at IS NULL AND t.author_id || '' <> f.user_id ORDER BY t.seq LIMIT ?) AS capped) AS unread
	FROM (SELECT * FROM ?follows WHERE user_id = ? AND thread < ? AND following = 1 ORDER BY thread DESC LIMIT ?) AS f
	ORDER BY f.thread DESC`

// Follows implements chat.FollowStore.
func (s *Store) Follows(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.Follow, error) {
	if before == "" {
		before = maxID
	}
	return s.follows(ctx, string(user), limit, string(before), func(db conn, limit int) *bun.RawQuery {
		return db.NewRaw(followsQuery, chat.UnreadCap, user, before, limit)
	})
}

// FollowsIn implements chat.FollowStore.
func (s *Store) FollowsIn(ctx context.Context, room chat.RoomID, thread chat.MessageID, user chat.UserID, limit int) ([]chat.Follow, error) {
	return s.follows(ctx, string(room), limit, string(thread)+string(user), func(db conn, limit int) *bun.RawQuery {
		return db.NewRaw(`SELECT user_id, thread, room_id, read_seq FROM ?follows
			WHERE room_id = ? AND (thread, user_id) > (?, ?) AND following = 1 ORDER BY thread, user_id LIMIT ?`, room, thread, user, limit)
	})
}

// follows reads a page of those of somebody, or of a room; from is where it begins.
func (s *Store) follows(ctx context.Context, of string, limit int, from string, query func(db conn, limit int) *bun.RawQuery) ([]chat.Follow, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(from)); err != nil {
		return nil, s.fail(ctx, err, "follows of %q", of)
	}
	if lookup(of) != nil {
		return nil, s.fail(ctx, ctx.Err(), "follows of %q", of)
	}
	var rows []followRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return query(db, limit).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "follows of %q", of)
	}
	list := make([]chat.Follow, len(rows))
	for i, r := range rows {
		list[i] = r.follow()
	}
	return list, nil
}

// Followers implements chat.FollowStore.
func (s *Store) Followers(ctx context.Context, thread chat.MessageID, after chat.UserID, limit int) ([]chat.UserID, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "followers of %q", thread)
	}
	if lookup(string(thread)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "followers of %q", thread)
	}
	var list []chat.UserID
	err = s.reading(ctx, func(db conn) error {
		list = nil
		return db.NewRaw(`SELECT user_id FROM ?follows WHERE thread = ? AND user_id > ? AND following = 1
			ORDER BY user_id LIMIT ?`, thread, after, limit).Scan(ctx, &list)
	})
	return list, s.fail(ctx, err, "followers of %q", thread)
}

// ImportFollows implements chat.FollowStore.
func (s *Store) ImportFollows(ctx context.Context, room chat.RoomID, list []chat.Follow) (int, error) {
	err := lookup(string(room))
	for _, f := range list {
		err = errors.Join(err, storable(string(f.User), string(f.Thread)))
	}
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			n = 0
			if _, err := holdRoom(ctx, tx, room); err != nil {
				return err
			}
			for _, f := range list {
				added, err := inserted(tx.NewRaw(followOnce+orNot, f.User, f.ReadSeq, f.Thread, room).Exec(ctx))
				if err != nil {
					return err
				}
				if added {
					n++
				}
			}
			return nil
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "import follows into room %q", room)
	}
	return n, nil
}
