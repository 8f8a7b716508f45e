package bunstore

import (
	"context"
	"errors"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// SetNotify implements chat.NotifyStore.
func (s *Store) SetNotify(ctx context.Context, room chat.RoomID, user chat.UserID, n chat.Notify) (chat.Member, error) {
	err := errors.Join(lookup(string(room), string(user)), storable(string(n.Level)), writable(n.MuteUntil))
	var row memberRow
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			return tx.NewRaw(`UPDATE ?members SET notify = ?, notify_after = ? WHERE room_id = ? AND user_id = ? RETURNING *`,
				n.Level, bun.NullZero(stamp(n.MuteUntil)), room, user).Scan(ctx, &row)
		})
	}
	if err != nil {
		return chat.Member{}, s.fail(ctx, found(err), "what %q is told of in room %q", user, room)
	}
	return row.member(), nil
}
