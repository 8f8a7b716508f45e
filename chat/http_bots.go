package chat

import "net/http"

// newTokenJSON is a token with its secret, which is told once.
type newTokenJSON struct {
	BotToken
	Token string `json:"token"`
}

// botRoutes are those about bots.
func (m *Module) botRoutes() map[string]endpoint {
	return map[string]endpoint{
		"GET /api/v1/bots":                         m.getBots,
		"POST /api/v1/bots":                        m.postBot,
		"GET /api/v1/rooms/{room}/bots":            m.getBots,
		"POST /api/v1/rooms/{room}/bots":           m.postBot,
		"DELETE /api/v1/bots/{bot}":                m.deleteBot,
		"GET /api/v1/bots/{bot}/tokens":            m.getBotTokens,
		"POST /api/v1/bots/{bot}/tokens":           m.postBotToken,
		"DELETE /api/v1/bots/{bot}/tokens/{token}": m.deleteBotToken,
	}
}

// placeFor returns who asks, who must be logged in, and the room of the path; none for a
// path without one.
func (m *Module) placeFor(r *http.Request) (UserID, RoomID, error) {
	if r.PathValue("room") == "" {
		viewer, err := m.seedUser(r)
		return viewer.ID, "", err
	}
	viewer, room, err := m.managedRoom(r)
	return viewer.ID, room.ID, err
}

func (m *Module) getBots(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.placeFor(r)
	if err != nil {
		return err
	}
	after, limit, err := idPage[UserID](r)
	if err != nil {
		return err
	}
	list, more, err := m.Bots(r.Context(), viewer, room, after, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newIDPage(list, more, func(b Bot) UserID { return b.User.ID }))
}

func (m *Module) postBot(w http.ResponseWriter, r *http.Request) error {
	viewer, room, err := m.placeFor(r)
	if err != nil {
		return err
	}
	var d BotDraft
	if err := readBody(r, &d); err != nil {
		return err
	}
	b, err := m.CreateBot(r.Context(), viewer, room, d)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, b)
}

// idFor returns who asks, who must be logged in, and an ID that the path names.
func (m *Module) idFor(r *http.Request, name string) (UserID, string, error) {
	viewer, err := m.seedUser(r)
	if err != nil {
		return "", "", err
	}
	id, err := pathID(r, name)
	return viewer.ID, id, err
}

func (m *Module) deleteBot(w http.ResponseWriter, r *http.Request) error {
	viewer, bot, err := m.idFor(r, "bot")
	if err == nil {
		err = m.RemoveBot(r.Context(), viewer, UserID(bot))
	}
	return done(w, err)
}

// done answers that something was done, unless it was not.
func done(w http.ResponseWriter, err error) error {
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

func (m *Module) getBotTokens(w http.ResponseWriter, r *http.Request) error {
	viewer, bot, err := m.idFor(r, "bot")
	if err != nil {
		return err
	}
	after, limit, err := idPage[TokenID](r)
	if err != nil {
		return err
	}
	list, more, err := m.BotTokens(r.Context(), viewer, UserID(bot), after, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newIDPage(list, more, func(t BotToken) TokenID { return t.ID }))
}

func (m *Module) postBotToken(w http.ResponseWriter, r *http.Request) error {
	viewer, bot, err := m.idFor(r, "bot")
	if err != nil {
		return err
	}
	var d TokenDraft
	if err := readBody(r, &d); err != nil {
		return err
	}
	t, secret, err := m.CreateBotToken(r.Context(), viewer, UserID(bot), d)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, newTokenJSON{t, secret})
}

func (m *Module) deleteBotToken(w http.ResponseWriter, r *http.Request) error {
	viewer, bot, err := m.idFor(r, "bot")
	if err != nil {
		return err
	}
	id, err := pathID(r, "token")
	if err == nil {
		err = m.RemoveBotToken(r.Context(), viewer, UserID(bot), TokenID(id))
	}
	return done(w, err)
}
