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

func (m *Module) getBots(w http.ResponseWriter, r *http.Request) error {
	return sendManaged(m, w, r, m.Bots, func(b Bot) UserID { return b.User.ID })
}

func (m *Module) postBot(w http.ResponseWriter, r *http.Request) error {
	return makeManaged(m, w, r, m.CreateBot)
}

func (m *Module) deleteBot(w http.ResponseWriter, r *http.Request) error {
	viewer, bot, err := m.idFor(r, "bot")
	if err == nil {
		err = m.RemoveBot(r.Context(), viewer, UserID(bot))
	}
	return done(w, err)
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
