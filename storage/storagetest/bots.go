package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// bot is one that Ann made for the lobby.
func bot(id string) chat.Bot {
	return chat.Bot{User: chat.User{ID: chat.UserID("bot-" + id)}, Room: "room-lobby", CreatedBy: "user-ann", CreatedAt: noon}
}

// hookBot is what an incoming webhook writes as.
func hookBot(id string) chat.Bot {
	b := bot(id)
	b.Hook = true
	return b
}

// botToken is one of the bot a.
func botToken(id string) chat.BotToken {
	return chat.BotToken{ID: chat.TokenID(id), Bot: "bot-a", Scopes: "messages:read messages:write", Rooms: "room-lobby",
		CreatedBy: "user-ann", CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}
}

// withBot wraps a check that needs the bot a with the token "t" under the key "key".
func withBot(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		if err := errors.Join(s.AddBot(ctx, bot("a")), s.AddBotToken(ctx, botToken("t"), "key")); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

// bots wants a page of the bots.
func bots(ctx context.Context, s chat.Storage, room chat.RoomID, hook bool, after string, limit int, want ...string) error {
	list, err := s.Bots(ctx, room, hook, chat.UserID(after), limit)
	return errors.Join(err, sameList("bots", ids(list, func(b chat.Bot) string { return string(b.User.ID) }), want))
}

// botTokens wants a page of the tokens of the bot a.
func botTokens(ctx context.Context, s chat.Storage, after chat.TokenID, limit int, want ...string) error {
	list, err := s.BotTokens(ctx, "bot-a", after, limit)
	return errors.Join(err, sameList("tokens", ids(list, func(t chat.BotToken) string { return string(t.ID) }), want))
}

// lastUsed wants the token to have been used last at that time.
func lastUsed(ctx context.Context, s chat.Storage, at time.Time) error {
	t, err := s.BotTokenByKey(ctx, "key")
	return errors.Join(err, same("last used", t.LastUsedAt, at))
}

var botPromises = []promise{
	{"Bot of a user is whether their Provider is BotProvider", func(ctx context.Context, s chat.Storage) error {
		robot, human := ann(), ann()
		robot.ID, robot.Provider, human.Bot = "user-robot", chat.BotProvider, true
		got, err := s.SaveUser(ctx, robot, nil)
		got2, err2 := s.SaveUser(ctx, human, nil)
		u, err3 := s.User(ctx, "user-robot")
		u2, err4 := s.UserBySubject(ctx, chat.BotProvider, robot.Subject)
		list, err5 := s.Users(ctx, []chat.UserID{"user-robot"})
		if err := errors.Join(err, err2, err3, err4, err5, same("found", len(list), 1)); err != nil {
			return err
		}
		return errors.Join(same("saved", got.Bot, true), same("a human", got2.Bot, false), same("User", u.Bot, true),
			same("UserBySubject", u2.Bot, true), same("Users", list[0].Bot, true))
	}},
	{"AddBot stores the bot with the ID of its user", withBot(func(ctx context.Context, s chat.Storage) error {
		named := hookBot("b")
		named.User.DisplayName = "B"
		free := bot("c")
		free.Room = ""
		err := errors.Join(s.AddBot(ctx, named), s.AddBot(ctx, free))
		got, err2 := s.Bot(ctx, "bot-b")
		got2, err3 := s.Bot(ctx, "bot-c")
		return errors.Join(err, err2, err3, same("hook", got, hookBot("b")), same("without a room", got2, free), rev(ctx, s, 0))
	})},
	{"AddBot of one that is there is ErrExists", withBot(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(is("AddBot", s.AddBot(ctx, hookBot("a")), chat.ErrExists), bots(ctx, s, "room-lobby", false, "", 10, "bot-a"))
	})},
	{"AddBot to no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		return is("AddBot", s.AddBot(ctx, bot("a")), chat.ErrNotFound)
	}},
	{"AddBot of more than MaxBots is ErrFull", withLobby(func(ctx context.Context, s chat.Storage) error {
		for i := range chat.MaxBots {
			if err := s.AddBot(ctx, bot(fmt.Sprint(i))); err != nil {
				return err
			}
		}
		free := bot("free")
		free.Room = ""
		_, none := s.Bot(ctx, "bot-more")
		return errors.Join(is("one more", s.AddBot(ctx, bot("more")), chat.ErrFull), is("stored", none, chat.ErrNotFound),
			s.AddBot(ctx, hookBot("hook")), s.AddBot(ctx, free))
	})},
	{"Bot of no bot is ErrNotFound", withBot(func(ctx context.Context, s chat.Storage) error {
		_, err := s.Bot(ctx, "bot-A")
		return is("Bot", err, chat.ErrNotFound)
	})},
	{"Bots are those of the room with that Hook, in pages", withBot(func(ctx context.Context, s chat.Storage) error {
		free := bot("f")
		free.Room = ""
		err := errors.Join(s.AddBot(ctx, bot("c")), s.AddBot(ctx, bot("b")), s.AddBot(ctx, hookBot("h")), s.AddBot(ctx, free))
		list, err2 := s.Bots(ctx, "room-lobby", false, "bot-a", 1)
		return errors.Join(err, err2, sameList("whole", list, []chat.Bot{bot("b")}),
			bots(ctx, s, "room-lobby", false, "", 10, "bot-a", "bot-b", "bot-c"), bots(ctx, s, "room-lobby", false, "bot-b", 10, "bot-c"),
			bots(ctx, s, "room-lobby", true, "", 10, "bot-h"), bots(ctx, s, "", false, "", 10, "bot-f"), bots(ctx, s, "room-z", false, "", 10))
	})},
	{"RemoveBot removes the bot and its tokens, or is ErrNotFound", withBot(func(ctx context.Context, s chat.Storage) error {
		other := botToken("o")
		other.Bot = "bot-b"
		err := errors.Join(s.AddBot(ctx, bot("b")), s.AddBotToken(ctx, other, "other"), s.RemoveBot(ctx, "bot-a"))
		_, gone := s.BotTokenByKey(ctx, "key")
		_, err2 := s.BotTokenByKey(ctx, "other")
		return errors.Join(err, err2, is("again", s.RemoveBot(ctx, "bot-a"), chat.ErrNotFound), is("its token", gone, chat.ErrNotFound),
			bots(ctx, s, "room-lobby", false, "", 10, "bot-b"))
	})},
	{"AddBotToken stores the token under the key", withBot(func(ctx context.Context, s chat.Storage) error {
		forEver := chat.BotToken{ID: "u", Bot: "bot-a", Scopes: "rooms:read", CreatedBy: "user-ann", CreatedAt: noon, LastUsedAt: noon}
		err := s.AddBotToken(ctx, forEver, "other")
		got, err2 := s.BotTokenByKey(ctx, "key")
		got2, err3 := s.BotTokenByKey(ctx, "other")
		return errors.Join(err, err2, err3, same("token", got, botToken("t")), same("without an end", got2, forEver))
	})},
	{"AddBotToken with a taken ID or key is ErrExists", withBot(func(ctx context.Context, s chat.Storage) error {
		err, err2 := s.AddBotToken(ctx, botToken("t"), "other"), s.AddBotToken(ctx, botToken("u"), "key")
		return errors.Join(is("the ID", err, chat.ErrExists), is("the key", err2, chat.ErrExists), botTokens(ctx, s, "", 10, "t"))
	})},
	{"AddBotToken of no bot is ErrNotFound", withLobby(func(ctx context.Context, s chat.Storage) error {
		return is("AddBotToken", s.AddBotToken(ctx, botToken("t"), "key"), chat.ErrNotFound)
	})},
	{"AddBotToken of more than MaxBotTokens is ErrFull, many at once too", withBot(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(chat.MaxBotTokens+10, func(i int) error {
			err := s.AddBotToken(ctx, botToken(fmt.Sprint("t-", i)), fmt.Sprint(i))
			if errors.Is(err, chat.ErrFull) {
				return nil
			}
			return err
		})
		list, err2 := s.BotTokens(ctx, "bot-a", "", 100)
		return errors.Join(err, err2, same("tokens", len(list), chat.MaxBotTokens), is("one more", s.AddBotToken(ctx, botToken("u"), "u"), chat.ErrFull))
	})},
	{"BotTokenByKey of no token is ErrNotFound", withBot(func(ctx context.Context, s chat.Storage) error {
		_, err := s.BotTokenByKey(ctx, "KEY")
		return is("BotTokenByKey", err, chat.ErrNotFound)
	})},
	{"BotTokens are those of the bot, in pages", withBot(func(ctx context.Context, s chat.Storage) error {
		elsewhere := botToken("tt")
		elsewhere.Bot = "bot-b"
		err := errors.Join(s.AddBot(ctx, bot("b")), s.AddBotToken(ctx, elsewhere, "k1"), s.AddBotToken(ctx, botToken("u"), "k2"), s.AddBotToken(ctx, botToken("s"), "k3"))
		list, err2 := s.BotTokens(ctx, "bot-a", "s", 1)
		return errors.Join(err, err2, sameList("whole", list, []chat.BotToken{botToken("t")}), botTokens(ctx, s, "", 10, "s", "t", "u"),
			botTokens(ctx, s, "", 2, "s", "t"), botTokens(ctx, s, "t", 10, "u"))
	})},
	{"RemoveBotToken removes the bot's token, or is ErrNotFound", withBot(func(ctx context.Context, s chat.Storage) error {
		other := s.RemoveBotToken(ctx, "bot-b", "t")
		err := s.RemoveBotToken(ctx, "bot-a", "t")
		_, gone := s.BotTokenByKey(ctx, "key")
		return errors.Join(is("of another bot", other, chat.ErrNotFound), err, is("again", s.RemoveBotToken(ctx, "bot-a", "t"), chat.ErrNotFound),
			is("BotTokenByKey", gone, chat.ErrNotFound))
	})},
	{"UseBotToken raises LastUsedAt and nothing else", withBot(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(s.UseBotToken(ctx, "t", noon.Add(time.Hour)), s.UseBotToken(ctx, "t", noon), s.UseBotToken(ctx, "none", noon))
		got, err2 := s.BotTokenByKey(ctx, "key")
		want := botToken("t")
		want.LastUsedAt = noon.Add(time.Hour)
		return errors.Join(err, err2, same("token", got, want), s.UseBotToken(ctx, "t", noon.Add(2*time.Hour)), lastUsed(ctx, s, noon.Add(2*time.Hour)))
	})},
	{"EraseUser removes what makes a user a bot, and its tokens", withCrowd(func(ctx context.Context, s chat.Storage) error {
		hers, his := bot("ann"), bot("bob")
		hers.User.ID, his.User.ID = "user-ann", "user-bob"
		first, second := botToken("t"), botToken("u")
		first.Bot, second.Bot = "user-ann", "user-bob"
		err := errors.Join(s.AddBot(ctx, hers), s.AddBot(ctx, his), s.AddBotToken(ctx, first, "key"), s.AddBotToken(ctx, second, "other"), eraseAnn(ctx, s))
		_, gone := s.BotTokenByKey(ctx, "key")
		_, gone2 := s.Bot(ctx, "user-ann")
		_, err2 := s.BotTokenByKey(ctx, "other")
		return errors.Join(err, err2, is("token", gone, chat.ErrNotFound), is("bot", gone2, chat.ErrNotFound))
	})},
}

// botCalls are those about bots.
var botCalls = []call{
	{"AddBot", func(ctx context.Context, s chat.Storage) error { return s.AddBot(ctx, bot("a")) }},
	{"Bot", func(ctx context.Context, s chat.Storage) error { _, err := s.Bot(ctx, "bot-a"); return err }},
	{"Bots", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Bots(ctx, "room-lobby", false, "", 1)
		return err
	}},
	{"AddBotToken", func(ctx context.Context, s chat.Storage) error { return s.AddBotToken(ctx, botToken("t"), "key") }},
	{"BotTokenByKey", func(ctx context.Context, s chat.Storage) error { _, err := s.BotTokenByKey(ctx, "key"); return err }},
	{"BotTokens", func(ctx context.Context, s chat.Storage) error {
		_, err := s.BotTokens(ctx, "bot-a", "", 1)
		return err
	}},
	{"UseBotToken", func(ctx context.Context, s chat.Storage) error { return s.UseBotToken(ctx, "t", noon) }},
	{"RemoveBotToken", func(ctx context.Context, s chat.Storage) error { return s.RemoveBotToken(ctx, "bot-a", "t") }},
	{"RemoveBot", func(ctx context.Context, s chat.Storage) error { return s.RemoveBot(ctx, "bot-a") }},
}
