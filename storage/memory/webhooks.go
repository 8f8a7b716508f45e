package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/parleychat/parley/chat"
)

// deliveryKey is where a delivery goes to and what it is of.
type deliveryKey struct {
	webhook chat.WebhookID
	room    chat.RoomID
	rev     int64
}

func (k deliveryKey) compare(o deliveryKey) int {
	return cmp.Or(cmp.Compare(k.webhook, o.webhook), cmp.Compare(k.room, o.room), cmp.Compare(k.rev, o.rev))
}

func stampWebhook(w chat.Webhook) chat.Webhook {
	w.CreatedAt, w.DisabledAt, w.OldUntil = stamp(w.CreatedAt), stamp(w.DisabledAt), stamp(w.OldUntil)
	return w
}

// AddWebhook implements chat.WebhookStore.
func (s *Store) AddWebhook(ctx context.Context, w chat.Webhook) error {
	return s.do(ctx, "add webhook", string(w.ID), func() error {
		if w.Room != "" {
			if _, err := s.room(w.Room); err != nil {
				return err
			}
		}
		if _, taken := s.webhooks[w.ID]; taken {
			return chat.ErrExists
		}
		if len(s.webhooksOf(w.Room, "")) >= chat.MaxWebhooks {
			return chat.ErrFull
		}
		s.webhooks[w.ID] = stampWebhook(w)
		return nil
	})
}

// webhooksOf lists those of a room in the order of their IDs.
func (s *Store) webhooksOf(room chat.RoomID, after chat.WebhookID) []chat.Webhook {
	var list []chat.Webhook
	for _, w := range s.webhooks {
		if w.Room == room && w.ID > after {
			list = append(list, w)
		}
	}
	slices.SortFunc(list, func(a, b chat.Webhook) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Webhook implements chat.WebhookStore.
func (s *Store) Webhook(ctx context.Context, id chat.WebhookID) (w chat.Webhook, err error) {
	err = s.do(ctx, "webhook", string(id), func() error {
		stored, ok := s.webhooks[id]
		if !ok {
			return chat.ErrNotFound
		}
		w = stored
		return nil
	})
	return w, err
}

// Webhooks implements chat.WebhookStore.
func (s *Store) Webhooks(ctx context.Context, room chat.RoomID, after chat.WebhookID, limit int) (list []chat.Webhook, err error) {
	err = s.do(ctx, "webhooks of room", string(room), func() error {
		if limit < 1 {
			return errLimit
		}
		list = s.webhooksOf(room, after)
		list = list[:min(limit, len(list))]
		return nil
	})
	return list, err
}

// UpdateWebhook implements chat.WebhookStore.
func (s *Store) UpdateWebhook(ctx context.Context, id chat.WebhookID, change func(*chat.Webhook) error) (w chat.Webhook, err error) {
	err = s.do(ctx, "update webhook", string(id), func() error {
		old, ok := s.webhooks[id]
		if !ok {
			return chat.ErrNotFound
		}
		changed := old
		if err := change(&changed); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		changed.ID, changed.Room, changed.CreatedBy, changed.CreatedAt = old.ID, old.Room, old.CreatedBy, old.CreatedAt
		w = stampWebhook(changed)
		s.webhooks[id] = w
		return nil
	})
	return w, err
}

// RemoveWebhook implements chat.WebhookStore.
func (s *Store) RemoveWebhook(ctx context.Context, id chat.WebhookID) error {
	return s.do(ctx, "remove webhook", string(id), func() error {
		if _, ok := s.webhooks[id]; !ok {
			return chat.ErrNotFound
		}
		delete(s.webhooks, id)
		maps.DeleteFunc(s.deliveries, func(k deliveryKey, _ chat.Delivery) bool { return k.webhook == id })
		return nil
	})
}

// AddDelivery implements chat.WebhookStore.
func (s *Store) AddDelivery(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error {
	return s.do(ctx, "add delivery to webhook", string(webhook), func() error {
		if _, ok := s.webhooks[webhook]; !ok {
			return chat.ErrNotFound
		}
		key := deliveryKey{webhook, room, rev}
		if _, there := s.deliveries[key]; !there {
			s.deliveries[key] = chat.Delivery{Webhook: webhook, Room: room, Rev: rev}
		}
		return nil
	})
}

// deliveriesAfter lists those above a key that were given up, or were not, in their order.
func (s *Store) deliveriesAfter(after deliveryKey, failed bool) []chat.Delivery {
	var list []chat.Delivery
	for _, k := range slices.SortedFunc(maps.Keys(s.deliveries), deliveryKey.compare) {
		if d := s.deliveries[k]; k.compare(after) > 0 && d.FailedAt.IsZero() != failed {
			list = append(list, d)
		}
	}
	return list
}

// NextDelivery implements chat.WebhookStore.
func (s *Store) NextDelivery(ctx context.Context, webhook chat.WebhookID, room chat.RoomID) (next chat.Delivery, err error) {
	err = s.do(ctx, "next delivery to webhook", string(webhook), func() error {
		for _, d := range s.deliveriesAfter(deliveryKey{webhook, room, 0}, false) {
			if d.Webhook == webhook && d.Room == room {
				next = d
				return nil
			}
		}
		return chat.ErrNotFound
	})
	return next, err
}

// Undelivered implements chat.WebhookStore.
func (s *Store) Undelivered(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, limit int) (list []chat.Delivery, err error) {
	err = s.do(ctx, "undelivered", "", func() error {
		if limit < 1 {
			return errLimit
		}
		for _, d := range s.deliveriesAfter(deliveryKey{webhook, room, 1<<63 - 1}, false) {
			if d.Webhook == webhook && d.Room == room || len(list) == limit {
				continue
			}
			webhook, room = d.Webhook, d.Room
			list = append(list, d)
		}
		return nil
	})
	return list, err
}

// FailedDeliveries implements chat.WebhookStore.
func (s *Store) FailedDeliveries(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64, limit int) (list []chat.Delivery, err error) {
	err = s.do(ctx, "failed deliveries to webhook", string(webhook), func() error {
		if limit < 1 {
			return errLimit
		}
		for _, d := range s.deliveriesAfter(deliveryKey{webhook, room, rev}, true) {
			if d.Webhook == webhook && len(list) < limit {
				list = append(list, d)
			}
		}
		return nil
	})
	return list, err
}

// SetDelivery implements chat.WebhookStore.
func (s *Store) SetDelivery(ctx context.Context, d chat.Delivery) error {
	d.FailedAt = stamp(d.FailedAt)
	return s.do(ctx, "set delivery to webhook", string(d.Webhook), func() error {
		key := deliveryKey{d.Webhook, d.Room, d.Rev}
		if _, ok := s.deliveries[key]; !ok {
			return chat.ErrNotFound
		}
		s.deliveries[key] = d
		return nil
	})
}

// RemoveDelivery implements chat.WebhookStore.
func (s *Store) RemoveDelivery(ctx context.Context, webhook chat.WebhookID, room chat.RoomID, rev int64) error {
	return s.do(ctx, "remove delivery to webhook", string(webhook), func() error {
		key := deliveryKey{webhook, room, rev}
		if _, ok := s.deliveries[key]; !ok {
			return chat.ErrNotFound
		}
		delete(s.deliveries, key)
		return nil
	})
}
