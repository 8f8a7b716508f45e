package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type botTokenRow struct {
	bun.BaseModel `bun:"alias:t"`

	ID         chat.TokenID `bun:"id"`
	Key        string       `bun:"key"`
	Bot        chat.UserID  `bun:"bot_id"`
	Scopes     chat.Set     `bun:"scopes"`
	Rooms      chat.Set     `bun:"rooms"`
	CreatedBy  chat.UserID  `bun:"created_by"`
	CreatedAt  time.Time    `bun:"created_at,nullzero"`
	ExpiresAt  time.Time    `bun:"expires_at,nullzero"`
	LastUsedAt time.Time    `bun:"last_used_at,nullzero"`
}

func (r botTokenRow) token() chat.BotToken {
	return chat.BotToken{ID: r.ID, Bot: r.Bot, Scopes: r.Scopes, Rooms: r.Rooms, CreatedBy: r.CreatedBy,
		CreatedAt: r.CreatedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), LastUsedAt: r.LastUsedAt.UTC()}
}

// AddBotToken implements chat.BotStore.
func (s *Store) AddBotToken(ctx context.Context, t chat.BotToken, key string) error {
	row := botTokenRow{ID: t.ID, Key: key, Bot: t.Bot, Scopes: t.Scopes, Rooms: t.Rooms, CreatedBy: t.CreatedBy,
		CreatedAt: stamp(t.CreatedAt), ExpiresAt: stamp(t.ExpiresAt), LastUsedAt: stamp(t.LastUsedAt)}
	err := errors.Join(storable(string(t.ID), key, string(t.Scopes), string(t.Rooms), string(t.CreatedBy)),
		writable(t.CreatedAt, t.ExpiresAt, t.LastUsedAt))
	if err == nil {
		err = lookup(string(t.Bot))
	}
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			if err := holdBot(ctx, tx, t.Bot); err != nil {
				return err
			}
			if _, err := tx.NewInsert().Model(&row).ModelTableExpr("?bot_tokens").Exec(ctx); err != nil {
				return s.taken(err)
			}
			n := 0
			err := tx.NewRaw(`SELECT count(*) FROM ?bot_tokens WHERE bot_id = ?`, t.Bot).Scan(ctx, &n)
			if err == nil && n > chat.MaxBotTokens {
				err = chat.ErrFull
			}
			return err
		})
	}
	return s.fail(ctx, err, "add token of bot %q", t.Bot)
}

// BotTokenByKey implements chat.BotStore.
func (s *Store) BotTokenByKey(ctx context.Context, key string) (chat.BotToken, error) {
	var row botTokenRow
	err := lookup(key)
	if err == nil {
		err = s.reading(ctx, func(db conn) error {
			return db.NewSelect().Model(&row).ModelTableExpr("?bot_tokens AS t").Where("t.key = ?", key).Scan(ctx)
		})
	}
	return row.token(), s.fail(ctx, found(err), "token by key")
}

// BotTokens implements chat.BotStore.
func (s *Store) BotTokens(ctx context.Context, bot chat.UserID, after chat.TokenID, limit int) ([]chat.BotToken, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "tokens of bot %q", bot)
	}
	if lookup(string(bot)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "tokens of bot %q", bot)
	}
	var rows []botTokenRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?bot_tokens AS t").
			Where("t.bot_id = ? AND t.id > ?", bot, after).OrderExpr("t.id").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "tokens of bot %q", bot)
	}
	list := make([]chat.BotToken, len(rows))
	for i, row := range rows {
		list[i] = row.token()
	}
	return list, nil
}

// RemoveBotToken implements chat.BotStore.
func (s *Store) RemoveBotToken(ctx context.Context, bot chat.UserID, id chat.TokenID) error {
	err := lookup(string(bot), string(id))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			did, err := inserted(tx.NewRaw(`DELETE FROM ?bot_tokens WHERE bot_id = ? AND id = ?`, bot, id).Exec(ctx))
			if err == nil && !did {
				err = chat.ErrNotFound
			}
			return err
		})
	}
	return s.fail(ctx, err, "remove token %q", id)
}

// UseBotToken implements chat.BotStore.
func (s *Store) UseBotToken(ctx context.Context, id chat.TokenID, at time.Time) error {
	if lookup(string(id)) != nil {
		return s.fail(ctx, ctx.Err(), "use token %q", id)
	}
	err := writable(at)
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			_, err := tx.NewRaw(`UPDATE ?bot_tokens SET last_used_at = ?
				WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)`, stamp(at), id, stamp(at)).Exec(ctx)
			return err
		})
	}
	return s.fail(ctx, err, "use token %q", id)
}
