package chat

import "net/http"

// threadMark is the body of putFollow, which need not be there.
type threadMark struct {
	Seq int64 `json:"seq" validate:"min=0"`
}

// putFollow has the viewer follow a thread, or notes how far they have read it.
func (m *Module) putFollow(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.actorOn(r)
	if err != nil {
		return err
	}
	var body threadMark
	if err := readOptionalBody(r, &body); err != nil {
		return err
	}
	if err := m.rules.check(body); err != nil {
		return err
	}
	if err := m.FollowThread(r.Context(), viewer.ID, id, body.Seq); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (m *Module) deleteFollow(w http.ResponseWriter, r *http.Request) error {
	return m.bookmark(w, r, m.UnfollowThread)
}

// getFollows lists the threads that the viewer follows.
func (m *Module) getFollows(w http.ResponseWriter, r *http.Request) error {
	return sendMine(m, w, r, m.FollowedThreads, func(f Followed) MessageID { return f.Message.ID })
}
