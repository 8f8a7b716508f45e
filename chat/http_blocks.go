package chat

import (
	"context"
	"net/http"
)

// blockRoutes are those about whom the viewer blocks.
func (m *Module) blockRoutes() map[string]endpoint {
	return map[string]endpoint{
		"GET /api/v1/blocks":           m.getBlocks,
		"PUT /api/v1/blocks/{user}":    m.block(m.Block),
		"DELETE /api/v1/blocks/{user}": m.block(m.Unblock),
	}
}

func (m *Module) getBlocks(w http.ResponseWriter, r *http.Request) error {
	viewer, _, err := m.everywhere(r)
	if err != nil {
		return err
	}
	before, limit, err := newestPage(r)
	if err != nil {
		return err
	}
	list, more, err := m.Blocks(r.Context(), viewer.ID, before, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newNewest(list, more, func(b Blocked) int64 { return b.Rev }))
}

func (m *Module) block(set func(ctx context.Context, user, other UserID) error) endpoint {
	return m.aboutUser(m.everywhere, func(ctx context.Context, w http.ResponseWriter, _ *http.Request, viewer UserID, _ RoomID, user UserID) error {
		if err := set(ctx, viewer, user); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}
