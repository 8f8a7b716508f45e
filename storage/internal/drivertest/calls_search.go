package drivertest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// looksFor is a search, by which something must be found.
func looksFor(q chat.SearchQuery) func(ctx context.Context, s chat.Storage) error {
	q.Limit = 10
	return func(ctx context.Context, s chat.Storage) error {
		_, err := s.SearchMessages(ctx, q)
		return err
	}
}

// searches are the calls about what can be found, of which there is nothing before.
func searches() []Call {
	text := chat.Phrase{"note", "1"}
	return []Call{
		{"Unindexed", func(ctx context.Context, s chat.Storage) error { _, err := s.Unindexed(ctx, "a", 10); return err }},
		{"IndexMessages", func(ctx context.Context, s chat.Storage) error {
			_, err := s.IndexMessages(ctx, Lobby, 3)
			return err
		}},
		{"SearchWords", looksFor(chat.SearchQuery{All: []chat.Phrase{text}, Reader: "bob", Before: "z"})},
		{"SearchWordsInRoom", looksFor(chat.SearchQuery{All: []chat.Phrase{text}, None: []chat.Phrase{{"x"}}, Rooms: []chat.RoomID{Lobby}})},
		{"SearchAuthor", looksFor(chat.SearchQuery{Authors: []chat.UserID{"bob"}, Reader: "bob", Has: []chat.Feature{chat.FeatureReaction}})},
		{"SearchRoom", looksFor(chat.SearchQuery{Rooms: []chat.RoomID{Lobby}, Has: []chat.Feature{chat.FeatureThread, chat.FeaturePin}})},
		{"SearchEverywhere", looksFor(chat.SearchQuery{Has: []chat.Feature{chat.FeatureLink}, Reader: "bob", Before: "z"})},
	}
}
