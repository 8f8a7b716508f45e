package bunstore

import (
	"context"
	"errors"

	"github.com/parleychat/parley/chat"
)

// Acquaintances implements chat.MemberStore. It goes through the members of all rooms of
// the user, of whom each room has some.
func (s *Store) Acquaintances(ctx context.Context, user, after chat.UserID, limit int) ([]chat.UserID, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "acquaintances of %q", user)
	}
	if lookup(string(user)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "acquaintances of %q", user)
	}
	var list []chat.UserID
	err = s.reading(ctx, func(db conn) error {
		list = nil
		return db.NewRaw(`SELECT DISTINCT o.user_id FROM ?members AS m JOIN ?members AS o ON o.room_id = m.room_id
			WHERE m.user_id = ? AND o.user_id > ? AND o.user_id <> ? ORDER BY o.user_id LIMIT ?`, user, after, user, limit).Scan(ctx, &list)
	})
	return list, s.fail(ctx, err, "acquaintances of %q", user)
}

// ShareRoom implements chat.MemberStore.
func (s *Store) ShareRoom(ctx context.Context, a, b chat.UserID) (bool, error) {
	n := 0
	err := ctx.Err()
	if lookup(string(a), string(b)) == nil {
		err = s.reading(ctx, func(db conn) error {
			return db.NewRaw(`SELECT CASE WHEN EXISTS (SELECT 1 FROM ?members AS m JOIN ?members AS o ON o.room_id = m.room_id
				WHERE m.user_id = ? AND o.user_id = ?) THEN 1 ELSE 0 END`, a, b).Scan(ctx, &n)
		})
	}
	return n > 0, s.fail(ctx, err, "rooms of %q and %q", a, b)
}
