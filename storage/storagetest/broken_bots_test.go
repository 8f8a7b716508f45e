package storagetest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// forgive takes one error for none.
func forgive(err, one error) error {
	if errors.Is(err, one) {
		return nil
	}
	return err
}

// addingBot replaces AddBot.
func addingBot(do func(ctx context.Context, l *liar, b chat.Bot) error) lie {
	return func(l *liar) {
		l.addBot = func(ctx context.Context, b chat.Bot) error { return do(ctx, l, b) }
	}
}

// addingToken replaces AddBotToken.
func addingToken(do func(ctx context.Context, l *liar, t chat.BotToken, key string) error) lie {
	return func(l *liar) {
		l.addBotToken = func(ctx context.Context, t chat.BotToken, key string) error { return do(ctx, l, t, key) }
	}
}

var botLies = map[string]lie{
	"Bot of a user is whether their Provider is BotProvider": func(l *liar) {
		l.users = func(ctx context.Context, ids []chat.UserID) ([]chat.User, error) {
			list, err := l.Store.Users(ctx, ids)
			for i := range list {
				list[i].Bot = false
			}
			return list, err
		}
	},
	"AddBot stores the bot with the ID of its user": addingBot(func(ctx context.Context, l *liar, b chat.Bot) error {
		b.Hook = false
		return l.Store.AddBot(ctx, b)
	}),
	"AddBot of one that is there is ErrExists": addingBot(func(ctx context.Context, l *liar, b chat.Bot) error {
		return forgive(l.Store.AddBot(ctx, b), chat.ErrExists)
	}),
	"AddBot to no room is ErrNotFound": addingBot(func(ctx context.Context, l *liar, b chat.Bot) error {
		return swallow(l.Store.AddBot(ctx, b))
	}),
	"AddBot of more than MaxBots is ErrFull": addingBot(func(ctx context.Context, l *liar, b chat.Bot) error {
		return forgive(l.Store.AddBot(ctx, b), chat.ErrFull)
	}),
	"Bot of no bot is ErrNotFound": func(l *liar) {
		l.bot = func(ctx context.Context, user chat.UserID) (chat.Bot, error) {
			b, err := l.Store.Bot(ctx, user)
			return b, swallow(err)
		}
	},
	"Bots are those of the room with that Hook, in pages": func(l *liar) {
		l.bots = func(ctx context.Context, room chat.RoomID, _ bool, after chat.UserID, limit int) ([]chat.Bot, error) {
			return l.Store.Bots(ctx, room, false, after, limit)
		}
	},
	"RemoveBot removes the bot and its tokens, or is ErrNotFound": func(l *liar) {
		var last chat.BotToken
		l.addBotToken = func(ctx context.Context, t chat.BotToken, key string) error {
			last = t
			return l.Store.AddBotToken(ctx, t, key)
		}
		l.botTokenByKey = func(context.Context, string) (chat.BotToken, error) { return last, nil }
	},
	"AddBotToken stores the token under the key": addingToken(func(ctx context.Context, l *liar, t chat.BotToken, key string) error {
		t.Rooms = ""
		return l.Store.AddBotToken(ctx, t, key)
	}),
	"AddBotToken with a taken ID or key is ErrExists": addingToken(func(ctx context.Context, l *liar, t chat.BotToken, key string) error {
		return forgive(l.Store.AddBotToken(ctx, t, key), chat.ErrExists)
	}),
	"AddBotToken of no bot is ErrNotFound": addingToken(func(ctx context.Context, l *liar, t chat.BotToken, key string) error {
		return swallow(l.Store.AddBotToken(ctx, t, key))
	}),
	"AddBotToken of more than MaxBotTokens is ErrFull, many at once too": addingToken(func(ctx context.Context, l *liar, t chat.BotToken, key string) error {
		return forgive(l.Store.AddBotToken(ctx, t, key), chat.ErrFull)
	}),
	"BotTokenByKey of no token is ErrNotFound": func(l *liar) {
		l.botTokenByKey = func(ctx context.Context, key string) (chat.BotToken, error) {
			t, err := l.Store.BotTokenByKey(ctx, key)
			return t, swallow(err)
		}
	},
	"BotTokens are those of the bot, in pages": func(l *liar) {
		l.botTokens = func(ctx context.Context, bot chat.UserID, after chat.TokenID, limit int) ([]chat.BotToken, error) {
			list, err := l.Store.BotTokens(ctx, bot, after, limit)
			slices.Reverse(list)
			return list, err
		}
	},
	"RemoveBotToken removes the bot's token, or is ErrNotFound": func(l *liar) {
		l.removeBotToken = func(ctx context.Context, bot chat.UserID, id chat.TokenID) error {
			return l.Store.RemoveBotToken(ctx, "bot-a", id) // whoever asks
		}
	},
	"UseBotToken raises LastUsedAt and nothing else": func(l *liar) {
		l.useBotToken = func(ctx context.Context, id chat.TokenID, at time.Time) error {
			return l.Store.UseBotToken(ctx, id, at.Add(time.Hour))
		}
	},
	"EraseUser removes what makes a user a bot, and its tokens": func(l *liar) {
		l.bot = func(ctx context.Context, user chat.UserID) (chat.Bot, error) {
			b, err := l.Store.Bot(ctx, user)
			return b, swallow(err)
		}
	},
}
