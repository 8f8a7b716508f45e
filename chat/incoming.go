package chat

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"
)

// hookMark begins every token of an incoming webhook.
const hookMark = "whk_"

// An IncomingWebhook lets whoever knows its token write into a room, without a log-in and
// as a user of its own. Its ID is that of the user.
type IncomingWebhook struct {
	ID        UserID    `json:"id"`
	Room      RoomID    `json:"room"`
	User      User      `json:"user"`
	CreatedBy UserID    `json:"createdBy"`
	CreatedAt time.Time `json:"createdAt"`
}

func newIncoming(b Bot) IncomingWebhook {
	return IncomingWebhook{b.User.ID, b.Room, b.User, b.CreatedBy, b.CreatedAt}
}

// A HookDraft is what comes to an incoming webhook.
type HookDraft struct {
	// Text follows the rules of Draft.Text.
	Text string `json:"text" validate:"text"`
	// Name and Avatar, an http or https URL, become those of the webhook's user, as the
	// profile of an Identity does: what it wrote before is shown with them too. Default: they
	// stay as they are.
	Name   string `json:"name" validate:"sayable,line,max=100"`
	Avatar string `json:"avatar" validate:"max=2000"`
	// ClientID is as in a Draft: the same one again is the same message.
	ClientID string `json:"clientId" validate:"max=64,printascii"`
}

// CreateIncoming makes an incoming webhook of the room and returns it with its token, 47
// characters fit for a URL, which is told only now. Who may is for Options.Policy to say:
// ActionManageWebhooks and ActionAddMember, since its user becomes a member. ErrFull: the
// room has MaxBots of them.
func (m *Module) CreateIncoming(ctx context.Context, actor UserID, room RoomID, d BotDraft) (IncomingWebhook, string, error) {
	if err := m.begin(); err != nil {
		return IncomingWebhook{}, "", opError("chat.CreateIncoming", err)
	}
	defer m.busy.Done()
	if room == "" {
		return IncomingWebhook{}, "", opError("chat.CreateIncoming", ErrNotFound)
	}
	b, err := m.createBot(ctx, actor, Bot{Room: room, Hook: true}, ActionManageWebhooks, d)
	var secret string
	if err == nil {
		secret, err = m.addHookToken(ctx, actor, b)
	}
	return newIncoming(b), secret, opError("chat.CreateIncoming", err)
}

func (m *Module) addHookToken(ctx context.Context, actor UserID, b Bot) (string, error) {
	secret := newSecret(hookMark)
	return secret, m.store.AddBotToken(ctx, BotToken{ID: TokenID(newID()), Bot: b.User.ID, Scopes: NewSet(scopeHook), Rooms: NewSet(b.Room),
		CreatedBy: actor, CreatedAt: m.now()}, secretKey(secret))
}

// Incoming returns at most limit incoming webhooks of the room, in ID order from the one
// after after, and whether there are more. Who may see them is for Options.Policy to say.
func (m *Module) Incoming(ctx context.Context, actor UserID, room RoomID, after UserID, limit int) ([]IncomingWebhook, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Incoming", err)
	}
	defer m.busy.Done()
	bots, more, err := m.bots(ctx, actor, Bot{Room: room, Hook: true}, ActionManageWebhooks, after, limit)
	list := make([]IncomingWebhook, len(bots))
	for i, b := range bots {
		list[i] = newIncoming(b)
	}
	return list, more, opError("chat.Incoming", err)
}

// RotateIncoming gives the webhook another token, which it returns; those before are no
// good any more. Who may is for Options.Policy to say.
func (m *Module) RotateIncoming(ctx context.Context, actor, id UserID) (IncomingWebhook, string, error) {
	if err := m.begin(); err != nil {
		return IncomingWebhook{}, "", opError("chat.RotateIncoming", err)
	}
	defer m.busy.Done()
	hook, secret, err := m.rotateIncoming(ctx, actor, id)
	return hook, secret, opError("chat.RotateIncoming", err)
}

func (m *Module) rotateIncoming(ctx context.Context, actor, id UserID) (IncomingWebhook, string, error) {
	b, err := m.managedBot(ctx, actor, id, true, ActionManageWebhooks)
	if err != nil {
		return IncomingWebhook{}, "", err
	}
	old, err := m.store.BotTokens(ctx, id, "", MaxBotTokens)
	if err == nil {
		b.User, err = m.store.User(ctx, id)
	}
	var secret string
	if err == nil {
		secret, err = m.addHookToken(ctx, actor, b)
	}
	for _, t := range old {
		if err == nil {
			err = gone(m.store.RemoveBotToken(ctx, id, t.ID))
		}
	}
	return newIncoming(b), secret, err
}

// RemoveIncoming removes the webhook; what it wrote stays. Who may is for Options.Policy to
// say.
func (m *Module) RemoveIncoming(ctx context.Context, actor, id UserID) error {
	if err := m.begin(); err != nil {
		return opError("chat.RemoveIncoming", err)
	}
	defer m.busy.Done()
	b, err := m.managedBot(ctx, actor, id, true, ActionManageWebhooks)
	if err == nil {
		err = m.removeBot(ctx, actor, b)
	}
	return opError("chat.RemoveIncoming", err)
}

// PostIncoming says something by an incoming webhook, as Post does. ErrNotFound: there is
// none with that token.
func (m *Module) PostIncoming(ctx context.Context, token string, d HookDraft) (Message, bool, error) {
	if err := m.begin(); err != nil {
		return Message{}, false, opError("chat.PostIncoming", err)
	}
	defer m.busy.Done()
	hook, err := m.incoming(ctx, token)
	if err != nil {
		return Message{}, false, opError("chat.PostIncoming", err)
	}
	msg, created, err := m.postIncoming(ctx, hook, d)
	return msg, created, opError("chat.PostIncoming", err)
}

// A caller is who comes by an incoming webhook.
type caller struct {
	user User
	room RoomID
}

// incoming finds the webhook with the token.
func (m *Module) incoming(ctx context.Context, token string) (caller, error) {
	if !strings.HasPrefix(token, hookMark) {
		return caller{}, ErrNotFound
	}
	t, u, err := m.tokenUser(ctx, token)
	if err == nil && !t.Scopes.Has(scopeHook) {
		err = ErrNotFound
	}
	return caller{u, RoomID(t.Rooms)}, err
}

func (m *Module) postIncoming(ctx context.Context, by caller, d HookDraft) (Message, bool, error) {
	var avatar error
	if d.Avatar != "" && webURL(d.Avatar) == "" {
		avatar = &FieldError{Field: "avatar", Code: "url", Reason: "must be an http or https URL"}
	}
	if err := errors.Join(m.rules.check(d), avatar); err != nil {
		return Message{}, false, err
	}
	u := by.user
	u.DisplayName, u.AvatarURL = cmp.Or(cleanName(d.Name), u.DisplayName), cmp.Or(webURL(d.Avatar), u.AvatarURL)
	if u != by.user {
		u.UpdatedAt = m.now()
		if _, err := m.store.SaveUser(ctx, u, nil); err != nil {
			return Message{}, false, err
		}
	}
	ctx = WithGrant(ctx, &Grant{Scopes: NewSet(scopeHook), Rooms: NewSet(by.room)})
	return m.post(ctx, u.ID, by.room, Draft{Text: d.Text, ClientID: d.ClientID})
}
