package chat_test

import (
	"errors"
	"net/netip"
	"slices"
	"strings"

	"github.com/parleychat/parley/chat"
)

// withWebhooks lets webhooks lead to a network that is nowhere.
func withWebhooks(o *chat.Options) {
	o.Webhooks = &chat.WebhookOptions{Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
}

// machines are what a matrixWorld has besides people, made when they are first needed.
type machines struct {
	user    chat.User
	token   chat.TokenID
	secrets map[string]string // by the scope that they lack
	paths   *strings.Replacer
}

// bot is the header of a bot with every scope but one. In a direct room there is none, so
// that it is one of the whole module.
func (m *matrixWorld) bot(lacks string) []string {
	m.Helper()
	if m.user.ID == "" {
		m.robots()
	}
	if m.secrets[lacks] == "" {
		scopes := slices.DeleteFunc(slices.Clone(allScopes), func(s string) bool { return s == lacks })
		_, secret, err := m.CreateBotToken(chat.WithRoles(m.Context(), chat.RoleAdmin), m.owner.ID, m.user.ID, chat.TokenDraft{Scopes: scopes})
		if err != nil {
			m.Fatal(err)
		}
		m.secrets[lacks] = secret
	}
	return []string{"Authorization: Bearer " + m.secrets[lacks]}
}

// robots makes the bot, and a token to find.
func (m *matrixWorld) robots() {
	m.Helper()
	ctx, room := chat.WithRoles(m.Context(), chat.RoleAdmin), m.room.ID
	if m.kind == chat.Direct {
		room = ""
	}
	b, err := m.CreateBot(ctx, m.owner.ID, room, chat.BotDraft{Name: "robot"})
	if err != nil {
		m.Fatal(err)
	}
	t, _, err := m.CreateBotToken(ctx, m.owner.ID, b.User.ID, chat.TokenDraft{Scopes: allScopes})
	if err != nil {
		m.Fatal(err)
	}
	m.user, m.token, m.secrets = b.User, t.ID, map[string]string{}
}

// programs names them in routes.
func (m *matrixWorld) programs() *strings.Replacer {
	if m.paths == nil {
		if m.user.ID == "" {
			m.robots()
		}
		id, token := m.incoming()
		m.paths = strings.NewReplacer("{bot}", string(m.user.ID), "/tokens/{token}", "/tokens/"+string(m.token),
			"/hooks/{hook}", "/hooks/"+token, "/incoming/{hook}", "/incoming/"+id,
			"/outgoing/{hook}", "/outgoing/"+m.outgoing(), "{rev}", "1")
	}
	return m.paths
}

// incoming makes an incoming webhook. A direct room has none.
func (m *matrixWorld) incoming() (id, token string) {
	m.Helper()
	if m.kind == chat.Direct {
		return "none", "none"
	}
	h, token := m.hook()
	return string(h.ID), token
}

// outgoing makes a webhook that could not be told of rev 1. A direct room has none.
func (m *matrixWorld) outgoing() string {
	m.Helper()
	m.CallBy(nowhere{})
	if m.kind == chat.Direct {
		return "none"
	}
	w, _, err := m.CreateWebhook(m.Context(), m.owner.ID, m.room.ID, chat.WebhookDraft{URL: "https://192.0.2.1/"})
	failed := chat.Delivery{Webhook: w.ID, Room: m.room.ID, Rev: 1, FailedAt: w.CreatedAt}
	if err := errors.Join(err, m.store.AddDelivery(m.Context(), w.ID, m.room.ID, 1), m.store.SetDelivery(m.Context(), failed)); err != nil {
		m.Fatal(err)
	}
	return string(w.ID)
}
