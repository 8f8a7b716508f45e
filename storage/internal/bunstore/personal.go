package bunstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// logAdded logs in the members' own logs that they belong to a room now. The logs come
// after everything else and in the order of their IDs, so that two who add the same
// people do not wait for each other in a circle.
func logAdded(ctx context.Context, tx conn, rows []memberRow, by chat.UserID) error {
	rows = slices.SortedFunc(slices.Values(rows), func(a, b memberRow) int { return cmp.Compare(a.User, b.User) })
	for _, row := range rows {
		ev := chat.Event{Kind: chat.RoomAdded, Object: string(row.Room), Actor: by, At: row.JoinedAt}
		if err := logPersonally(ctx, tx, row.User, ev); err != nil {
			return err
		}
	}
	return nil
}

// logPersonally logs in a user's own log.
func logPersonally(ctx context.Context, tx conn, user chat.UserID, ev chat.Event) (err error) {
	ev.Room = chat.UserLog(user)
	if ev.Rev, err = takePersonalRev(ctx, tx, user, ev.At); err != nil {
		return err
	}
	return logEvent(ctx, tx, ev)
}

// takePersonalRev takes the next rev of a user's own log, which it makes if there is none.
func takePersonalRev(ctx context.Context, tx conn, user chat.UserID, at time.Time) (int64, error) {
	var rev int64
	err := tx.NewRaw(`INSERT INTO ?rooms AS r
			(id, kind, slug, name, topic, rev, pruned, retention_days, created_by, created_at)
		VALUES (?, ?, '', '', '', 1, 0, 0, ?, ?)
		ON CONFLICT (id) DO UPDATE SET rev = r.rev + 1 RETURNING rev`,
		chat.UserLog(user), chat.Personal, user, bun.NullZero(at)).Scan(ctx, &rev)
	return rev, err
}
