package chat

import (
	"context"
	"errors"
	"net/http"
)

// meJSON is the viewer with what only they see.
type meJSON struct {
	User
	Preferences preferencesJSON `json:"preferences"`
}

// preferencesJSON is what others see of somebody.
type preferencesJSON struct {
	Presence     bool `json:"presence"`
	ReadReceipts bool `json:"readReceipts"`
}

func newPreferencesJSON(p Preferences) preferencesJSON {
	return preferencesJSON{Presence: !p.HidePresence, ReadReceipts: !p.HideReads}
}

// meEdit is the body of patchMe; what is absent stays as it is.
type meEdit struct {
	Preferences struct {
		Presence     *bool `json:"presence"`
		ReadReceipts *bool `json:"readReceipts"`
	} `json:"preferences"`
}

func (e meEdit) change(p *Preferences) {
	if v := e.Preferences.Presence; v != nil {
		p.HidePresence = !*v
	}
	if v := e.Preferences.ReadReceipts; v != nil {
		p.HideReads = !*v
	}
}

func (m *Module) getMe(w http.ResponseWriter, r *http.Request) error {
	viewer, err := m.me(r)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, meJSON{viewer, newPreferencesJSON(viewer.Preferences)})
}

// patchMe changes what others see of the viewer.
func (m *Module) patchMe(w http.ResponseWriter, r *http.Request) error {
	viewer, err := m.me(r)
	if err != nil {
		return err
	}
	var body meEdit
	if err := readBody(r, &body); err != nil {
		return err
	}
	viewer, err = m.UpdatePreferences(r.Context(), viewer.ID, body.change)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, meJSON{viewer, newPreferencesJSON(viewer.Preferences)})
}

// me returns the viewer, also of a long route, or ErrUnauthenticated.
func (m *Module) me(r *http.Request) (User, error) {
	timed, cancel := m.inTime(r)
	defer cancel()
	viewer, id, err := m.who(timed)
	// What the handler does next, it does with the roles and limits of the viewer, but not in
	// the time that asking who they are may take.
	*r = *r.WithContext(id.in(r.Context()))
	if err == nil && viewer.ID == "" {
		err = ErrUnauthenticated
	}
	return viewer, err
}

// getMyExport sends all that is known of the viewer.
func (m *Module) getMyExport(w http.ResponseWriter, r *http.Request) error {
	viewer, err := m.me(r)
	if err != nil {
		return err
	}
	return m.stream(w, r, "my-messages", func(ctx context.Context, out *download) error {
		return m.ExportUser(ctx, out, viewer.ID)
	})
}

// farewell is the body of deleteMe.
type farewell struct {
	Confirm bool `json:"confirm" validate:"required"`
}

// leaver is me, also for who is banned from everything: to go is all that is left to them.
func (m *Module) leaver(r *http.Request) (User, error) {
	viewer, err := m.me(r)
	if viewer.ID == "" || !errors.Is(err, ErrBanned) {
		return viewer, err
	}
	if err := m.charge(r, viewer); err != nil {
		return User{}, err
	}
	return viewer, scoped(r)
}

// deleteMe erases the viewer, who must say {"confirm":true}: it cannot be undone. It goes
// on when the client goes away, since half of it would help nobody.
func (m *Module) deleteMe(w http.ResponseWriter, r *http.Request) error {
	viewer, err := m.leaver(r)
	if err != nil {
		return err
	}
	var body farewell
	if err := readBody(r, &body); err != nil {
		return err
	}
	if err := m.rules.check(body); err != nil {
		return err
	}
	if err := m.EraseUser(context.WithoutCancel(r.Context()), viewer.ID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
