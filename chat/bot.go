package chat

import (
	"context"
	"time"
)

// BotProvider is the Provider of users that are programs. No Identity of the host's may
// have it.
const BotProvider = "bot"

// How many there may be.
const (
	// MaxBots is the most bots, and the most incoming webhooks, that a room has.
	MaxBots = 50
	// MaxBotTokens is the most tokens that a bot has.
	MaxBotTokens = 20
)

// A Bot is a user that is a program: it comes with a token instead of a log-in.
type Bot struct {
	// User is who it is. Storage keeps the ID alone; the module fills in the rest.
	User User `json:"user"`
	// Room is the one that it was made for, and beyond which none of its tokens reaches.
	// Empty: it was made for the whole module.
	Room RoomID `json:"room,omitempty"`
	// Hook tells that it is what an incoming webhook writes as.
	Hook      bool      `json:"-"`
	CreatedBy UserID    `json:"createdBy"`
	CreatedAt time.Time `json:"createdAt"`
}

// A TokenID names a token.
type TokenID string

// A BotToken lets whoever knows it act as a bot. The token itself is told when it is made
// and kept nowhere.
type BotToken struct {
	ID  TokenID `json:"id"`
	Bot UserID  `json:"bot"`
	// Scopes and Rooms are what it is limited to; see Grant.
	Scopes    Set       `json:"scopes"`
	Rooms     Set       `json:"rooms"`
	CreatedBy UserID    `json:"createdBy"`
	CreatedAt time.Time `json:"createdAt"`
	// ExpiresAt is when it ends; zero: never.
	ExpiresAt time.Time `json:"expiresAt,omitzero"`
	// LastUsedAt is the hour in which it was last used; zero: never.
	LastUsedAt time.Time `json:"lastUsedAt,omitzero"`
}

// BotStore keeps bots and their tokens. The key of a token is made of it, and all that is
// stored of it.
type BotStore interface {
	// AddBot stores a bot, of whose User it keeps the ID. One that is there already is
	// ErrExists. ErrNotFound: no such room. ErrFull: the room has MaxBots with that Hook.
	AddBot(ctx context.Context, b Bot) error

	// Bot returns the bot that the user is, or ErrNotFound.
	Bot(ctx context.Context, user UserID) (Bot, error)

	// Bots returns at most limit bots that were made for the room, or for none if it is
	// empty, and have that Hook, with an ID of their user above after, in ascending order of
	// these.
	Bots(ctx context.Context, room RoomID, hook bool, after UserID, limit int) ([]Bot, error)

	// RemoveBot removes the bot and its tokens, or returns ErrNotFound. Its user stays.
	RemoveBot(ctx context.Context, user UserID) error

	// AddBotToken stores t under the key. An ID or key that is taken is ErrExists.
	// ErrNotFound: no such bot. ErrFull: the bot has MaxBotTokens.
	AddBotToken(ctx context.Context, t BotToken, key string) error

	// BotTokenByKey returns the token with the key, or ErrNotFound.
	BotTokenByKey(ctx context.Context, key string) (BotToken, error)

	// BotTokens returns at most limit tokens of the bot with an ID above after, in ascending
	// ID order.
	BotTokens(ctx context.Context, bot UserID, after TokenID, limit int) ([]BotToken, error)

	// RemoveBotToken removes the bot's token, or returns ErrNotFound.
	RemoveBotToken(ctx context.Context, bot UserID, id TokenID) error

	// UseBotToken raises the token's LastUsedAt to at. A token that is not there is no error.
	UseBotToken(ctx context.Context, id TokenID, at time.Time) error
}
