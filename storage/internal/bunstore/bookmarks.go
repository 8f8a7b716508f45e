package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type bookmarkRow struct {
	bun.BaseModel `bun:"alias:k"`

	User    chat.UserID    `bun:"user_id"`
	Message chat.MessageID `bun:"message_id"`
	Rev     int64          `bun:"rev"`
	At      time.Time      `bun:"at,nullzero"`
}

// SetBookmark implements chat.BookmarkStore.
func (s *Store) SetBookmark(ctx context.Context, b chat.Bookmark, on bool) (bool, error) {
	row := bookmarkRow{User: b.User, Message: b.Message, At: stamp(b.At)}
	err := errors.Join(storable(string(b.User)), writable(b.At))
	if err == nil && lookup(string(b.Message)) != nil {
		if !on {
			return false, s.fail(ctx, ctx.Err(), "bookmark of %q", b.User)
		}
		err = chat.ErrNotFound
	}
	changed := false
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			changed, err = setBookmark(ctx, tx, row, on)
			return err
		})
	}
	return changed && err == nil, s.fail(ctx, err, "bookmark of %q", b.User)
}

// setBookmark holds the room, so that the message stays, and then the user's log, as
// everybody does who writes to both.
func setBookmark(ctx context.Context, tx conn, row bookmarkRow, on bool) (bool, error) {
	if on {
		if err := holdMessage(ctx, tx, row.Message); err != nil {
			return false, err
		}
	}
	rev, err := takePersonalRev(ctx, tx, row.User, row.At)
	if err != nil {
		return false, err
	}
	row.Rev = rev
	kind := chat.BookmarkRemoved
	var changed bool
	if on {
		kind = chat.BookmarkAdded
		changed, err = inserted(tx.NewInsert().Model(&row).ModelTableExpr("?bookmarks").
			On("CONFLICT (user_id, message_id) DO NOTHING").Exec(ctx))
	} else {
		changed, err = inserted(tx.NewRaw(`DELETE FROM ?bookmarks WHERE user_id = ? AND message_id = ?`, row.User, row.Message).Exec(ctx))
	}
	if err != nil || !changed {
		return false, undoAfter(err)
	}
	if err := roomForBookmark(ctx, tx, row.User); err != nil {
		return false, err
	}
	return true, logEvent(ctx, tx, chat.Event{
		Room: chat.UserLog(row.User), Rev: rev, Kind: kind, Object: string(row.Message), Actor: row.User, At: row.At,
	})
}

// holdMessage holds the room of a message, and makes sure that it is still there.
func holdMessage(ctx context.Context, tx conn, id chat.MessageID) error {
	var rev int64
	err := tx.NewRaw(`UPDATE ?rooms SET rev = rev
		WHERE id = (SELECT room_id FROM ?messages WHERE id = ?) RETURNING rev`, id).Scan(ctx, &rev)
	if err == nil {
		err = selectMessage(ctx, tx, new(messageRow), "m.id = ?", id)
	}
	return found(err)
}

// roomForBookmark is nil unless the user has more bookmarks than anybody may.
func roomForBookmark(ctx context.Context, tx conn, user chat.UserID) error {
	n := 0
	err := tx.NewRaw(`SELECT count(*) FROM ?bookmarks WHERE user_id = ?`, user).Scan(ctx, &n)
	if err == nil && n > chat.MaxBookmarks {
		err = chat.ErrFull
	}
	return err
}

// Bookmarks implements chat.BookmarkStore.
func (s *Store) Bookmarks(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Bookmark, error) {
	limit, err := pageSize(limit, 0)
	if err != nil {
		return nil, s.fail(ctx, err, "bookmarks of %q", user)
	}
	if lookup(string(user)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "bookmarks of %q", user)
	}
	if before <= 0 {
		before = maxRev
	}
	var rows []bookmarkRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?bookmarks AS k").
			Where("k.user_id = ? AND k.rev < ?", user, before).OrderExpr("k.rev DESC").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "bookmarks of %q", user)
	}
	list := make([]chat.Bookmark, len(rows))
	for i, r := range rows {
		list[i] = chat.Bookmark{User: r.User, Message: r.Message, Rev: r.Rev, At: r.At.UTC()}
	}
	return list, nil
}
