package chat

import (
	"context"
	"errors"
	"net/http"
)

// newIncomingJSON is an incoming webhook with its token, which is told once.
type newIncomingJSON struct {
	IncomingWebhook
	Token string `json:"token"`
	// Path is where to post, relative to the mount.
	Path string `json:"path"`
}

func newNewIncomingJSON(hook IncomingWebhook, secret string) newIncomingJSON {
	return newIncomingJSON{hook, secret, "hooks/" + secret}
}

// incomingRoutes are those with which people manage incoming webhooks.
func (m *Module) incomingRoutes() map[string]endpoint {
	return map[string]endpoint{
		"GET /api/v1/rooms/{room}/webhooks/incoming":   m.getIncoming,
		"POST /api/v1/rooms/{room}/webhooks/incoming":  m.postIncomingWebhook,
		"DELETE /api/v1/webhooks/incoming/{hook}":      m.deleteIncoming,
		"POST /api/v1/webhooks/incoming/{hook}/rotate": m.postIncomingRotate,
	}
}

// hookRoutes are where programs post. What they know is in the path: no cookie is looked
// at, so that there is nothing that another site's page could make use of.
func (m *Module) hookRoutes() map[string]endpoint {
	return map[string]endpoint{"POST /hooks/{hook}": m.postHook}
}

func (m *Module) getIncoming(w http.ResponseWriter, r *http.Request) error {
	return sendManaged(m, w, r, m.Incoming, func(h IncomingWebhook) UserID { return h.ID })
}

func (m *Module) postIncomingWebhook(w http.ResponseWriter, r *http.Request) error {
	return makeManaged(m, w, r, func(ctx context.Context, actor UserID, room RoomID, d BotDraft) (newIncomingJSON, error) {
		hook, secret, err := m.CreateIncoming(ctx, actor, room, d)
		return newNewIncomingJSON(hook, secret), err
	})
}

func (m *Module) deleteIncoming(w http.ResponseWriter, r *http.Request) error {
	viewer, hook, err := m.idFor(r, "hook")
	if err == nil {
		err = m.RemoveIncoming(r.Context(), viewer, UserID(hook))
	}
	return done(w, err)
}

func (m *Module) postIncomingRotate(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.idFor(r, "hook")
	if err != nil {
		return err
	}
	hook, secret, err := m.RotateIncoming(r.Context(), viewer, UserID(id))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newNewIncomingJSON(hook, secret))
}

// postHook says what came to an incoming webhook. Who guesses tokens counts as nobody.
func (m *Module) postHook(w http.ResponseWriter, r *http.Request) error {
	token, err := pathID(r, "hook")
	var by caller
	if err == nil {
		by, err = m.incoming(r.Context(), token)
	}
	if errors.Is(err, ErrNotFound) {
		if many := m.chargeAddress(m.counters.requests, r, w.Header()); many != nil {
			return many
		}
	}
	if err != nil {
		return err
	}
	if err := charge(m.counters.hooks, by.user.ID, m.opts.Now(), w.Header()); err != nil {
		return err
	}
	var d HookDraft
	if err := readBody(r, &d); err != nil {
		return err
	}
	key := Draft{ClientID: d.ClientID}
	if err := idempotencyKey(r, &key); err != nil {
		return err
	}
	d.ClientID = key.ClientID
	msg, created, err := m.PostIncoming(r.Context(), token, d)
	if err != nil {
		return err
	}
	return writePosted(w, "../api/v1/messages/", msg, created)
}
