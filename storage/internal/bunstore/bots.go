package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type botRow struct {
	bun.BaseModel `bun:"alias:b"`

	User      chat.UserID `bun:"user_id"`
	Room      chat.RoomID `bun:"room_id"`
	Hook      bool        `bun:"hook"`
	CreatedBy chat.UserID `bun:"created_by"`
	CreatedAt time.Time   `bun:"created_at,nullzero"`
}

func (r botRow) bot() chat.Bot {
	return chat.Bot{User: chat.User{ID: r.User}, Room: r.Room, Hook: r.Hook, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC()}
}

// AddBot implements chat.BotStore.
func (s *Store) AddBot(ctx context.Context, b chat.Bot) error {
	row := botRow{User: b.User.ID, Room: b.Room, Hook: b.Hook, CreatedBy: b.CreatedBy, CreatedAt: stamp(b.CreatedAt)}
	err := errors.Join(storable(string(row.User), string(row.CreatedBy)), writable(b.CreatedAt))
	if err == nil {
		err = lookup(string(row.Room))
	}
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			if row.Room != "" {
				if _, err := holdRoom(ctx, tx, row.Room); err != nil {
					return err
				}
			}
			if _, err := tx.NewInsert().Model(&row).ModelTableExpr("?bots").Exec(ctx); err != nil {
				return s.taken(err)
			}
			return roomForBot(ctx, tx, row)
		})
	}
	return s.fail(ctx, err, "add bot %q", row.User)
}

// roomForBot is nil unless the room has more bots than any may.
func roomForBot(ctx context.Context, tx conn, row botRow) error {
	if row.Room == "" {
		return nil
	}
	n := 0
	err := tx.NewRaw(`SELECT count(*) FROM ?bots WHERE room_id = ? AND hook = ?`, row.Room, row.Hook).Scan(ctx, &n)
	if err == nil && n > chat.MaxBots {
		err = chat.ErrFull
	}
	return err
}

// Bot implements chat.BotStore.
func (s *Store) Bot(ctx context.Context, user chat.UserID) (chat.Bot, error) {
	var row botRow
	err := lookup(string(user))
	if err == nil {
		err = s.reading(ctx, func(db conn) error {
			return db.NewSelect().Model(&row).ModelTableExpr("?bots AS b").Where("b.user_id = ?", user).Scan(ctx)
		})
	}
	return row.bot(), s.fail(ctx, found(err), "bot %q", user)
}

// Bots implements chat.BotStore.
func (s *Store) Bots(ctx context.Context, room chat.RoomID, hook bool, after chat.UserID, limit int) ([]chat.Bot, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "bots of room %q", room)
	}
	if lookup(string(room)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "bots of room %q", room)
	}
	var rows []botRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?bots AS b").
			Where("b.room_id = ? AND b.hook = ? AND b.user_id > ?", room, hook, after).OrderExpr("b.user_id").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "bots of room %q", room)
	}
	list := make([]chat.Bot, len(rows))
	for i, row := range rows {
		list[i] = row.bot()
	}
	return list, nil
}

// RemoveBot implements chat.BotStore.
func (s *Store) RemoveBot(ctx context.Context, user chat.UserID) error {
	err := lookup(string(user))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			if err := holdBot(ctx, tx, user); err != nil {
				return err
			}
			return dropBot(ctx, tx, user)
		})
	}
	return s.fail(ctx, err, "remove bot %q", user)
}

// holdBot keeps others from adding tokens to the bot or removing it.
func holdBot(ctx context.Context, tx conn, user chat.UserID) error {
	var room chat.RoomID
	return found(tx.NewRaw(`UPDATE ?bots SET room_id = room_id WHERE user_id = ? RETURNING room_id`, user).Scan(ctx, &room))
}

// dropBot removes a bot, if the user is one, and its tokens.
func dropBot(ctx context.Context, tx conn, user chat.UserID) error {
	_, err := tx.NewRaw(`DELETE FROM ?bot_tokens WHERE bot_id = ?`, user).Exec(ctx)
	if err == nil {
		_, err = tx.NewRaw(`DELETE FROM ?bots WHERE user_id = ?`, user).Exec(ctx)
	}
	return err
}
