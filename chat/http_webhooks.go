package chat

import (
	"context"
	"errors"
	"net/http"
	"strconv"
)

// newWebhookJSON is a webhook with its secret, which is told once.
type newWebhookJSON struct {
	Webhook
	Secret string `json:"secret"`
}

// failuresJSON is a page of what a webhook could not be told of; After and AfterRev are
// where the next one begins.
type failuresJSON struct {
	Items []Delivery     `json:"items"`
	Page  failuresCursor `json:"page"`
}

type failuresCursor struct {
	After    RoomID `json:"after"`
	AfterRev int64  `json:"afterRev"`
	HasAfter bool   `json:"hasAfter"`
}

// webhookRoutes are those about outgoing webhooks.
func (m *Module) webhookRoutes() map[string]endpoint {
	const one = "/api/v1/webhooks/outgoing/{hook}"
	return map[string]endpoint{
		"GET /api/v1/webhooks/outgoing":               m.getWebhooks,
		"POST /api/v1/webhooks/outgoing":              m.postWebhook,
		"GET /api/v1/rooms/{room}/webhooks/outgoing":  m.getWebhooks,
		"POST /api/v1/rooms/{room}/webhooks/outgoing": m.postWebhook,
		"PATCH " + one:                             m.patchWebhook,
		"DELETE " + one:                            m.deleteWebhook,
		"POST " + one + "/rotate":                  m.postWebhookRotate,
		"GET " + one + "/failures":                 m.getFailures,
		"POST " + one + "/failures/{room}/{rev}":   m.onFailure(m.RetryDelivery),
		"DELETE " + one + "/failures/{room}/{rev}": m.onFailure(m.DropDelivery),
	}
}

func (m *Module) getWebhooks(w http.ResponseWriter, r *http.Request) error {
	return sendManaged(m, w, r, m.Webhooks, func(w Webhook) WebhookID { return w.ID })
}

func (m *Module) postWebhook(w http.ResponseWriter, r *http.Request) error {
	return makeManaged(m, w, r, func(ctx context.Context, actor UserID, room RoomID, d WebhookDraft) (newWebhookJSON, error) {
		hook, secret, err := m.CreateWebhook(ctx, actor, room, d)
		return newWebhookJSON{hook, secret}, err
	})
}

func (m *Module) patchWebhook(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.idFor(r, "hook")
	if err != nil {
		return err
	}
	var e WebhookEdit
	if err := readBody(r, &e); err != nil {
		return err
	}
	hook, err := m.UpdateWebhook(r.Context(), viewer, WebhookID(id), e)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, hook)
}

func (m *Module) deleteWebhook(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.idFor(r, "hook")
	if err == nil {
		err = m.RemoveWebhook(r.Context(), viewer, WebhookID(id))
	}
	return done(w, err)
}

func (m *Module) postWebhookRotate(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.idFor(r, "hook")
	if err != nil {
		return err
	}
	hook, secret, err := m.RotateWebhook(r.Context(), viewer, WebhookID(id))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newWebhookJSON{hook, secret})
}

func (m *Module) getFailures(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.idFor(r, "hook")
	if err != nil {
		return err
	}
	after, limit, err := idPage[RoomID](r)
	rev, err2 := queryInt(r, "afterRev", 0, 0, maxSeq)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	list, more, err := m.FailedDeliveries(r.Context(), viewer, WebhookID(id), after, rev, limit)
	if err != nil {
		return err
	}
	page := failuresJSON{Items: append([]Delivery{}, list...), Page: failuresCursor{HasAfter: more}}
	if len(list) > 0 {
		last := list[len(list)-1]
		page.Page.After, page.Page.AfterRev = last.Room, last.Rev
	}
	return writeJSON(w, http.StatusOK, page)
}

// onFailure does something with the event that the path names.
func (m *Module) onFailure(do func(ctx context.Context, actor UserID, id WebhookID, room RoomID, rev int64) error) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		viewer, id, err := m.idFor(r, "hook")
		if err != nil {
			return err
		}
		room, err := pathID(r, "room")
		if err != nil {
			return err
		}
		rev, err := strconv.ParseInt(r.PathValue("rev"), 10, 64)
		if err != nil || rev < 1 {
			return ErrNotFound
		}
		return done(w, do(r.Context(), viewer, WebhookID(id), RoomID(room), rev))
	}
}
