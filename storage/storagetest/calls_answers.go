package storagetest

import (
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// allCalls are those of every method.
func allCalls() []call {
	return slices.Concat(calls, answerCalls, orderCalls, fileCalls, botCalls, webhookCalls)
}

// answerCalls are those about what people do with messages of others.
var answerCalls = []call{
	{"SetReaction", func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.SetReaction(ctx, thumb(), true, gladly)
		return err
	}},
	{"Tallies", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Tallies(ctx, []chat.MessageID{"message-a"})
		return err
	}},
	{"Reactions", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Reactions(ctx, "room-lobby", 0, 1)
		return err
	}},
	{"ReactionsBy", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ReactionsBy(ctx, "user-bob", "", 0, 1)
		return err
	}},
	{"ImportReactions", func(ctx context.Context, s chat.Storage) error {
		old := reaction("a", "🎉", "user-bob")
		old.Rev = 1
		_, err := s.ImportReactions(ctx, "room-lobby", []chat.Reaction{old})
		return err
	}},
	{"Pins", func(ctx context.Context, s chat.Storage) error { _, err := s.Pins(ctx, "room-lobby", 0, 1); return err }},
	{"Revisions", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Revisions(ctx, "message-a", 0, 1)
		return err
	}},
	{"RemoveRevision", func(ctx context.Context, s chat.Storage) error { return s.RemoveRevision(ctx, "message-a", 3, nil) }},
	{"ImportRevisions", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportRevisions(ctx, "room-lobby", []chat.Revision{{Message: "message-a", N: 1}})
		return err
	}},
	{"SetBookmark", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SetBookmark(ctx, bookmark("a"), true)
		return err
	}},
	{"SearchMessages", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SearchMessages(ctx, chat.SearchQuery{Limit: 1})
		return err
	}},
	{"IndexMessages", func(ctx context.Context, s chat.Storage) error {
		_, err := s.IndexMessages(ctx, "room-lobby", 1)
		return err
	}},
	{"Unindexed", func(ctx context.Context, s chat.Storage) error { _, err := s.Unindexed(ctx, "", 1); return err }},
	{"Bookmarks", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Bookmarks(ctx, "user-bob", 0, 1)
		return err
	}},
	{"Mentions", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Mentions(ctx, []chat.MessageID{"message-a"})
		return err
	}},
	{"MentionsOf", func(ctx context.Context, s chat.Storage) error {
		_, err := s.MentionsOf(ctx, "user-bob", "", 1)
		return err
	}},
	{"ImportMentions", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportMentions(ctx, "room-lobby", []chat.Mention{{Message: "message-a", User: "user-bob"}})
		return err
	}},
	{"Acquaintances", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Acquaintances(ctx, "user-bob", "", 1)
		return err
	}},
	{"ShareRoom", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ShareRoom(ctx, "user-ann", "user-bob")
		return err
	}},
	{"RoomList", func(ctx context.Context, s chat.Storage) error {
		_, err := s.RoomList(ctx, chat.RoomQuery{Public: true, Member: "user-bob", Limit: 1})
		return err
	}},
	{"SetFollow", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SetFollow(ctx, bobsThread("a", 1), true, noon)
		return err
	}},
	{"ReadThread", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ReadThread(ctx, "user-bob", "message-a", 2)
		return err
	}},
	{"Follows", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Follows(ctx, "user-bob", "", 1)
		return err
	}},
	{"Followers", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Followers(ctx, "message-a", "", 1)
		return err
	}},
	{"FollowsIn", func(ctx context.Context, s chat.Storage) error {
		_, err := s.FollowsIn(ctx, "room-lobby", "", "", 1)
		return err
	}},
	{"ImportFollows", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportFollows(ctx, "room-lobby", []chat.Follow{bobsThread("b", 1)})
		return err
	}},
	{"UsersByHandle", func(ctx context.Context, s chat.Storage) error {
		_, err := s.UsersByHandle(ctx, []string{"ann"})
		return err
	}},
}
