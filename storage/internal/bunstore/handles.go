package bunstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// giveHandle gives the user the handle that they shall have, unless another one has it.
// Where writers do not wait for each other two may find it free at once: then the later
// one looks again.
func (s *Store) giveHandle(ctx context.Context, tx conn, saved *userRow, handle string) error {
	if handle == saved.Handle {
		return nil
	}
	err := tx.NewRaw(`UPDATE ?users SET handle = CASE WHEN EXISTS (SELECT 1 FROM ?users WHERE handle = ? AND handle <> '') THEN '' ELSE ? END
		WHERE id = ? RETURNING handle`, handle, handle, saved.ID).Scan(ctx, &saved.Handle)
	if err != nil && s.dialect.Unique(err) {
		return fmt.Errorf("%w: %w", errRaced, err)
	}
	return err
}

// UsersByHandle implements chat.UserStore.
func (s *Store) UsersByHandle(ctx context.Context, handles []string) ([]chat.User, error) {
	var users []chat.User
	for part := range parts(handles) {
		var rows []userRow
		err := s.reading(ctx, func(db conn) error {
			rows = nil
			return db.NewSelect().Model(&rows).ModelTableExpr("?users AS u").
				Where("u.handle IN (?) AND u.handle <> ''", bun.List(part)).Scan(ctx)
		})
		if err != nil {
			return nil, s.fail(ctx, err, "users by handle")
		}
		for _, row := range rows {
			users = append(users, row.user())
		}
	}
	return users, s.fail(ctx, ctx.Err(), "users by handle")
}
