package drivertest

import (
	"context"
	"errors"
	"testing"

	"github.com/parleychat/parley/chat"
)

// prepareBots makes a bot with a token for the lobby.
func prepareBots(t testing.TB, s chat.Storage) {
	t.Helper()
	err := s.AddBot(t.Context(), chat.Bot{User: chat.User{ID: "robot"}, Room: Lobby})
	if err := errors.Join(err, s.AddBotToken(t.Context(), chat.BotToken{ID: "t", Bot: "robot"}, "key")); err != nil {
		t.Fatal(err)
	}
}

// botCalls are the calls about bots.
func botCalls() []Call {
	return []Call{
		{"AddBot", func(ctx context.Context, s chat.Storage) error {
			return s.AddBot(ctx, chat.Bot{User: chat.User{ID: "robot-2"}, Room: Lobby})
		}},
		{"Bot", func(ctx context.Context, s chat.Storage) error { _, err := s.Bot(ctx, "robot"); return err }},
		{"Bots", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Bots(ctx, Lobby, true, "a", 10)
			return err
		}},
		{"AddBotToken", func(ctx context.Context, s chat.Storage) error {
			return s.AddBotToken(ctx, chat.BotToken{ID: "u", Bot: "robot"}, "other")
		}},
		{"BotTokenByKey", func(ctx context.Context, s chat.Storage) error { _, err := s.BotTokenByKey(ctx, "key"); return err }},
		{"BotTokens", func(ctx context.Context, s chat.Storage) error {
			_, err := s.BotTokens(ctx, "robot", "a", 10)
			return err
		}},
		{"UseBotToken", func(ctx context.Context, s chat.Storage) error {
			return s.UseBotToken(ctx, "t", Note("").CreatedAt)
		}},
		{"RemoveBotToken", func(ctx context.Context, s chat.Storage) error { return s.RemoveBotToken(ctx, "robot", "u") }},
		{"RemoveBot", func(ctx context.Context, s chat.Storage) error { return s.RemoveBot(ctx, "robot-2") }},
	}
}
