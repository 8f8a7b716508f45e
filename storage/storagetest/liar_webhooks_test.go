package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// servers is what a liar may replace about who elsewhere is told what happens.
type servers struct {
	addWebhook       func(ctx context.Context, w chat.Webhook) error
	webhook          func(ctx context.Context, id chat.WebhookID) (chat.Webhook, error)
	webhooks         func(ctx context.Context, room chat.RoomID, after chat.WebhookID, limit int) ([]chat.Webhook, error)
	updateWebhook    func(ctx context.Context, id chat.WebhookID, change func(*chat.Webhook) error) (chat.Webhook, error)
	removeWebhook    func(ctx context.Context, id chat.WebhookID) error
	addDelivery      func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error
	nextDelivery     func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID) (chat.Delivery, error)
	undelivered      func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, limit int) ([]chat.Delivery, error)
	failedDeliveries func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64, limit int) ([]chat.Delivery, error)
	setDelivery      func(ctx context.Context, d chat.Delivery) error
	removeDelivery   func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error
}

func (l *liar) AddWebhook(ctx context.Context, w chat.Webhook) error {
	if l.addWebhook != nil {
		return l.addWebhook(ctx, w)
	}
	return l.Store.AddWebhook(ctx, w)
}

func (l *liar) Webhook(ctx context.Context, id chat.WebhookID) (chat.Webhook, error) {
	if l.webhook != nil {
		return l.webhook(ctx, id)
	}
	return l.Store.Webhook(ctx, id)
}

func (l *liar) Webhooks(ctx context.Context, room chat.RoomID, after chat.WebhookID, limit int) ([]chat.Webhook, error) {
	if l.webhooks != nil {
		return l.webhooks(ctx, room, after, limit)
	}
	return l.Store.Webhooks(ctx, room, after, limit)
}

func (l *liar) UpdateWebhook(ctx context.Context, id chat.WebhookID, change func(*chat.Webhook) error) (chat.Webhook, error) {
	if l.updateWebhook != nil {
		return l.updateWebhook(ctx, id, change)
	}
	return l.Store.UpdateWebhook(ctx, id, change)
}

func (l *liar) RemoveWebhook(ctx context.Context, id chat.WebhookID) error {
	if l.removeWebhook != nil {
		return l.removeWebhook(ctx, id)
	}
	return l.Store.RemoveWebhook(ctx, id)
}

func (l *liar) AddDelivery(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error {
	if l.addDelivery != nil {
		return l.addDelivery(ctx, webhook, room, rev)
	}
	return l.Store.AddDelivery(ctx, webhook, room, rev)
}

func (l *liar) NextDelivery(ctx context.Context, webhook chat.WebhookID, room chat.RoomID) (chat.Delivery, error) {
	if l.nextDelivery != nil {
		return l.nextDelivery(ctx, webhook, room)
	}
	return l.Store.NextDelivery(ctx, webhook, room)
}

func (l *liar) Undelivered(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, limit int) ([]chat.Delivery, error) {
	if l.undelivered != nil {
		return l.undelivered(ctx, webhook, room, limit)
	}
	return l.Store.Undelivered(ctx, webhook, room, limit)
}

func (l *liar) FailedDeliveries(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64, limit int) ([]chat.Delivery, error) {
	if l.failedDeliveries != nil {
		return l.failedDeliveries(ctx, webhook, room, rev, limit)
	}
	return l.Store.FailedDeliveries(ctx, webhook, room, rev, limit)
}

func (l *liar) SetDelivery(ctx context.Context, d chat.Delivery) error {
	if l.setDelivery != nil {
		return l.setDelivery(ctx, d)
	}
	return l.Store.SetDelivery(ctx, d)
}

func (l *liar) RemoveDelivery(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error {
	if l.removeDelivery != nil {
		return l.removeDelivery(ctx, webhook, room, rev)
	}
	return l.Store.RemoveDelivery(ctx, webhook, room, rev)
}
