package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/parleychat/parley/chat"
)

// by wants these to be the messages of an author above one.
func by(ctx context.Context, s chat.Storage, author chat.UserID, after chat.MessageID, limit int, want ...string) error {
	list, err := s.MessagesBy(ctx, author, after, limit)
	return errors.Join(err, sameList("messages by "+string(author), ids(list, func(m chat.Message) string { return string(m.ID) }), want))
}

// withAuthors wraps a check that needs messages a and c by Ann in the lobby and b in
// another room, and one of Bob between them.
func withAuthors(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		bobs, elsewhere := note("bb"), note("b")
		bobs.AuthorID, elsewhere.Room = "user-bob", "other"
		_, _, err := s.AddMessage(ctx, bobs)
		err = errors.Join(err, settle(ctx, s, "other"), post(ctx, s, "c"))
		_, _, err2 := s.AddMessage(ctx, elsewhere)
		if err := errors.Join(err, err2, post(ctx, s, "a")); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

var byPromises = []promise{
	{"MessagesBy are the author's, from all rooms, in ascending ID order", withAuthors(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(by(ctx, s, "user-ann", "", 10, "message-a", "message-b", "message-c"), by(ctx, s, "user-bob", "", 10, "message-bb"),
			by(ctx, s, "nobody", "", 10))
	})},
	{"MessagesBy start above after", withAuthors(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(by(ctx, s, "user-ann", "message-a", 10, "message-b", "message-c"), by(ctx, s, "user-ann", "message-bb", 10, "message-c"),
			by(ctx, s, "user-ann", "message-c", 10))
	})},
	{"MessagesBy are at most limit", withAuthors(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(by(ctx, s, "user-ann", "", 2, "message-a", "message-b"), by(ctx, s, "user-ann", "message-a", math.MaxInt, "message-b", "message-c"))
	})},
	{"MessagesBy are whole, tombstones too", withAuthors(func(ctx context.Context, s chat.Storage) error {
		want, err := s.UpdateMessage(ctx, "message-a", remove(), erase)
		got, err2 := s.MessagesBy(ctx, "user-ann", "", 1)
		return errors.Join(err, err2, sameList("messages", got, []chat.Message{want}))
	})},
	{"MessagesBy page after page while they write hold every message once", withLobby(func(ctx context.Context, s chat.Storage) error {
		var want, got []string
		for i := range 20 {
			want = append(want, fmt.Sprintf("message-%02d", i))
			if err := post(ctx, s, fmt.Sprintf("%02d", i)); err != nil {
				return err
			}
		}
		for after := chat.MessageID(""); len(got) <= len(want); {
			page, err := s.MessagesBy(ctx, "user-ann", after, 3)
			if err != nil || len(page) == 0 {
				return errors.Join(err, sameList("messages", got, want))
			}
			for _, m := range page {
				after = m.ID
				got = append(got, string(m.ID))
			}
			if err := post(ctx, s, "/"+string(after)); err != nil { // an ID below all others
				return err
			}
		}
		return fmt.Errorf("the pages never end: %v", got)
	})},
}
