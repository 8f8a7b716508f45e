package storagetest

import (
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// addingWebhook replaces AddWebhook.
func addingWebhook(do func(ctx context.Context, l *liar, w chat.Webhook) error) lie {
	return func(l *liar) {
		l.addWebhook = func(ctx context.Context, w chat.Webhook) error { return do(ctx, l, w) }
	}
}

// updatingWebhook replaces UpdateWebhook.
func updatingWebhook(do func(ctx context.Context, l *liar, id chat.WebhookID, change func(*chat.Webhook) error) (chat.Webhook, error)) lie {
	return func(l *liar) {
		l.updateWebhook = func(ctx context.Context, id chat.WebhookID, change func(*chat.Webhook) error) (chat.Webhook, error) {
			return do(ctx, l, id, change)
		}
	}
}

var webhookLies = map[string]lie{
	"AddWebhook stores the webhook as given": addingWebhook(func(ctx context.Context, l *liar, w chat.Webhook) error {
		w.OldSecret = ""
		return l.Store.AddWebhook(ctx, w)
	}),
	"AddWebhook with a taken ID is ErrExists": addingWebhook(func(ctx context.Context, l *liar, w chat.Webhook) error {
		return forgive(l.Store.AddWebhook(ctx, w), chat.ErrExists)
	}),
	"AddWebhook to no room is ErrNotFound": addingWebhook(func(ctx context.Context, l *liar, w chat.Webhook) error {
		return swallow(l.Store.AddWebhook(ctx, w))
	}),
	"AddWebhook of more than MaxWebhooks is ErrFull": addingWebhook(func(ctx context.Context, l *liar, w chat.Webhook) error {
		return forgive(l.Store.AddWebhook(ctx, w), chat.ErrFull)
	}),
	"Webhook of no webhook is ErrNotFound": func(l *liar) {
		l.webhook = func(ctx context.Context, id chat.WebhookID) (chat.Webhook, error) {
			w, err := l.Store.Webhook(ctx, id)
			return w, swallow(err)
		}
	},
	"Webhooks are those of the room, in pages": func(l *liar) {
		l.webhooks = func(ctx context.Context, room chat.RoomID, after chat.WebhookID, limit int) ([]chat.Webhook, error) {
			list, err := l.Store.Webhooks(ctx, room, after, limit)
			slices.Reverse(list)
			return list, err
		}
	},
	"UpdateWebhook stores what change makes of it, but for what stays": updatingWebhook(func(ctx context.Context, l *liar, id chat.WebhookID, change func(*chat.Webhook) error) (chat.Webhook, error) {
		return l.Store.UpdateWebhook(ctx, id, func(w *chat.Webhook) error {
			err := change(w)
			w.Secret = "s"
			return err
		})
	}),
	"UpdateWebhook returns the error of change, wrapped, and leaves no trace": updatingWebhook(func(ctx context.Context, l *liar, id chat.WebhookID, change func(*chat.Webhook) error) (w chat.Webhook, err error) {
		_, _ = l.Store.UpdateWebhook(ctx, id, func(w *chat.Webhook) error { err = change(w); return nil })
		return w, err
	}),
	"UpdateWebhook of no webhook is ErrNotFound": updatingWebhook(func(ctx context.Context, l *liar, id chat.WebhookID, change func(*chat.Webhook) error) (chat.Webhook, error) {
		w, err := l.Store.UpdateWebhook(ctx, id, change)
		return w, swallow(err)
	}),
	"RemoveWebhook removes the webhook with its deliveries, or is ErrNotFound": func(l *liar) {
		l.undelivered = func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, limit int) ([]chat.Delivery, error) {
			list, err := l.Store.Undelivered(ctx, webhook, room, limit)
			return append([]chat.Delivery{{Webhook: "a", Room: "room-lobby", Rev: 1}}, list...), err
		}
	},
	"AddDelivery stores it unless it is there": func(l *liar) {
		l.addDelivery = func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error {
			_ = l.Store.RemoveDelivery(ctx, webhook, room, rev)
			return l.Store.AddDelivery(ctx, webhook, room, rev)
		}
	},
	"AddDelivery to no webhook is ErrNotFound": func(l *liar) {
		l.addDelivery = func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error {
			return swallow(l.Store.AddDelivery(ctx, webhook, room, rev))
		}
	},
	"NextDelivery is the lowest that was not given up, or ErrNotFound": func(l *liar) {
		l.nextDelivery = func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID) (chat.Delivery, error) {
			d, err := l.Store.NextDelivery(ctx, webhook, room)
			return d, swallow(err)
		}
	},
	"Undelivered is the first of each pair, in pages": func(l *liar) {
		l.undelivered = func(ctx context.Context, webhook chat.WebhookID, _ chat.RoomID, limit int) ([]chat.Delivery, error) {
			return l.Store.Undelivered(ctx, webhook, "", limit)
		}
	},
	"FailedDeliveries are the webhook's that were given up, in pages": func(l *liar) {
		l.failedDeliveries = func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, _ int64, limit int) ([]chat.Delivery, error) {
			return l.Store.FailedDeliveries(ctx, webhook, room, 0, limit)
		}
	},
	"SetDelivery replaces what came of it, also back to nothing": func(l *liar) {
		l.setDelivery = func(ctx context.Context, d chat.Delivery) error {
			if d.FailedAt.IsZero() {
				return nil
			}
			return l.Store.SetDelivery(ctx, d)
		}
	},
	"SetDelivery of none is ErrNotFound": func(l *liar) {
		l.setDelivery = func(ctx context.Context, d chat.Delivery) error { return swallow(l.Store.SetDelivery(ctx, d)) }
	},
	"RemoveDelivery removes that one, or is ErrNotFound": func(l *liar) {
		l.removeDelivery = func(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error {
			return swallow(l.Store.RemoveDelivery(ctx, webhook, room, rev))
		}
	},
}
