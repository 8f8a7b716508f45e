package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// AddBot implements chat.BotStore.
func (s *Store) AddBot(ctx context.Context, b chat.Bot) error {
	b.User, b.CreatedAt = chat.User{ID: b.User.ID}, stamp(b.CreatedAt)
	return s.do(ctx, "add bot", string(b.User.ID), func() error {
		if b.Room != "" {
			if _, err := s.room(b.Room); err != nil {
				return err
			}
		}
		if _, taken := s.bots[b.User.ID]; taken {
			return chat.ErrExists
		}
		if b.Room != "" && len(s.botsOf(b.Room, b.Hook, "")) >= chat.MaxBots {
			return chat.ErrFull
		}
		s.bots[b.User.ID] = b
		return nil
	})
}

// botsOf lists the bots that were made for the room, in the order of their IDs.
func (s *Store) botsOf(room chat.RoomID, hook bool, after chat.UserID) []chat.Bot {
	var list []chat.Bot
	for _, b := range s.bots {
		if b.Room == room && b.Hook == hook && b.User.ID > after {
			list = append(list, b)
		}
	}
	slices.SortFunc(list, func(a, b chat.Bot) int { return cmp.Compare(a.User.ID, b.User.ID) })
	return list
}

// Bot implements chat.BotStore.
func (s *Store) Bot(ctx context.Context, user chat.UserID) (b chat.Bot, err error) {
	err = s.do(ctx, "bot", string(user), func() error {
		stored, ok := s.bots[user]
		if !ok {
			return chat.ErrNotFound
		}
		b = stored
		return nil
	})
	return b, err
}

// Bots implements chat.BotStore.
func (s *Store) Bots(ctx context.Context, room chat.RoomID, hook bool, after chat.UserID, limit int) (list []chat.Bot, err error) {
	err = s.do(ctx, "bots of room", string(room), func() error {
		if limit < 1 {
			return errLimit
		}
		list = s.botsOf(room, hook, after)
		list = list[:min(limit, len(list))]
		return nil
	})
	return list, err
}

// RemoveBot implements chat.BotStore.
func (s *Store) RemoveBot(ctx context.Context, user chat.UserID) error {
	return s.do(ctx, "remove bot", string(user), func() error {
		if _, ok := s.bots[user]; !ok {
			return chat.ErrNotFound
		}
		s.dropBot(user)
		return nil
	})
}

// dropBot removes a bot, if the user is one, and its tokens.
func (s *Store) dropBot(user chat.UserID) {
	delete(s.bots, user)
	maps.DeleteFunc(s.tokens, func(_ string, t chat.BotToken) bool { return t.Bot == user })
}

// AddBotToken implements chat.BotStore.
func (s *Store) AddBotToken(ctx context.Context, t chat.BotToken, key string) error {
	t.CreatedAt, t.ExpiresAt, t.LastUsedAt = stamp(t.CreatedAt), stamp(t.ExpiresAt), stamp(t.LastUsedAt)
	return s.do(ctx, "add token of bot", string(t.Bot), func() error {
		if _, ok := s.bots[t.Bot]; !ok {
			return chat.ErrNotFound
		}
		if _, taken := s.tokens[key]; taken || s.tokenByID(t.ID) != "" {
			return chat.ErrExists
		}
		if len(s.tokensOf(t.Bot, "")) >= chat.MaxBotTokens {
			return chat.ErrFull
		}
		s.tokens[key] = t
		return nil
	})
}

// tokenByID is the key of a token, or empty.
func (s *Store) tokenByID(id chat.TokenID) string {
	for key, t := range s.tokens {
		if t.ID == id {
			return key
		}
	}
	return ""
}

// tokensOf lists the tokens of a bot in the order of their IDs.
func (s *Store) tokensOf(bot chat.UserID, after chat.TokenID) []chat.BotToken {
	var list []chat.BotToken
	for _, t := range s.tokens {
		if t.Bot == bot && t.ID > after {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b chat.BotToken) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// BotTokenByKey implements chat.BotStore.
func (s *Store) BotTokenByKey(ctx context.Context, key string) (t chat.BotToken, err error) {
	err = s.do(ctx, "token by key", "", func() error {
		stored, ok := s.tokens[key]
		if !ok {
			return chat.ErrNotFound
		}
		t = stored
		return nil
	})
	return t, err
}

// BotTokens implements chat.BotStore.
func (s *Store) BotTokens(ctx context.Context, bot chat.UserID, after chat.TokenID, limit int) (list []chat.BotToken, err error) {
	err = s.do(ctx, "tokens of bot", string(bot), func() error {
		if limit < 1 {
			return errLimit
		}
		list = s.tokensOf(bot, after)
		list = list[:min(limit, len(list))]
		return nil
	})
	return list, err
}

// RemoveBotToken implements chat.BotStore.
func (s *Store) RemoveBotToken(ctx context.Context, bot chat.UserID, id chat.TokenID) error {
	return s.do(ctx, "remove token", string(id), func() error {
		key := s.tokenByID(id)
		if key == "" || s.tokens[key].Bot != bot {
			return chat.ErrNotFound
		}
		delete(s.tokens, key)
		return nil
	})
}

// UseBotToken implements chat.BotStore.
func (s *Store) UseBotToken(ctx context.Context, id chat.TokenID, at time.Time) error {
	at = stamp(at)
	return s.do(ctx, "use token", string(id), func() error {
		key := s.tokenByID(id)
		if t, ok := s.tokens[key]; ok && at.After(t.LastUsedAt) {
			t.LastUsedAt = at
			s.tokens[key] = t
		}
		return nil
	})
}
