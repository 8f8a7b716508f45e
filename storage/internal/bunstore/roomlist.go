package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/parleychat/parley/chat"
)

// entryRow is a room with all that a list shows of it.
type entryRow struct {
	roomRow

	Role        chat.Role        `bun:"role"`
	Notify      chat.NotifyLevel `bun:"notify"`
	NotifyAfter time.Time        `bun:"notify_after,nullzero"`
	User        chat.UserID      `bun:"user_id"`
	JoinedAt    time.Time        `bun:"joined_at,nullzero"`
	ReadSeq     int64            `bun:"read_seq"`
	LastSeq     int64            `bun:"last_seq"`
	Count       int              `bun:"unread"`
	Mentions    int              `bun:"mentions"`

	LastID      chat.MessageID `bun:"last_id"`
	LastAuthor  chat.UserID    `bun:"last_author"`
	LastText    string         `bun:"last_text"`
	LastAt      time.Time      `bun:"last_at,nullzero"`
	LastDeleted time.Time      `bun:"last_deleted,nullzero"`

	Name     string    `bun:"author_name"`
	Avatar   string    `bun:"author_avatar"`
	Profile  string    `bun:"author_profile"`
	Handle   string    `bun:"author_handle"`
	Blocked  bool      `bun:"author_blocked"`
	ErasedAt time.Time `bun:"author_erased,nullzero"`
}

func (r entryRow) entry() chat.RoomEntry {
	e := chat.RoomEntry{Room: r.room()}
	if r.User != "" {
		e.Member = chat.Member{Room: r.ID, User: r.User, Role: r.Role, JoinedAt: r.JoinedAt.UTC(), ReadSeq: r.ReadSeq,
			Notify: chat.Notify{Level: r.Notify, MuteUntil: r.NotifyAfter.UTC()}}
		e.Unread = chat.Unread{Room: r.ID, ReadSeq: r.ReadSeq, LastSeq: r.LastSeq, Count: r.Count, Mentions: r.Mentions, Notify: e.Member.Notify}
	}
	if r.LastID != "" {
		e.Last = chat.Preview{ID: r.LastID, Seq: r.LastSeq, Text: r.LastText, CreatedAt: r.LastAt.UTC(), DeletedAt: r.LastDeleted.UTC(),
			Author: chat.User{ID: r.LastAuthor, DisplayName: r.Name, AvatarURL: r.Avatar, ProfileURL: r.Profile, Handle: r.Handle, Blocked: r.Blocked, ErasedAt: r.ErasedAt.UTC()}}
	}
	return e
}

// roomListQuery counts as Unread does, in the rooms of a page.
const roomListQuery = `SELECT r.*, coalesce(m.role, '') AS role, coalesce(m.user_id, '') AS user_id, m.joined_at,
		coalesce(m.notify, '') AS notify, m.notify_after,
		coalesce(m.read_seq, 0) AS read_seq, p.last_seq, p.unread, p.mentions,
		coalesce(l.id, '') AS last_id, coalesce(l.author_id, '') AS last_author, coalesce(l.text, '') AS last_text,
		l.created_at AS last_at, l.deleted_at AS last_deleted,
		coalesce(u.display_name, '') AS author_name, coalesce(u.avatar_url, '') AS author_avatar,
		coalesce(u.profile_url, '') AS author_profile, coalesce(u.handle, '') AS author_handle, u.erased_at AS author_erased,
		CASE WHEN b.other_id IS NULL THEN 0 ELSE 1 END AS author_blocked
	FROM (` + unreadCounts + `SELECT i.id AS room_id, k.user_id, k.read_seq, k.notify, k.notify_after
			FROM (?) AS i LEFT JOIN ?members AS k ON k.room_id = i.id AND k.user_id = ? ORDER BY i.id LIMIT ?` + ofThese + `) AS p
	JOIN ?rooms AS r ON r.id = p.room_id
	LEFT JOIN ?members AS m ON m.room_id = p.room_id AND m.user_id = ?
	LEFT JOIN ?messages AS l ON l.room_id = p.room_id AND l.seq = p.last_seq
	LEFT JOIN ?users AS u ON u.id = l.author_id
	LEFT JOIN ?blocks AS b ON b.user_id = ? AND b.other_id = l.author_id
	ORDER BY p.room_id`

// RoomList implements chat.RoomStore.
func (s *Store) RoomList(ctx context.Context, q chat.RoomQuery) ([]chat.RoomEntry, error) {
	limit, err := pageSize(q.Limit, 0)
	if err = errors.Join(err, storable(string(q.After), string(q.Member), string(q.Kind))); err != nil {
		return nil, s.fail(ctx, err, "room list of %q", q.Member)
	}
	var rows []entryRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		args := append(unreadBounds(), roomIDs(db, q, limit), q.Member, limit, limit, q.Member, q.Member)
		return db.NewRaw(roomListQuery, args...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "room list of %q", q.Member)
	}
	list := make([]chat.RoomEntry, len(rows))
	for i, row := range rows {
		list[i] = row.entry()
	}
	return list, nil
}
