package chat

import (
	"context"
	"net/netip"
	"net/url"
	"strconv"
	"time"
)

// A WebhookDraft is a webhook to be made.
type WebhookDraft struct {
	// URL is where events are posted: http or https, at most 2000 characters, without a user
	// or a fragment, on port 80, 443 or one above 1023. What it leads to must be on the
	// Internet, or in WebhookOptions.Networks: an address in it is checked now, a name each
	// time that it is called.
	URL string `json:"url" validate:"visible,max=2000"`
	// Events are the kinds to be told of. Default: all.
	Events []EventKind `json:"events" validate:"max=50,dive,max=64,ref"`
}

// A WebhookEdit changes a webhook; what is nil stays as it is.
type WebhookEdit struct {
	URL    *string      `json:"url" validate:"omitempty,max=2000"`
	Events *[]EventKind `json:"events" validate:"omitempty,max=50,dive,max=64,ref"`
	// Enabled true has it told again, of what came while it was not told too; false has it
	// told nothing.
	Enabled *bool `json:"enabled"`
}

// errNoWebhooks is for who would wait for nothing.
var errNoWebhooks = Refuse("outgoing webhooks are switched off here")

// CreateWebhook has a server told of what happens in the room from now on, or in every one
// but direct ones if room is empty, and returns the webhook with the secret that signs
// what it gets. Who may is for Options.Policy to say. ErrFull: there are MaxWebhooks.
// ErrForbidden also without Options.Webhooks.
//
// Each event is a POST of what Event.MarshalJSON makes of it, with the current state of
// what it is about, signed as VerifyWebhook checks. They come at least once and, but for
// what was put aside or is repeated, in the order of their room. Any status from 200 to 299
// is well; 410 disables the webhook; after everything else, redirects too, it is tried
// again. What could not be told is put aside; see FailedDeliveries. Of several nodes on one
// database each tells of what was written through it and of what it finds when it starts,
// so that more comes more than once: a receiver passes over a Webhook-Id that it has seen.
func (m *Module) CreateWebhook(ctx context.Context, actor UserID, room RoomID, d WebhookDraft) (Webhook, string, error) {
	if err := m.begin(); err != nil {
		return Webhook{}, "", opError("chat.CreateWebhook", err)
	}
	defer m.busy.Done()
	w, err := m.createWebhook(ctx, actor, room, d)
	return w, w.Secret, opError("chat.CreateWebhook", err)
}

func (m *Module) createWebhook(ctx context.Context, actor UserID, room RoomID, d WebhookDraft) (Webhook, error) {
	err := m.mayManage(ctx, actor, room, ActionManageWebhooks)
	switch {
	case err != nil:
		return Webhook{}, err
	case m.courier == nil:
		return Webhook{}, errNoWebhooks
	}
	if err := m.checkWebhook(d); err != nil {
		return Webhook{}, err
	}
	w := Webhook{ID: WebhookID(newID()), Room: room, URL: d.URL, Events: NewSet(d.Events...), Secret: newSigningSecret(),
		CreatedBy: actor, CreatedAt: m.now()}
	if err := m.store.AddWebhook(ctx, w); err != nil {
		return Webhook{}, err
	}
	return w, nil
}

func (m *Module) checkWebhook(d WebhookDraft) error {
	err := m.rules.check(d)
	if err == nil && !m.courier.callable(d.URL) {
		err = &FieldError{Field: "url", Code: "url", Reason: "must be an http or https URL on port 80, 443 or above 1023 that may be called"}
	}
	return err
}

// callable tells whether a URL is one to call, as far as can be told without calling.
func (c *courier) callable(s string) bool {
	u, err := url.Parse(s)
	if err != nil || !sayable(s) || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	if p := u.Port(); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil || n > 65535 || n < 1024 && n != 80 && n != 443 {
			return false
		}
	}
	a, err := netip.ParseAddr(u.Hostname())
	return err != nil || c.guard.permits(a)
}

// Webhooks returns at most limit webhooks of the room, or of all rooms if it is empty, in
// ID order from the one after after, and whether there are more. Who may see them is for
// Options.Policy to say.
func (m *Module) Webhooks(ctx context.Context, actor UserID, room RoomID, after WebhookID, limit int) ([]Webhook, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Webhooks", err)
	}
	defer m.busy.Done()
	err := m.mayManage(ctx, actor, room, ActionManageWebhooks)
	var list []Webhook
	if err == nil {
		list, err = m.store.Webhooks(ctx, room, after, limit+1)
	}
	if err != nil {
		return nil, false, opError("chat.Webhooks", err)
	}
	return list[:min(limit, len(list))], len(list) > limit, nil
}

// managedWebhook is the webhook that the actor may manage.
func (m *Module) managedWebhook(ctx context.Context, actor UserID, id WebhookID) (Webhook, error) {
	w, err := m.store.Webhook(ctx, id)
	if err == nil {
		err = m.mayManage(ctx, actor, w.Room, ActionManageWebhooks)
	}
	return w, err
}

// UpdateWebhook changes a webhook. Who may is for Options.Policy to say.
func (m *Module) UpdateWebhook(ctx context.Context, actor UserID, id WebhookID, e WebhookEdit) (Webhook, error) {
	if err := m.begin(); err != nil {
		return Webhook{}, opError("chat.UpdateWebhook", err)
	}
	defer m.busy.Done()
	w, err := m.updateWebhook(ctx, actor, id, e)
	return w, opError("chat.UpdateWebhook", err)
}

func (m *Module) updateWebhook(ctx context.Context, actor UserID, id WebhookID, e WebhookEdit) (Webhook, error) {
	w, err := m.managedWebhook(ctx, actor, id)
	switch {
	case err != nil:
		return Webhook{}, err
	case m.courier == nil:
		return Webhook{}, errNoWebhooks
	}
	if e.URL != nil {
		w.URL = *e.URL
	}
	if e.Events == nil {
		e.Events = new([]EventKind)
		for _, kind := range w.Events.Words() {
			*e.Events = append(*e.Events, EventKind(kind))
		}
	}
	if err := m.checkWebhook(WebhookDraft{w.URL, *e.Events}); err != nil {
		return Webhook{}, err
	}
	w, err = m.store.UpdateWebhook(ctx, id, func(now *Webhook) error {
		now.URL, now.Events = w.URL, NewSet(*e.Events...)
		if e.Enabled != nil {
			now.DisabledAt, now.Reason = time.Time{}, ""
		}
		if e.Enabled != nil && !*e.Enabled {
			now.DisabledAt = m.now()
		}
		return nil
	})
	if err == nil && w.DisabledAt.IsZero() {
		m.courier.resume()
	}
	return w, err
}

// secretLives is for how long a secret signs after it was rotated.
const secretLives = 24 * time.Hour

// RotateWebhook gives the webhook another secret, which it returns. For a day what it gets
// is signed with the one before too. Who may is for Options.Policy to say.
func (m *Module) RotateWebhook(ctx context.Context, actor UserID, id WebhookID) (Webhook, string, error) {
	if err := m.begin(); err != nil {
		return Webhook{}, "", opError("chat.RotateWebhook", err)
	}
	defer m.busy.Done()
	w, err := m.managedWebhook(ctx, actor, id)
	if err == nil {
		w, err = m.store.UpdateWebhook(ctx, id, func(w *Webhook) error {
			w.OldSecret, w.OldUntil, w.Secret = w.Secret, m.now().Add(secretLives), newSigningSecret()
			return nil
		})
	}
	return w, w.Secret, opError("chat.RotateWebhook", err)
}

// RemoveWebhook removes the webhook and what it is still to be told. Who may is for
// Options.Policy to say.
func (m *Module) RemoveWebhook(ctx context.Context, actor UserID, id WebhookID) error {
	if err := m.begin(); err != nil {
		return opError("chat.RemoveWebhook", err)
	}
	defer m.busy.Done()
	_, err := m.managedWebhook(ctx, actor, id)
	if err == nil {
		err = m.store.RemoveWebhook(ctx, id)
	}
	return opError("chat.RemoveWebhook", err)
}

// FailedDeliveries returns at most limit events that the webhook could not be told of, in
// the order of Room and Rev from the first above (room, rev), and whether there are more.
// Who may see them is for Options.Policy to say.
func (m *Module) FailedDeliveries(ctx context.Context, actor UserID, id WebhookID, room RoomID, rev int64, limit int) ([]Delivery, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.FailedDeliveries", err)
	}
	defer m.busy.Done()
	_, err := m.managedWebhook(ctx, actor, id)
	var list []Delivery
	if err == nil {
		list, err = m.store.FailedDeliveries(ctx, id, room, rev, limit+1)
	}
	if err != nil {
		return nil, false, opError("chat.FailedDeliveries", err)
	}
	return list[:min(limit, len(list))], len(list) > limit, nil
}

// RetryDelivery has the webhook told once more of an event that was put aside, soon, with
// the current state of what it is about and before all later ones that wait. Who may is for
// Options.Policy to say. ErrNotFound: it was not put aside.
func (m *Module) RetryDelivery(ctx context.Context, actor UserID, id WebhookID, room RoomID, rev int64) error {
	return m.failedDelivery(ctx, "chat.RetryDelivery", actor, Delivery{Webhook: id, Room: room, Rev: rev}, func(d Delivery) error {
		err := m.store.SetDelivery(ctx, Delivery{Webhook: id, Room: room, Rev: rev})
		if err == nil {
			m.courier.wake(lane{id, room})
		}
		return err
	})
}

// DropDelivery removes an event that was put aside. Who may is for Options.Policy to say.
// ErrNotFound: it was not put aside.
func (m *Module) DropDelivery(ctx context.Context, actor UserID, id WebhookID, room RoomID, rev int64) error {
	return m.failedDelivery(ctx, "chat.DropDelivery", actor, Delivery{Webhook: id, Room: room, Rev: rev}, func(Delivery) error {
		return m.store.RemoveDelivery(ctx, id, room, rev)
	})
}

// failedDelivery does something with one that was put aside.
func (m *Module) failedDelivery(ctx context.Context, op string, actor UserID, want Delivery, do func(Delivery) error) error {
	if err := m.begin(); err != nil {
		return opError(op, err)
	}
	defer m.busy.Done()
	_, err := m.managedWebhook(ctx, actor, want.Webhook)
	var list []Delivery
	if err == nil {
		list, err = m.store.FailedDeliveries(ctx, want.Webhook, want.Room, want.Rev-1, 1)
	}
	if err == nil && (len(list) == 0 || list[0].Room != want.Room || list[0].Rev != want.Rev) {
		err = ErrNotFound
	}
	if err == nil {
		err = do(list[0])
	}
	return opError(op, err)
}
