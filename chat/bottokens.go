package chat

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"time"
)

// tokenMark begins every token of a bot, so that the module knows its own.
const tokenMark = "pat_"

// A TokenDraft is a token to be made.
type TokenDraft struct {
	// Scopes are what it may be used for: at least one.
	Scopes []string `json:"scopes" validate:"min=1,max=20,dive,oneof=rooms:read rooms:write members:read members:write messages:read messages:write reactions:write"`
	// Rooms are the IDs of those where it may be used, at most 50. Default: the one that the
	// bot was made for, or all.
	Rooms []RoomID `json:"rooms" validate:"max=50,dive,id"`
	// ExpiresAt is when it ends, in the future. Default never.
	ExpiresAt time.Time `json:"expiresAt"`
}

// CreateBotToken makes a token for the bot and returns it with its secret, "pat_" and 43
// characters fit for a header, which is told only now. Who may is for Options.Policy to
// say. ErrFull: the bot has MaxBotTokens.
func (m *Module) CreateBotToken(ctx context.Context, actor, bot UserID, d TokenDraft) (BotToken, string, error) {
	if err := m.begin(); err != nil {
		return BotToken{}, "", opError("chat.CreateBotToken", err)
	}
	defer m.busy.Done()
	t, secret, err := m.createBotToken(ctx, actor, bot, d)
	return t, secret, opError("chat.CreateBotToken", err)
}

func (m *Module) createBotToken(ctx context.Context, actor, bot UserID, d TokenDraft) (BotToken, string, error) {
	b, err := m.managedBot(ctx, actor, bot, false, ActionManageBots)
	if err == nil {
		err = m.rules.check(d)
	}
	if err != nil {
		return BotToken{}, "", err
	}
	t := BotToken{ID: TokenID(newID()), Bot: bot, Scopes: NewSet(d.Scopes...), Rooms: NewSet(d.Rooms...), CreatedBy: actor,
		CreatedAt: m.now(), ExpiresAt: d.ExpiresAt.UTC().Truncate(time.Microsecond)}
	if t.expired(t.CreatedAt) {
		return BotToken{}, "", &FieldError{Field: "expiresAt", Code: "future", Reason: "must be in the future"}
	}
	if b.Room != "" {
		if slices.ContainsFunc(d.Rooms, func(id RoomID) bool { return id != b.Room }) {
			return BotToken{}, "", &FieldError{Field: "rooms", Code: "eq", Reason: "must be the room that the bot was made for"}
		}
		t.Rooms = NewSet(b.Room)
	}
	secret := newSecret(tokenMark)
	if err := m.store.AddBotToken(ctx, t, secretKey(secret)); err != nil {
		return BotToken{}, "", err
	}
	return t, secret, nil
}

func (t BotToken) expired(now time.Time) bool {
	return !t.ExpiresAt.IsZero() && !t.ExpiresAt.After(now)
}

// newSecret is 256 random bits as text.
func newSecret(mark string) string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return mark + base64.RawURLEncoding.EncodeToString(b[:])
}

// secretKey is what the storage knows of a secret: who reads the database cannot come in.
// One round of SHA-256 is enough where the input is 256 random bits: what makes passwords
// need a slow hash is that they can be guessed. A look-up by it also tells nothing by the
// time that it takes, since nobody can choose the hash that is compared.
func secretKey(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// BotTokens returns at most limit tokens of the bot, in ID order from the one after after,
// and whether there are more; those that have expired too. Who may see them is for
// Options.Policy to say.
func (m *Module) BotTokens(ctx context.Context, actor, bot UserID, after TokenID, limit int) ([]BotToken, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.BotTokens", err)
	}
	defer m.busy.Done()
	_, err := m.managedBot(ctx, actor, bot, false, ActionManageBots)
	var list []BotToken
	if err == nil {
		list, err = m.store.BotTokens(ctx, bot, after, limit+1)
	}
	if err != nil {
		return nil, false, opError("chat.BotTokens", err)
	}
	return list[:min(limit, len(list))], len(list) > limit, nil
}

// RemoveBotToken revokes a token: nobody comes in by it any more, and the bot's realtime
// sessions on this node end at once; see Revoke. Those with another token come back by
// themselves. Who may is for Options.Policy to say.
func (m *Module) RemoveBotToken(ctx context.Context, actor, bot UserID, id TokenID) error {
	if err := m.begin(); err != nil {
		return opError("chat.RemoveBotToken", err)
	}
	defer m.busy.Done()
	_, err := m.managedBot(ctx, actor, bot, false, ActionManageBots)
	if err == nil {
		err = m.store.RemoveBotToken(ctx, bot, id)
	}
	if err == nil {
		m.cut(ctx, bot)
	}
	return opError("chat.RemoveBotToken", err)
}
