package drivertest

import (
	"context"
	"errors"
	"testing"

	"github.com/parleychat/parley/chat"
)

// prepareWebhooks makes a webhook for the lobby that was told of one event and not of
// another.
func prepareWebhooks(t testing.TB, s chat.Storage) {
	t.Helper()
	err := s.AddWebhook(t.Context(), chat.Webhook{ID: "hook", Room: Lobby})
	err = errors.Join(err, s.AddDelivery(t.Context(), "hook", Lobby, 1), s.AddDelivery(t.Context(), "hook", Lobby, 2))
	if err := errors.Join(err, s.SetDelivery(t.Context(), chat.Delivery{Webhook: "hook", Room: Lobby, Rev: 1, FailedAt: Note("").CreatedAt})); err != nil {
		t.Fatal(err)
	}
}

// webhookCalls are the calls about webhooks.
func webhookCalls() []Call {
	return []Call{
		{"AddWebhook", func(ctx context.Context, s chat.Storage) error {
			return s.AddWebhook(ctx, chat.Webhook{ID: "hook-2", Room: Lobby})
		}},
		{"Webhook", func(ctx context.Context, s chat.Storage) error { _, err := s.Webhook(ctx, "hook"); return err }},
		{"Webhooks", func(ctx context.Context, s chat.Storage) error { _, err := s.Webhooks(ctx, Lobby, "a", 10); return err }},
		{"UpdateWebhook", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UpdateWebhook(ctx, "hook", func(*chat.Webhook) error { return nil })
			return err
		}},
		{"AddDelivery", func(ctx context.Context, s chat.Storage) error { return s.AddDelivery(ctx, "hook", Lobby, 3) }},
		{"NextDelivery", func(ctx context.Context, s chat.Storage) error {
			_, err := s.NextDelivery(ctx, "hook", Lobby)
			return err
		}},
		{"Undelivered", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Undelivered(ctx, "hook", "a", 1)
			return err
		}},
		{"FailedDeliveries", func(ctx context.Context, s chat.Storage) error {
			_, err := s.FailedDeliveries(ctx, "hook", "a", 0, 10)
			return err
		}},
		{"SetDelivery", func(ctx context.Context, s chat.Storage) error {
			return s.SetDelivery(ctx, chat.Delivery{Webhook: "hook", Room: Lobby, Rev: 3})
		}},
		{"RemoveDelivery", func(ctx context.Context, s chat.Storage) error { return s.RemoveDelivery(ctx, "hook", Lobby, 3) }},
		{"RemoveWebhook", func(ctx context.Context, s chat.Storage) error { return s.RemoveWebhook(ctx, "hook-2") }},
	}
}
