package chat

import (
	"context"
	"net/http"
)

func (m *Module) putReaction(w http.ResponseWriter, r *http.Request) error {
	return m.reaction(w, r, m.React)
}

func (m *Module) deleteReaction(w http.ResponseWriter, r *http.Request) error {
	return m.reaction(w, r, m.Unreact)
}

func (m *Module) reaction(
	w http.ResponseWriter, r *http.Request, set func(ctx context.Context, actor UserID, id MessageID, emoji string) (Message, error),
) error {
	viewer, id, err := m.actorOn(r)
	if err != nil {
		return err
	}
	msg, err := set(r.Context(), viewer.ID, id, r.PathValue("emoji"))
	return answerMessage(w, msg, err)
}
