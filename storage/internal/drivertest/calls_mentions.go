package drivertest

import (
	"context"
	"testing"

	"github.com/parleychat/parley/chat"
)

// calling is a note that calls somebody, and everybody.
func calling(id string, user chat.UserID) chat.Message {
	m := Note(id)
	m.Calls = &chat.Calls{Users: []chat.UserID{user}, Room: true}
	return m
}

// prepareMentions has Ann call Eve.
func prepareMentions(t testing.TB, s chat.Storage) {
	t.Helper()
	if _, _, err := s.AddMessage(t.Context(), calling("called", "eve")); err != nil {
		t.Fatal(err)
	}
}

// mentionCalls are those about who is called.
func mentionCalls() []Call {
	return []Call{
		{"AddMessageCalling", func(ctx context.Context, s chat.Storage) error {
			_, _, err := s.AddMessage(ctx, calling("call", "eve"))
			return err
		}},
		{"EditCalling", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UpdateMessage(ctx, "message-call", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error {
				m.Calls = &chat.Calls{Users: []chat.UserID{"dan"}}
				return nil
			})
			return err
		}},
		{"Mentions", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Mentions(ctx, []chat.MessageID{"message-1", "message-called"})
			return err
		}},
		{"MentionsOf", func(ctx context.Context, s chat.Storage) error {
			_, err := s.MentionsOf(ctx, "bob", "z", 10)
			return err
		}},
		{"ImportMentions", func(ctx context.Context, s chat.Storage) error {
			_, err := s.ImportMentions(ctx, Lobby, []chat.Mention{{Message: "message-2", User: "dan"}})
			return err
		}},
		{"Acquaintances", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Acquaintances(ctx, "bob", "a", 10)
			return err
		}},
		{"ShareRoom", func(ctx context.Context, s chat.Storage) error { _, err := s.ShareRoom(ctx, "ann", "bob"); return err }},
		{"RoomList", func(ctx context.Context, s chat.Storage) error {
			_, err := s.RoomList(ctx, chat.RoomQuery{Public: true, Member: "bob", After: "a", Limit: 10})
			return err
		}},
		{"SetFollow", func(ctx context.Context, s chat.Storage) error {
			_, err := s.SetFollow(ctx, chat.Follow{User: "bob", Thread: "message-1"}, true, Note("").CreatedAt)
			return err
		}},
		{"AddAnswer", func(ctx context.Context, s chat.Storage) error {
			m := Note("answer")
			m.Thread = "message-2"
			_, _, err := s.AddMessage(ctx, m)
			return err
		}},
		{"ReadThread", func(ctx context.Context, s chat.Storage) error {
			_, err := s.ReadThread(ctx, "bob", "message-1", 99)
			return err
		}},
		{"Follows", func(ctx context.Context, s chat.Storage) error { _, err := s.Follows(ctx, "bob", "z", 10); return err }},
		{"Followers", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Followers(ctx, "message-1", "a", 10)
			return err
		}},
		{"FollowsIn", func(ctx context.Context, s chat.Storage) error {
			_, err := s.FollowsIn(ctx, Lobby, "a", "b", 10)
			return err
		}},
		{"UsersByHandle", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UsersByHandle(ctx, []string{"ann", "bob"})
			return err
		}},
		{"SaveUserWithHandle", func(ctx context.Context, s chat.Storage) error {
			_, err := s.SaveUser(ctx, chat.User{ID: "ann", Subject: "1", Handle: "new"}, nil)
			return err
		}},
	}
}
