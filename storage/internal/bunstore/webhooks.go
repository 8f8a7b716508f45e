package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type webhookRow struct {
	bun.BaseModel `bun:"alias:w"`

	ID         chat.WebhookID `bun:"id"`
	Room       chat.RoomID    `bun:"room_id"`
	URL        string         `bun:"url"`
	Events     chat.Set       `bun:"events"`
	Secret     string         `bun:"secret"`
	OldSecret  string         `bun:"old_secret"`
	OldUntil   time.Time      `bun:"old_until,nullzero"`
	CreatedBy  chat.UserID    `bun:"created_by"`
	CreatedAt  time.Time      `bun:"created_at,nullzero"`
	DisabledAt time.Time      `bun:"disabled_at,nullzero"`
	Reason     string         `bun:"reason"`
}

func newWebhookRow(w chat.Webhook) (webhookRow, error) {
	row := webhookRow{ID: w.ID, Room: w.Room, URL: w.URL, Events: w.Events, Secret: w.Secret, OldSecret: w.OldSecret, OldUntil: stamp(w.OldUntil),
		CreatedBy: w.CreatedBy, CreatedAt: stamp(w.CreatedAt), DisabledAt: stamp(w.DisabledAt), Reason: w.Reason}
	return row, errors.Join(storable(string(w.ID), w.URL, string(w.Events), w.Secret, w.OldSecret, string(w.CreatedBy), w.Reason),
		writable(w.OldUntil, w.CreatedAt, w.DisabledAt))
}

func (r webhookRow) webhook() chat.Webhook {
	return chat.Webhook{ID: r.ID, Room: r.Room, URL: r.URL, Events: r.Events, Secret: r.Secret, OldSecret: r.OldSecret, OldUntil: r.OldUntil.UTC(),
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC(), DisabledAt: r.DisabledAt.UTC(), Reason: r.Reason}
}

// AddWebhook implements chat.WebhookStore.
func (s *Store) AddWebhook(ctx context.Context, w chat.Webhook) error {
	row, err := newWebhookRow(w)
	if err == nil {
		err = lookup(string(w.Room))
	}
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			if w.Room != "" {
				if _, err := holdRoom(ctx, tx, w.Room); err != nil {
					return err
				}
			}
			if _, err := tx.NewInsert().Model(&row).ModelTableExpr("?webhooks").Exec(ctx); err != nil {
				return s.taken(err)
			}
			n := 0
			err := tx.NewRaw(`SELECT count(*) FROM ?webhooks WHERE room_id = ?`, w.Room).Scan(ctx, &n)
			if err == nil && n > chat.MaxWebhooks {
				err = chat.ErrFull
			}
			return err
		})
	}
	return s.fail(ctx, err, "add webhook %q", w.ID)
}

// Webhook implements chat.WebhookStore.
func (s *Store) Webhook(ctx context.Context, id chat.WebhookID) (chat.Webhook, error) {
	var row webhookRow
	err := lookup(string(id))
	if err == nil {
		err = s.reading(ctx, func(db conn) error {
			return db.NewSelect().Model(&row).ModelTableExpr("?webhooks AS w").Where("w.id = ?", id).Scan(ctx)
		})
	}
	return row.webhook(), s.fail(ctx, found(err), "webhook %q", id)
}

// Webhooks implements chat.WebhookStore.
func (s *Store) Webhooks(ctx context.Context, room chat.RoomID, after chat.WebhookID, limit int) ([]chat.Webhook, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "webhooks of room %q", room)
	}
	if lookup(string(room)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "webhooks of room %q", room)
	}
	var rows []webhookRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?webhooks AS w").
			Where("w.room_id = ? AND w.id > ?", room, after).OrderExpr("w.id").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "webhooks of room %q", room)
	}
	list := make([]chat.Webhook, len(rows))
	for i, row := range rows {
		list[i] = row.webhook()
	}
	return list, nil
}

// UpdateWebhook implements chat.WebhookStore.
func (s *Store) UpdateWebhook(ctx context.Context, id chat.WebhookID, change func(*chat.Webhook) error) (chat.Webhook, error) {
	var stored chat.Webhook
	err := lookup(string(id))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			stored, err = updateWebhook(ctx, tx, id, change)
			return err
		})
	}
	if err != nil {
		return chat.Webhook{}, s.fail(ctx, err, "update webhook %q", id)
	}
	return stored, nil
}

func updateWebhook(ctx context.Context, tx conn, id chat.WebhookID, change func(*chat.Webhook) error) (chat.Webhook, error) {
	var row webhookRow
	if err := tx.NewRaw(`UPDATE ?webhooks SET url = url WHERE id = ? RETURNING *`, id).Scan(ctx, &row); err != nil {
		return chat.Webhook{}, found(err)
	}
	w := row.webhook()
	if err := change(&w); err != nil {
		return chat.Webhook{}, err
	}
	now, err := newWebhookRow(w)
	if err == nil {
		err = tx.NewRaw(`UPDATE ?webhooks SET url = ?, events = ?, secret = ?, old_secret = ?, old_until = ?, disabled_at = ?, reason = ?
			WHERE id = ? RETURNING *`, now.URL, now.Events, now.Secret, now.OldSecret, bun.NullZero(now.OldUntil), bun.NullZero(now.DisabledAt),
			now.Reason, id).Scan(ctx, &row)
	}
	return row.webhook(), err
}

// RemoveWebhook implements chat.WebhookStore.
func (s *Store) RemoveWebhook(ctx context.Context, id chat.WebhookID) error {
	err := lookup(string(id))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			var held chat.WebhookID
			if err := tx.NewRaw(`UPDATE ?webhooks SET url = url WHERE id = ? RETURNING id`, id).Scan(ctx, &held); err != nil {
				return found(err)
			}
			_, err := tx.NewRaw(`DELETE FROM ?deliveries WHERE webhook_id = ?`, id).Exec(ctx)
			if err == nil {
				_, err = tx.NewRaw(`DELETE FROM ?webhooks WHERE id = ?`, id).Exec(ctx)
			}
			return s.raced(err) // one may be added meanwhile
		})
	}
	return s.fail(ctx, err, "remove webhook %q", id)
}
