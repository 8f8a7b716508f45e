package drivertest

import (
	"context"
	"errors"
	"testing"

	"github.com/parleychat/parley/chat"
)

// thumb is Bob's reaction to a message.
func thumb(id chat.MessageID) chat.Reaction {
	return chat.Reaction{Message: id, Emoji: "👍", User: "bob", Rev: 1, At: Note("").CreatedAt}
}

// react is what anybody may.
func react(ctx context.Context, s chat.Storage, id chat.MessageID, on bool) error {
	_, _, err := s.SetReaction(ctx, thumb(id), on, func(chat.Message, int) error { return nil })
	return err
}

// bookmark is one of Bob's.
func bookmark(ctx context.Context, s chat.Storage, id chat.MessageID) error {
	_, err := s.SetBookmark(ctx, chat.Bookmark{User: "bob", Message: id, At: Note("").CreatedAt}, true)
	return err
}

// prepareAnswers has Bob react and remember.
func prepareAnswers(t testing.TB, s chat.Storage) {
	t.Helper()
	if err := errors.Join(react(t.Context(), s, "message-3", true), bookmark(t.Context(), s, "message-3")); err != nil {
		t.Fatal(err)
	}
}

// update is one with that change.
func update(kind chat.EventKind, change func(*chat.Message)) func(ctx context.Context, s chat.Storage) error {
	return func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-1", chat.Change{Kind: kind}, func(m *chat.Message) error { change(m); return nil })
		return err
	}
}

// answers are the calls about what people do with messages of others.
func answers() []Call {
	return []Call{
		{"SetReaction", func(ctx context.Context, s chat.Storage) error { return react(ctx, s, "message-1", true) }},
		{"SetReactionOff", func(ctx context.Context, s chat.Storage) error { return react(ctx, s, "message-3", false) }},
		{"Tallies", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Tallies(ctx, []chat.MessageID{"message-1", "message-3"})
			return err
		}},
		{"Reactions", func(ctx context.Context, s chat.Storage) error { _, err := s.Reactions(ctx, Lobby, 1, 10); return err }},
		{"ReactionsBy", func(ctx context.Context, s chat.Storage) error {
			_, err := s.ReactionsBy(ctx, "bob", "a", 1, 10)
			return err
		}},
		{"ImportReactions", func(ctx context.Context, s chat.Storage) error {
			_, err := s.ImportReactions(ctx, Lobby, []chat.Reaction{thumb("message-2")})
			return err
		}},
		{"Pin", update(chat.PinAdded, func(m *chat.Message) { m.PinnedAt = m.CreatedAt })},
		{"Pins", func(ctx context.Context, s chat.Storage) error { _, err := s.Pins(ctx, Lobby, 3, 10); return err }},
		{"Edit", update(chat.MessageUpdated, func(m *chat.Message) { m.Text += "!" })},
		{"Revisions", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Revisions(ctx, "message-1", 9, 10)
			return err
		}},
		{"RemoveRevision", func(ctx context.Context, s chat.Storage) error {
			return missing(s.RemoveRevision(ctx, "message-1", 9, nil))
		}},
		{"SetBookmark", func(ctx context.Context, s chat.Storage) error { return bookmark(ctx, s, "message-2") }},
		{"Bookmarks", func(ctx context.Context, s chat.Storage) error { _, err := s.Bookmarks(ctx, "bob", 9, 10); return err }},
	}
}
