package chat

import (
	"context"
	"time"
)

// A WebhookID names a webhook.
type WebhookID string

// MaxWebhooks is the most webhooks that a room has, and of which all rooms are told.
const MaxWebhooks = 20

// A Webhook has a server elsewhere told what happens.
type Webhook struct {
	ID WebhookID `json:"id"`
	// Room is the one whose events it is told of. Empty: all but direct ones.
	Room RoomID `json:"room,omitempty"`
	// URL is where they are posted.
	URL string `json:"url"`
	// Events are the kinds that it is told of; empty: all.
	Events    Set       `json:"events"`
	CreatedBy UserID    `json:"createdBy"`
	CreatedAt time.Time `json:"createdAt"`
	// DisabledAt is since when it is told nothing; zero: it is. Reason says why, if that was
	// not somebody's wish.
	DisabledAt time.Time `json:"disabledAt,omitzero"`
	Reason     string    `json:"reason,omitempty"`

	// Secret signs what is posted, and so does the one before it up to OldUntil.
	Secret    string    `json:"-"`
	OldSecret string    `json:"-"`
	OldUntil  time.Time `json:"-"`
}

// A Delivery is an event that a webhook is to be told of, or could not be.
type Delivery struct {
	Webhook WebhookID `json:"-"`
	Room    RoomID    `json:"room"`
	Rev     int64     `json:"rev"`
	// Attempts is how often it was tried before it was given up, and Reason what the last
	// one came to.
	Attempts int    `json:"attempts"`
	Reason   string `json:"reason"`
	// FailedAt is when it was given up; zero: it is still to be told.
	FailedAt time.Time `json:"failedAt,omitzero"`
}

// WebhookStore keeps webhooks and what they are to be told of.
type WebhookStore interface {
	// AddWebhook stores w. An ID that is taken is ErrExists. ErrNotFound: no such room.
	// ErrFull: there are MaxWebhooks for that Room, or without one.
	AddWebhook(ctx context.Context, w Webhook) error

	// Webhook returns the webhook, or ErrNotFound.
	Webhook(ctx context.Context, id WebhookID) (Webhook, error)

	// Webhooks returns at most limit webhooks of the room, or those without one if it is
	// empty, with an ID above after, in ascending ID order.
	Webhooks(ctx context.Context, room RoomID, after WebhookID, limit int) ([]Webhook, error)

	// UpdateWebhook lets change edit the current webhook, then stores it, and returns it as
	// stored. Its ID, Room, CreatedBy and CreatedAt stay.
	//
	// change may run more than once and must not call the store. An error it returns ends
	// the update without a trace and is returned, wrapped. ErrNotFound: no such webhook.
	UpdateWebhook(ctx context.Context, id WebhookID, change func(w *Webhook) error) (Webhook, error)

	// RemoveWebhook removes the webhook with its deliveries, or returns ErrNotFound.
	RemoveWebhook(ctx context.Context, id WebhookID) error

	// AddDelivery stores that the webhook is to be told of the event, unless it is stored
	// already. ErrNotFound: no such webhook.
	AddDelivery(ctx context.Context, webhook WebhookID, room RoomID, rev int64) error

	// NextDelivery returns the one with the lowest Rev that is still to be told, or
	// ErrNotFound.
	NextDelivery(ctx context.Context, webhook WebhookID, room RoomID) (Delivery, error)

	// Undelivered returns, for at most limit pairs of webhook and room above the given pair,
	// in ascending order of these, the first one that is still to be told.
	Undelivered(ctx context.Context, webhook WebhookID, room RoomID, limit int) ([]Delivery, error)

	// FailedDeliveries returns at most limit of those of the webhook that were given up, in
	// ascending order of Room and Rev from the first above (room, rev).
	FailedDeliveries(ctx context.Context, webhook WebhookID, room RoomID, rev int64, limit int) ([]Delivery, error)

	// SetDelivery replaces the Attempts, Reason and FailedAt of a delivery. ErrNotFound:
	// there is none of that Webhook, Room and Rev.
	SetDelivery(ctx context.Context, d Delivery) error

	// RemoveDelivery removes the delivery, or returns ErrNotFound.
	RemoveDelivery(ctx context.Context, webhook WebhookID, room RoomID, rev int64) error
}
