package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type inviteRow struct {
	bun.BaseModel `bun:"alias:i"`

	ID        chat.InviteID `bun:"id"`
	Key       string        `bun:"key"`
	Room      chat.RoomID   `bun:"room_id"`
	Role      chat.Role     `bun:"role"`
	CreatedBy chat.UserID   `bun:"created_by"`
	CreatedAt time.Time     `bun:"created_at,nullzero"`
	ExpiresAt time.Time     `bun:"expires_at,nullzero"`
	MaxUses   int           `bun:"max_uses"`
	Uses      int           `bun:"uses"`
}

func (r inviteRow) invite() chat.Invite {
	return chat.Invite{
		ID: r.ID, Room: r.Room, Role: r.Role, CreatedBy: r.CreatedBy,
		CreatedAt: r.CreatedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), MaxUses: r.MaxUses, Uses: r.Uses,
	}
}

// AddInvite implements chat.InviteStore.
func (s *Store) AddInvite(ctx context.Context, inv chat.Invite, key string) error {
	row := inviteRow{
		ID: inv.ID, Key: key, Room: inv.Room, Role: inv.Role, CreatedBy: inv.CreatedBy,
		CreatedAt: stamp(inv.CreatedAt), ExpiresAt: stamp(inv.ExpiresAt), MaxUses: inv.MaxUses,
	}
	err := errors.Join(storable(string(inv.ID), key, string(inv.Role), string(inv.CreatedBy)),
		writable(inv.CreatedAt), writable(inv.ExpiresAt))
	if err == nil {
		err = lookup(string(inv.Room))
	}
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			// The room cannot go meanwhile, and that there is none is told by its own error.
			if _, err := holdRoom(ctx, tx, inv.Room); err != nil {
				return err
			}
			_, err := tx.NewInsert().Model(&row).ModelTableExpr("?invites").Exec(ctx)
			return s.taken(err)
		})
	}
	return s.fail(ctx, err, "add invite %q", inv.ID)
}

// InviteByKey implements chat.InviteStore.
func (s *Store) InviteByKey(ctx context.Context, key string) (chat.Invite, error) {
	var row inviteRow
	err := lookup(key)
	if err == nil {
		err = s.reading(ctx, func(db conn) error { return selectInvite(ctx, db, key, &row) })
	}
	return row.invite(), s.fail(ctx, found(err), "invite by key")
}

func selectInvite(ctx context.Context, db conn, key string, row *inviteRow) error {
	return db.NewSelect().Model(row).ModelTableExpr("?invites AS i").Where("i.key = ?", key).Scan(ctx)
}

// Invites implements chat.InviteStore.
func (s *Store) Invites(ctx context.Context, room chat.RoomID, after chat.InviteID, limit int) ([]chat.Invite, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "invites to room %q", room)
	}
	if lookup(string(room)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "invites to room %q", room)
	}
	var rows []inviteRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?invites AS i").
			Where("i.room_id = ? AND i.id > ?", room, after).OrderExpr("i.id").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "invites to room %q", room)
	}
	list := make([]chat.Invite, len(rows))
	for i, row := range rows {
		list[i] = row.invite()
	}
	return list, nil
}

// RemoveInvite implements chat.InviteStore.
func (s *Store) RemoveInvite(ctx context.Context, room chat.RoomID, id chat.InviteID, act chat.Act) error {
	err := lookup(string(room), string(id))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			did, err := inserted(tx.NewRaw(`DELETE FROM ?invites WHERE room_id = ? AND id = ?`, room, id).Exec(ctx))
			if err == nil && !did {
				err = chat.ErrNotFound
			}
			if err == nil {
				err = logAct(ctx, tx, &act)
			}
			return err
		})
	}
	return s.fail(ctx, err, "remove invite %q", id)
}

// UseInvite implements chat.InviteStore.
func (s *Store) UseInvite(
	ctx context.Context, key string, m chat.Member, use func(inv chat.Invite) error,
) (chat.Member, bool, error) {
	const op = "use invite by %q"
	row, err := newMemberRow(m)
	if err == nil {
		err = lookup(key)
	}
	if err != nil {
		return chat.Member{}, false, s.fail(ctx, err, op, m.User)
	}
	stored, added := row, false
	err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
		stored = row
		added, err = letIn(ctx, tx, key, &stored, use)
		return err
	})
	if err != nil {
		return chat.Member{}, false, s.fail(ctx, err, op, m.User)
	}
	return stored.member(), added, nil
}

// letIn locks the room before the invite, in the order in which everybody does.
func letIn(ctx context.Context, tx conn, key string, row *memberRow, use func(chat.Invite) error) (bool, error) {
	var inv inviteRow
	if err := tx.NewRaw(`UPDATE ?rooms SET rev = rev WHERE id = (SELECT room_id FROM ?invites WHERE key = ?)
		RETURNING id`, key).Scan(ctx, &row.Room); err != nil {
		return false, found(err)
	}
	if err := selectInvite(ctx, tx, key, &inv); err != nil {
		return false, found(err)
	}
	user := row.User
	if err := selectMember(ctx, tx, inv.Room, user, row); found(err) == nil {
		return false, errUndo
	} else if !errors.Is(found(err), chat.ErrNotFound) {
		return false, err
	}
	if err := use(inv.invite()); err != nil {
		return false, err
	}
	if _, err := tx.NewRaw(`UPDATE ?invites SET uses = uses + 1 WHERE key = ?`, key).Exec(ctx); err != nil {
		return false, err
	}
	row.Room, row.User, row.Role = inv.Room, user, inv.Role
	return join(ctx, tx, row, inv.CreatedBy)
}
