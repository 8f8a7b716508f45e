package chat

import (
	"net/http"
	"strings"
)

// getUsers lists people whom the viewer may look for.
func (m *Module) getUsers(w http.ResponseWriter, r *http.Request) error {
	viewer, err := m.me(r)
	if err != nil {
		return err
	}
	pass{user: viewer}.issue(r)
	after, limit, err := idPage[UserID](r)
	if err != nil {
		return err
	}
	list, next, err := m.FindUsers(r.Context(), viewer.ID, r.URL.Query().Get("q"), string(after), limit)
	if err != nil {
		return err
	}
	page := newIDPage(list, next != "", func(u User) UserID { return u.ID })
	page.Page.After = UserID(next)
	return writeJSON(w, http.StatusOK, page)
}

// getUser shows somebody.
func (m *Module) getUser(w http.ResponseWriter, r *http.Request) error {
	viewer, err := m.me(r)
	if err != nil {
		return err
	}
	pass{user: viewer}.issue(r)
	name, err := pathUser(r, viewer)
	if err != nil {
		return err
	}
	u, err := m.FindUser(r.Context(), viewer.ID, string(name))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, u)
}

// pathUser returns the ID or the ref of the user that the path names; "me" is the viewer.
func pathUser(r *http.Request, viewer User) (UserID, error) {
	name := r.PathValue("user")
	most := maxKey
	if strings.HasPrefix(name, refPrefix) {
		most += maxKey + len(refPrefix) + 1
	}
	if len(name) > most || !sayable(name) {
		return "", ErrNotFound
	}
	if name == "me" {
		return viewer.ID, nil
	}
	return UserID(name), nil
}
