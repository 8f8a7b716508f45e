package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type deliveryRow struct {
	bun.BaseModel `bun:"alias:d"`

	Webhook  chat.WebhookID `bun:"webhook_id"`
	Room     chat.RoomID    `bun:"room_id"`
	Rev      int64          `bun:"rev"`
	Attempts int            `bun:"attempts"`
	Reason   string         `bun:"reason"`
	FailedAt time.Time      `bun:"failed_at,nullzero"`
}

func (r deliveryRow) delivery() chat.Delivery {
	return chat.Delivery{Webhook: r.Webhook, Room: r.Room, Rev: r.Rev, Attempts: r.Attempts, Reason: r.Reason, FailedAt: r.FailedAt.UTC()}
}

// AddDelivery implements chat.WebhookStore.
func (s *Store) AddDelivery(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error {
	err := lookup(string(webhook))
	if err == nil {
		err = storable(string(room))
	}
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			did, err := inserted(tx.NewRaw(`INSERT INTO ?deliveries (webhook_id, room_id, rev, attempts, reason)
				SELECT w.id, ?, ?, 0, '' FROM ?webhooks AS w WHERE w.id = ? ON CONFLICT (webhook_id, room_id, rev) DO NOTHING`,
				room, rev, webhook).Exec(ctx))
			if err != nil || did {
				return s.raced(err)
			}
			var there chat.WebhookID
			return found(tx.NewRaw(`SELECT id FROM ?webhooks WHERE id = ?`, webhook).Scan(ctx, &there))
		})
	}
	return s.fail(ctx, err, "add delivery to webhook %q", webhook)
}

// NextDelivery implements chat.WebhookStore.
func (s *Store) NextDelivery(ctx context.Context, webhook chat.WebhookID, room chat.RoomID) (chat.Delivery, error) {
	var row deliveryRow
	err := lookup(string(webhook), string(room))
	if err == nil {
		err = s.reading(ctx, func(db conn) error {
			return db.NewSelect().Model(&row).ModelTableExpr("?deliveries AS d").
				Where("d.webhook_id = ? AND d.room_id = ? AND d.failed_at IS NULL", webhook, room).OrderExpr("d.rev").Limit(1).Scan(ctx)
		})
	}
	return row.delivery(), s.fail(ctx, found(err), "next delivery to webhook %q", webhook)
}

// Undelivered implements chat.WebhookStore. It goes from pair to pair: before each may lie
// very much.
func (s *Store) Undelivered(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, limit int) ([]chat.Delivery, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(webhook), string(room))); err != nil {
		return nil, s.fail(ctx, err, "undelivered")
	}
	var list []chat.Delivery
	for len(list) < limit {
		var rows []deliveryRow
		err := s.reading(ctx, func(db conn) error {
			rows = nil
			return db.NewSelect().Model(&rows).ModelTableExpr("?deliveries AS d").
				Where("(d.webhook_id, d.room_id, d.rev) > (?, ?, ?) AND d.failed_at IS NULL", webhook, room, int64(maxRev)).
				OrderExpr("d.webhook_id, d.room_id, d.rev").Limit(1).Scan(ctx)
		})
		if err != nil {
			return nil, s.fail(ctx, err, "undelivered")
		}
		if len(rows) == 0 {
			break
		}
		list = append(list, rows[0].delivery())
		webhook, room = rows[0].Webhook, rows[0].Room
	}
	return list, s.fail(ctx, ctx.Err(), "undelivered")
}

// FailedDeliveries implements chat.WebhookStore.
func (s *Store) FailedDeliveries(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64, limit int) ([]chat.Delivery, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(room))); err != nil {
		return nil, s.fail(ctx, err, "failed deliveries to webhook %q", webhook)
	}
	if lookup(string(webhook)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "failed deliveries to webhook %q", webhook)
	}
	var rows []deliveryRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?deliveries AS d").
			Where("d.webhook_id = ? AND (d.room_id, d.rev) > (?, ?) AND d.failed_at IS NOT NULL", webhook, room, rev).
			OrderExpr("d.room_id, d.rev").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "failed deliveries to webhook %q", webhook)
	}
	list := make([]chat.Delivery, len(rows))
	for i, row := range rows {
		list[i] = row.delivery()
	}
	return list, nil
}

// SetDelivery implements chat.WebhookStore.
func (s *Store) SetDelivery(ctx context.Context, d chat.Delivery) error {
	err := lookup(string(d.Webhook), string(d.Room))
	if err == nil {
		err = errors.Join(storable(d.Reason), writable(d.FailedAt))
	}
	if err == nil {
		err = s.oneDelivery(ctx, func(tx conn) *bun.RawQuery {
			return tx.NewRaw(`UPDATE ?deliveries SET attempts = ?, reason = ?, failed_at = ? WHERE webhook_id = ? AND room_id = ? AND rev = ?`,
				d.Attempts, d.Reason, bun.NullZero(stamp(d.FailedAt)), d.Webhook, d.Room, d.Rev)
		})
	}
	return s.fail(ctx, err, "set delivery to webhook %q", d.Webhook)
}

// RemoveDelivery implements chat.WebhookStore.
func (s *Store) RemoveDelivery(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error {
	err := lookup(string(webhook), string(room))
	if err == nil {
		err = s.oneDelivery(ctx, func(tx conn) *bun.RawQuery {
			return tx.NewRaw(`DELETE FROM ?deliveries WHERE webhook_id = ? AND room_id = ? AND rev = ?`, webhook, room, rev)
		})
	}
	return s.fail(ctx, err, "remove delivery to webhook %q", webhook)
}

// oneDelivery runs a query that must find something.
func (s *Store) oneDelivery(ctx context.Context, query func(tx conn) *bun.RawQuery) error {
	return s.inTx(ctx, func(ctx context.Context, tx conn) error {
		did, err := inserted(query(tx).Exec(ctx))
		if err == nil && !did {
			err = chat.ErrNotFound
		}
		return err
	})
}
