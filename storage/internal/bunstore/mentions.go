package bunstore

import (
	"context"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type mentionRow struct {
	bun.BaseModel `bun:"alias:x"`

	User    chat.UserID    `bun:"user_id"`
	Room    chat.RoomID    `bun:"room_id"`
	Seq     int64          `bun:"seq"`
	Message chat.MessageID `bun:"message_id"`
	Author  chat.UserID    `bun:"author_id"`
}

// everybody is the user of a mention of all who are in the room.
const everybody = chat.UserID("")

// call stores whom a message calls, and tells those whom it did not call before. Their logs
// come last and in the order of their IDs, as in logAdded.
func call(ctx context.Context, tx conn, m chat.Message, calls *chat.Calls, c chat.Change) error {
	if calls == nil || m.Deleted() {
		return nil
	}
	var before []chat.UserID
	if m.Rev != m.Seq {
		err := tx.NewRaw(`DELETE FROM ?mentions WHERE message_id = ? RETURNING user_id`, m.ID).Scan(ctx, &before)
		if err != nil {
			return err
		}
	}
	now := called(calls)
	if err := insertMentions(ctx, tx, m, now); err != nil {
		return err
	}
	for _, user := range news(calls, before, m.AuthorID) {
		ev := chat.Event{Kind: chat.MentionAdded, Object: string(m.ID), Actor: c.Actor, At: stamp(c.At), Message: &m}
		if err := logPersonally(ctx, tx, user, ev); err != nil {
			return err
		}
	}
	return nil
}

// called are the users of the mentions, each of them once.
func called(calls *chat.Calls) []chat.UserID {
	list := slices.DeleteFunc(slices.Clone(calls.Users), func(u chat.UserID) bool { return u == everybody })
	if calls.Room {
		list = append(list, everybody)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// news are those who are called now and were not before, in the order of their IDs.
func news(calls *chat.Calls, before []chat.UserID, author chat.UserID) []chat.UserID {
	list := slices.DeleteFunc(slices.Clone(calls.Users), func(u chat.UserID) bool { return slices.Contains(calls.Quiet, u) })
	if calls.Room && !slices.Contains(before, everybody) {
		list = append(list, calls.Tell...)
	}
	list = slices.DeleteFunc(list, func(u chat.UserID) bool {
		return u == everybody || u == author || slices.Contains(before, u)
	})
	slices.Sort(list)
	return slices.Compact(list)
}

func insertMentions(ctx context.Context, tx conn, m chat.Message, users []chat.UserID) error {
	for part := range slices.Chunk(users, importAtOnce) {
		rows := make([]mentionRow, len(part))
		for i, user := range part {
			if err := storable(string(user)); err != nil {
				return err
			}
			rows[i] = mentionRow{User: user, Room: m.Room, Seq: m.Seq, Message: m.ID, Author: m.AuthorID}
		}
		if _, err := tx.NewInsert().Model(&rows).ModelTableExpr("?mentions").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Mentions implements chat.MentionStore.
func (s *Store) Mentions(ctx context.Context, ids []chat.MessageID) ([]chat.Mention, error) {
	var list []chat.Mention
	for part := range parts(ids) {
		var rows []mentionRow
		err := s.reading(ctx, func(db conn) error {
			rows = nil
			return db.NewSelect().Model(&rows).ModelTableExpr("?mentions AS x").Where("x.message_id IN (?)", bun.List(part)).Scan(ctx)
		})
		if err != nil {
			return nil, s.fail(ctx, err, "mentions")
		}
		for _, r := range rows {
			list = append(list, chat.Mention{Message: r.Message, User: r.User})
		}
	}
	return list, s.fail(ctx, ctx.Err(), "mentions")
}

// Of messages that call everybody there are few, and those of a user's rooms are looked
// through: the CROSS JOIN has SQLite begin with the rooms, and message_id is no column
// there, so that it goes by the room and not through those of all rooms.
const mentionsOfQuery = `SELECT message_id FROM (SELECT message_id FROM ?mentions
		WHERE user_id = ? AND message_id < ? AND author_id <> ? ORDER BY message_id DESC LIMIT ?) AS own
	UNION SELECT message_id FROM (SELECT x.message_id FROM ?members AS m CROSS JOIN ?mentions AS x
		WHERE x.room_id = m.room_id AND x.user_id = '' AND m.user_id = ? AND x.message_id || '' < ? AND x.author_id <> ? ORDER BY x.message_id DESC LIMIT ?) AS shared
	ORDER BY message_id DESC LIMIT ?`

// maxID is above every ID.
const maxID = chat.MessageID("\U0010FFFF")

// MentionsOf implements chat.MentionStore.
func (s *Store) MentionsOf(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.MessageID, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(before))); err != nil {
		return nil, s.fail(ctx, err, "mentions of %q", user)
	}
	if user == everybody || lookup(string(user)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "mentions of %q", user)
	}
	if before == "" {
		before = maxID
	}
	var list []chat.MessageID
	err = s.reading(ctx, func(db conn) error {
		list = nil
		return db.NewRaw(mentionsOfQuery, user, before, user, limit, user, before, user, limit, limit).Scan(ctx, &list)
	})
	return list, s.fail(ctx, err, "mentions of %q", user)
}

// ImportMentions implements chat.MentionStore.
func (s *Store) ImportMentions(ctx context.Context, room chat.RoomID, list []chat.Mention) (int, error) {
	err := lookup(string(room))
	for _, x := range list {
		err = errors.Join(err, storable(string(x.Message), string(x.User)))
	}
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			n, err = importMentions(ctx, tx, room, list)
			return err
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "import mentions into room %q", room)
	}
	return n, nil
}

func importMentions(ctx context.Context, tx conn, room chat.RoomID, list []chat.Mention) (int, error) {
	if _, err := holdRoom(ctx, tx, room); err != nil {
		return 0, err
	}
	n := 0
	for _, x := range list {
		added, err := inserted(tx.NewRaw(`INSERT INTO ?mentions (user_id, room_id, seq, message_id, author_id)
			SELECT ?, room_id, seq, id, author_id FROM ?messages WHERE id = ? AND room_id = ? AND deleted_at IS NULL
			ON CONFLICT (user_id, room_id, seq) DO NOTHING`, x.User, x.Message, room).Exec(ctx))
		if err != nil {
			return 0, err
		}
		if added {
			n++
		}
	}
	return n, nil
}
