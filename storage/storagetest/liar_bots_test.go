package storagetest

import (
	"context"
	"time"

	"github.com/parleychat/parley/chat"
)

// programs is what a liar may replace about users that are none.
type programs struct {
	addBot         func(ctx context.Context, b chat.Bot) error
	bot            func(ctx context.Context, user chat.UserID) (chat.Bot, error)
	bots           func(ctx context.Context, room chat.RoomID, hook bool, after chat.UserID, limit int) ([]chat.Bot, error)
	removeBot      func(ctx context.Context, user chat.UserID) error
	addBotToken    func(ctx context.Context, t chat.BotToken, key string) error
	botTokenByKey  func(ctx context.Context, key string) (chat.BotToken, error)
	botTokens      func(ctx context.Context, bot chat.UserID, after chat.TokenID, limit int) ([]chat.BotToken, error)
	removeBotToken func(ctx context.Context, bot chat.UserID, id chat.TokenID) error
	useBotToken    func(ctx context.Context, id chat.TokenID, at time.Time) error
}

func (l *liar) AddBot(ctx context.Context, b chat.Bot) error {
	if l.addBot != nil {
		return l.addBot(ctx, b)
	}
	return l.Store.AddBot(ctx, b)
}

func (l *liar) Bot(ctx context.Context, user chat.UserID) (chat.Bot, error) {
	if l.bot != nil {
		return l.bot(ctx, user)
	}
	return l.Store.Bot(ctx, user)
}

func (l *liar) Bots(ctx context.Context, room chat.RoomID, hook bool, after chat.UserID, limit int) ([]chat.Bot, error) {
	if l.bots != nil {
		return l.bots(ctx, room, hook, after, limit)
	}
	return l.Store.Bots(ctx, room, hook, after, limit)
}

func (l *liar) RemoveBot(ctx context.Context, user chat.UserID) error {
	if l.removeBot != nil {
		return l.removeBot(ctx, user)
	}
	return l.Store.RemoveBot(ctx, user)
}

func (l *liar) AddBotToken(ctx context.Context, t chat.BotToken, key string) error {
	if l.addBotToken != nil {
		return l.addBotToken(ctx, t, key)
	}
	return l.Store.AddBotToken(ctx, t, key)
}

func (l *liar) BotTokenByKey(ctx context.Context, key string) (chat.BotToken, error) {
	if l.botTokenByKey != nil {
		return l.botTokenByKey(ctx, key)
	}
	return l.Store.BotTokenByKey(ctx, key)
}

func (l *liar) BotTokens(ctx context.Context, bot chat.UserID, after chat.TokenID, limit int) ([]chat.BotToken, error) {
	if l.botTokens != nil {
		return l.botTokens(ctx, bot, after, limit)
	}
	return l.Store.BotTokens(ctx, bot, after, limit)
}

func (l *liar) RemoveBotToken(ctx context.Context, bot chat.UserID, id chat.TokenID) error {
	if l.removeBotToken != nil {
		return l.removeBotToken(ctx, bot, id)
	}
	return l.Store.RemoveBotToken(ctx, bot, id)
}

func (l *liar) UseBotToken(ctx context.Context, id chat.TokenID, at time.Time) error {
	if l.useBotToken != nil {
		return l.useBotToken(ctx, id, at)
	}
	return l.Store.UseBotToken(ctx, id, at)
}
