package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// webhook is one of the lobby.
func webhook(id string) chat.Webhook {
	return chat.Webhook{ID: chat.WebhookID(id), Room: "room-lobby", URL: "https://x.test/" + id, Events: "message.created message.deleted",
		CreatedBy: "user-ann", CreatedAt: noon, DisabledAt: day(2), Reason: "gone", Secret: "s", OldSecret: "o", OldUntil: day(3)}
}

// withWebhook wraps a check that needs the webhooks a and b of the lobby.
func withWebhook(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		if err := errors.Join(s.AddWebhook(ctx, webhook("a")), s.AddWebhook(ctx, webhook("b"))); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

// due adds deliveries to a webhook.
func due(ctx context.Context, s chat.Storage, id chat.WebhookID, room chat.RoomID, revs ...int64) error {
	var all error
	for _, rev := range revs {
		all = errors.Join(all, s.AddDelivery(ctx, id, room, rev))
	}
	return all
}

// givenUp gives a delivery up at noon.
func givenUp(id chat.WebhookID, room chat.RoomID, rev int64) chat.Delivery {
	return chat.Delivery{Webhook: id, Room: room, Rev: rev, Attempts: 3, Reason: "status 500", FailedAt: noon}
}

// next wants the next delivery to be that of rev, or none for 0.
func next(ctx context.Context, s chat.Storage, id chat.WebhookID, room chat.RoomID, rev int64) error {
	d, err := s.NextDelivery(ctx, id, room)
	if rev == 0 {
		return is("NextDelivery", err, chat.ErrNotFound)
	}
	return errors.Join(err, same("next", d, chat.Delivery{Webhook: id, Room: room, Rev: rev}))
}

// webhooks wants a page of the webhooks.
func webhooks(ctx context.Context, s chat.Storage, room chat.RoomID, after chat.WebhookID, limit int, want ...string) error {
	list, err := s.Webhooks(ctx, room, after, limit)
	return errors.Join(err, sameList("webhooks", ids(list, func(w chat.Webhook) string { return string(w.ID) }), want))
}

// deliveryPlaces are deliveries by where they are.
func deliveryPlaces(list []chat.Delivery) []string {
	return ids(list, func(d chat.Delivery) string { return fmt.Sprintf("%s %s %d", d.Webhook, d.Room, d.Rev) })
}

// undelivered wants a page of what is still to be told.
func undelivered(ctx context.Context, s chat.Storage, id chat.WebhookID, room chat.RoomID, limit int, want ...string) error {
	list, err := s.Undelivered(ctx, id, room, limit)
	return errors.Join(err, sameList("undelivered", deliveryPlaces(list), want))
}

// failed wants a page of what was given up.
func failed(ctx context.Context, s chat.Storage, id chat.WebhookID, room chat.RoomID, rev int64, limit int, want ...string) error {
	list, err := s.FailedDeliveries(ctx, id, room, rev, limit)
	return errors.Join(err, sameList("failed", deliveryPlaces(list), want))
}

var webhookPromises = []promise{
	{"AddWebhook stores the webhook as given", withWebhook(func(ctx context.Context, s chat.Storage) error {
		wide := chat.Webhook{ID: "w", URL: "https://x.test", Secret: "s", CreatedBy: "user-ann", CreatedAt: noon}
		err := s.AddWebhook(ctx, wide)
		got, err2 := s.Webhook(ctx, "a")
		got2, err3 := s.Webhook(ctx, "w")
		return errors.Join(err, err2, err3, same("of a room", got, webhook("a")), same("of all", got2, wide), rev(ctx, s, 0))
	})},
	{"AddWebhook with a taken ID is ErrExists", withWebhook(func(ctx context.Context, s chat.Storage) error {
		return is("AddWebhook", s.AddWebhook(ctx, webhook("a")), chat.ErrExists)
	})},
	{"AddWebhook to no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		return is("AddWebhook", s.AddWebhook(ctx, webhook("a")), chat.ErrNotFound)
	}},
	{"AddWebhook of more than MaxWebhooks is ErrFull", withLobby(func(ctx context.Context, s chat.Storage) error {
		for i := range chat.MaxWebhooks {
			wide := webhook(fmt.Sprint("w", i))
			wide.Room = ""
			if err := errors.Join(s.AddWebhook(ctx, webhook(fmt.Sprint(i))), s.AddWebhook(ctx, wide)); err != nil {
				return err
			}
		}
		wide := webhook("wide")
		wide.Room = ""
		_, none := s.Webhook(ctx, "more")
		return errors.Join(is("of a room", s.AddWebhook(ctx, webhook("more")), chat.ErrFull), is("of all", s.AddWebhook(ctx, wide), chat.ErrFull),
			is("stored", none, chat.ErrNotFound))
	})},
	{"Webhook of no webhook is ErrNotFound", withWebhook(func(ctx context.Context, s chat.Storage) error {
		_, err := s.Webhook(ctx, "A")
		return is("Webhook", err, chat.ErrNotFound)
	})},
	{"Webhooks are those of the room, in pages", withWebhook(func(ctx context.Context, s chat.Storage) error {
		wide := webhook("w")
		wide.Room = ""
		err := errors.Join(s.AddWebhook(ctx, wide), s.AddWebhook(ctx, webhook("0")))
		list, err2 := s.Webhooks(ctx, "room-lobby", "0", 1)
		return errors.Join(err, err2, sameList("whole", list, []chat.Webhook{webhook("a")}), webhooks(ctx, s, "room-lobby", "", 10, "0", "a", "b"),
			webhooks(ctx, s, "room-lobby", "a", 10, "b"), webhooks(ctx, s, "", "", 10, "w"), webhooks(ctx, s, "room-z", "", 10))
	})},
	{"UpdateWebhook stores what change makes of it, but for what stays", withWebhook(func(ctx context.Context, s chat.Storage) error {
		want := webhook("b")
		want.ID, want.URL, want.Events, want.Secret, want.DisabledAt, want.Reason = "a", "https://y.test", "", "new", time.Time{}, ""
		got, err := s.UpdateWebhook(ctx, "a", func(w *chat.Webhook) error {
			seen := *w
			*w = want
			w.ID, w.Room, w.CreatedBy, w.CreatedAt = "z", "room-z", "user-z", day(9)
			return same("seen", seen, webhook("a"))
		})
		stored, err2 := s.Webhook(ctx, "a")
		return errors.Join(err, err2, same("result", got, want), same("stored", stored, want))
	})},
	{"UpdateWebhook returns the error of change, wrapped, and leaves no trace", withWebhook(func(ctx context.Context, s chat.Storage) error {
		mine := errors.New("mine")
		_, err := s.UpdateWebhook(ctx, "a", func(w *chat.Webhook) error { w.URL = ""; return mine })
		got, err2 := s.Webhook(ctx, "a")
		return errors.Join(is("UpdateWebhook", err, mine), err2, same("stored", got, webhook("a")))
	})},
	{"UpdateWebhook of no webhook is ErrNotFound", withWebhook(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateWebhook(ctx, "z", func(*chat.Webhook) error { return nil })
		return is("UpdateWebhook", err, chat.ErrNotFound)
	})},
	{"RemoveWebhook removes the webhook with its deliveries, or is ErrNotFound", withWebhook(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(due(ctx, s, "a", "room-lobby", 1), due(ctx, s, "b", "room-lobby", 1), s.RemoveWebhook(ctx, "a"))
		return errors.Join(err, is("again", s.RemoveWebhook(ctx, "a"), chat.ErrNotFound), webhooks(ctx, s, "room-lobby", "", 10, "b"),
			undelivered(ctx, s, "", "", 10, "b room-lobby 1"))
	})},
	{"AddDelivery stores it unless it is there", withWebhook(func(ctx context.Context, s chat.Storage) error {
		dead := givenUp("a", "room-lobby", 1)
		err := errors.Join(due(ctx, s, "a", "room-lobby", 1), s.SetDelivery(ctx, dead), due(ctx, s, "a", "room-lobby", 1, 2, 2))
		return errors.Join(err, next(ctx, s, "a", "room-lobby", 2), failed(ctx, s, "a", "", 0, 10, "a room-lobby 1"))
	})},
	{"AddDelivery to no webhook is ErrNotFound", withWebhook(func(ctx context.Context, s chat.Storage) error {
		return is("AddDelivery", s.AddDelivery(ctx, "z", "room-lobby", 1), chat.ErrNotFound)
	})},
	{"NextDelivery is the lowest that was not given up, or ErrNotFound", withWebhook(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(due(ctx, s, "a", "room-lobby", 10, 9, 2), due(ctx, s, "a", "room-z", 1), due(ctx, s, "b", "room-lobby", 1),
			s.SetDelivery(ctx, givenUp("a", "room-lobby", 2)))
		return errors.Join(err, next(ctx, s, "a", "room-lobby", 9), next(ctx, s, "b", "room-z", 0), next(ctx, s, "z", "room-lobby", 0))
	})},
	{"Undelivered is the first of each pair, in pages", withWebhook(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(due(ctx, s, "a", "room-1", 7, 8), due(ctx, s, "a", "room-2", 1), due(ctx, s, "b", "room-1", 5, 4, 3), s.SetDelivery(ctx, givenUp("b", "room-1", 3)),
			due(ctx, s, "b", "room-2", 1), s.SetDelivery(ctx, givenUp("b", "room-2", 1)))
		return errors.Join(err, undelivered(ctx, s, "", "", 10, "a room-1 7", "a room-2 1", "b room-1 4"),
			undelivered(ctx, s, "a", "room-1", 1, "a room-2 1"), undelivered(ctx, s, "b", "room-1", 10))
	})},
	{"FailedDeliveries are the webhook's that were given up, in pages", withWebhook(func(ctx context.Context, s chat.Storage) error {
		err := due(ctx, s, "a", "room-1", 3)
		for _, d := range []chat.Delivery{givenUp("a", "room-2", 1), givenUp("a", "room-1", 10), givenUp("a", "room-1", 9), givenUp("b", "room-1", 1)} {
			err = errors.Join(err, due(ctx, s, d.Webhook, d.Room, d.Rev), s.SetDelivery(ctx, d))
		}
		list, err2 := s.FailedDeliveries(ctx, "a", "room-1", 9, 1)
		return errors.Join(err, err2, sameList("whole", list, []chat.Delivery{givenUp("a", "room-1", 10)}),
			failed(ctx, s, "a", "", 0, 10, "a room-1 9", "a room-1 10", "a room-2 1"), failed(ctx, s, "a", "", 0, 2, "a room-1 9", "a room-1 10"), failed(ctx, s, "z", "", 0, 10))
	})},
	{"SetDelivery replaces what came of it, also back to nothing", withWebhook(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(due(ctx, s, "a", "room-1", 1, 2), s.SetDelivery(ctx, givenUp("a", "room-1", 1)), next(ctx, s, "a", "room-1", 2),
			s.SetDelivery(ctx, chat.Delivery{Webhook: "a", Room: "room-1", Rev: 1}))
		return errors.Join(err, next(ctx, s, "a", "room-1", 1), failed(ctx, s, "a", "", 0, 10))
	})},
	{"SetDelivery of none is ErrNotFound", withWebhook(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(is("SetDelivery", s.SetDelivery(ctx, givenUp("a", "room-1", 1)), chat.ErrNotFound), failed(ctx, s, "a", "", 0, 10))
	})},
	{"RemoveDelivery removes that one, or is ErrNotFound", withWebhook(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(due(ctx, s, "a", "room-1", 1, 2), due(ctx, s, "b", "room-1", 1), s.RemoveDelivery(ctx, "a", "room-1", 1))
		return errors.Join(err, is("again", s.RemoveDelivery(ctx, "a", "room-1", 1), chat.ErrNotFound), next(ctx, s, "a", "room-1", 2), next(ctx, s, "b", "room-1", 1))
	})},
}

// webhookCalls are those about webhooks.
var webhookCalls = []call{
	{"AddWebhook", func(ctx context.Context, s chat.Storage) error { return s.AddWebhook(ctx, webhook("a")) }},
	{"Webhook", func(ctx context.Context, s chat.Storage) error { _, err := s.Webhook(ctx, "a"); return err }},
	{"Webhooks", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Webhooks(ctx, "room-lobby", "", 1)
		return err
	}},
	{"UpdateWebhook", func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateWebhook(ctx, "a", func(w *chat.Webhook) error { w.URL += "!"; return nil })
		return err
	}},
	{"AddDelivery", func(ctx context.Context, s chat.Storage) error { return s.AddDelivery(ctx, "a", "room-lobby", 1) }},
	{"NextDelivery", func(ctx context.Context, s chat.Storage) error {
		_, err := s.NextDelivery(ctx, "a", "room-lobby")
		return err
	}},
	{"Undelivered", func(ctx context.Context, s chat.Storage) error { _, err := s.Undelivered(ctx, "", "", 1); return err }},
	{"FailedDeliveries", func(ctx context.Context, s chat.Storage) error {
		_, err := s.FailedDeliveries(ctx, "a", "", 0, 1)
		return err
	}},
	{"SetDelivery", func(ctx context.Context, s chat.Storage) error {
		return s.SetDelivery(ctx, givenUp("a", "room-lobby", 1))
	}},
	{"RemoveDelivery", func(ctx context.Context, s chat.Storage) error { return s.RemoveDelivery(ctx, "a", "room-lobby", 1) }},
	{"RemoveWebhook", func(ctx context.Context, s chat.Storage) error { return s.RemoveWebhook(ctx, "a") }},
}
