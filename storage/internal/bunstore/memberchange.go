package bunstore

import (
	"context"
	"errors"

	"github.com/parleychat/parley/chat"
)

// UpdateMember implements chat.MemberStore.
func (s *Store) UpdateMember(
	ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, change func(m *chat.Member, owners int) error,
) (chat.Member, error) {
	var row memberRow
	err := s.changeMember(ctx, room, user, c, func(ctx context.Context, tx conn, now memberRow, owners int) error {
		row = now
		changed := row.member()
		if err := change(&changed, owners); err != nil {
			return err
		}
		if err := storable(string(changed.Role)); err != nil {
			return err
		}
		row.Role = changed.Role
		_, err := tx.NewRaw(`UPDATE ?members SET role = ? WHERE room_id = ? AND user_id = ?`, row.Role, room, user).Exec(ctx)
		return err
	})
	if err != nil {
		return chat.Member{}, s.fail(ctx, err, "update member %q of room %q", user, room)
	}
	return row.member(), nil
}

// RemoveMember implements chat.MemberStore.
func (s *Store) RemoveMember(
	ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change, check func(m chat.Member, owners int) error,
) error {
	err := s.changeMember(ctx, room, user, c, func(ctx context.Context, tx conn, now memberRow, owners int) error {
		if err := check(now.member(), owners); err != nil {
			return err
		}
		_, err := tx.NewRaw(`DELETE FROM ?members WHERE room_id = ? AND user_id = ?`, room, user).Exec(ctx)
		if err != nil {
			return err
		}
		ev := chat.Event{Kind: chat.RoomRemoved, Object: string(room), Actor: c.Actor, At: stamp(c.At)}
		return logPersonally(ctx, tx, user, ev)
	})
	return s.fail(ctx, err, "remove member %q of room %q", user, room)
}

// changeMember runs one change of a member under the room's next rev, and logs it.
func (s *Store) changeMember(
	ctx context.Context, room chat.RoomID, user chat.UserID, c chat.Change,
	fn func(ctx context.Context, tx conn, now memberRow, owners int) error,
) error {
	err := errors.Join(storable(string(c.Kind), string(c.Actor), c.ClientID), writable(c.At))
	if err == nil {
		err = lookup(string(room), string(user))
	}
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(ctx context.Context, tx conn) error {
		rev, err := takeRev(ctx, tx, room)
		if err != nil {
			return err
		}
		var row memberRow
		if err := selectMember(ctx, tx, room, user, &row); err != nil {
			return found(err)
		}
		owners, err := countOwners(ctx, tx, room)
		if err != nil {
			return err
		}
		if err := fn(ctx, tx, row, owners); errors.Is(err, chat.ErrUnchanged) {
			return errUndo
		} else if err != nil {
			return err
		}
		if err := logAct(ctx, tx, c.Act); err != nil {
			return err
		}
		return logEvent(ctx, tx, chat.Event{
			Room: room, Rev: rev, Kind: c.Kind, Object: string(user), Actor: c.Actor, ClientID: c.ClientID, At: stamp(c.At),
		})
	})
}

func countOwners(ctx context.Context, tx conn, room chat.RoomID) (n int, err error) {
	err = tx.NewRaw(`SELECT count(*) FROM ?members WHERE room_id = ? AND role = ?`, room, chat.RoleOwner).Scan(ctx, &n)
	return n, err
}
