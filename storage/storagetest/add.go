package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parleychat/parley/chat"
)

var addPromises = []promise{
	{"AddMessage stores the message under the next Rev", withLobby(func(ctx context.Context, s chat.Storage) error {
		want := note("b")
		want.Seq, want.Rev = 2, 2
		err := post(ctx, s, "a")
		got, added, err2 := s.AddMessage(ctx, note("b"))
		stored, err3 := s.Message(ctx, want.ID)
		return errors.Join(err, err2, err3, same("added", added, true), same("result", got, want), same("stored", stored, want))
	})},
	{"AddMessage logs MessageCreated", withLobby(func(ctx context.Context, s chat.Storage) error {
		err := post(ctx, s, "a")
		events, err2 := s.Events(ctx, "room-lobby", 0, 10)
		return errors.Join(err, err2, rev(ctx, s, 1), sameList("log", events, []chat.Event{{
			Room: "room-lobby", Rev: 1, Kind: chat.MessageCreated, Object: "message-a",
			Actor: "user-ann", ClientID: "a", At: noon,
		}}))
	})},
	{"AddMessage neither keeps nor fills Author", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, ann(), nil)
		m := note("a")
		m.Author = ann()
		got, _, err2 := s.AddMessage(ctx, m)
		stored, err3 := s.Message(ctx, m.ID)
		page, err4 := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: 1})
		if err := errors.Join(err, err2, err3, err4, same("items", len(page.Items), 1)); err != nil {
			return err
		}
		return errors.Join(same("result", got.Author, chat.User{}), same("stored", stored.Author, chat.User{}),
			same("listed", page.Items[0].Author, chat.User{}))
	})},
	{"Fifty writers at once take the Revs 1 to 50 once each", withLobby(func(ctx context.Context, s chat.Storage) error {
		seqs := make([]int64, 50)
		err := atOnce(50, func(i int) error {
			m, _, err := s.AddMessage(ctx, note(fmt.Sprint(i)))
			seqs[i] = m.Seq
			return err
		})
		if err != nil {
			return err
		}
		return errors.Join(follows(ctx, s, seqs), rev(ctx, s, 50))
	})},
	{"Each room counts by itself", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Public), nil)
		other := note("x")
		other.Room = "other"
		err2 := post(ctx, s, "a", "b")
		got, _, err3 := s.AddMessage(ctx, other)
		return errors.Join(err, err2, err3, same("Seq in the other room", got.Seq, 1), rev(ctx, s, 2))
	})},
	{"AddMessage again is the same message as it is now", withLobby(func(ctx context.Context, s chat.Storage) error {
		err := post(ctx, s, "a")
		now, err2 := s.UpdateMessage(ctx, "message-a", edit(), setText("edited"))
		again := note("a")
		again.ID, again.Text = "message-other", "sent again"
		byClient, added, err3 := s.AddMessage(ctx, again)
		byID, added2, err4 := s.AddMessage(ctx, note("a"))
		return errors.Join(err, err2, err3, err4, same("added", added, false), same("added with the same ID", added2, false),
			same("result", byClient, now), same("result with the same ID", byID, now))
	})},
	{"AddMessage again takes no Rev", withLobby(func(ctx context.Context, s chat.Storage) error {
		err := post(ctx, s, "a")
		again := note("a")
		again.ID = "message-other"
		_, _, err2 := s.AddMessage(ctx, again)
		_, err3 := s.Message(ctx, "message-other")
		return errors.Join(err, err2, is("the ID that was not used", err3, chat.ErrNotFound), rev(ctx, s, 1), post(ctx, s, "b"), rev(ctx, s, 2))
	})},
	{"AddMessage of one message many times at once adds one", withLobby(func(ctx context.Context, s chat.Storage) error {
		results := make([]chat.Message, 50)
		adds := make([]bool, 50)
		err := atOnce(50, func(i int) (err error) {
			m := note("a")
			m.ID = chat.MessageID(fmt.Sprint("message-", i))
			results[i], adds[i], err = s.AddMessage(ctx, m)
			return err
		})
		n := 0
		for i, added := range adds {
			if added {
				n++
			}
			err = errors.Join(err, same("result", results[i], results[0]))
		}
		return errors.Join(err, same("times added", n, 1), rev(ctx, s, 1))
	})},
	{"The same client ID of another author or in another room is another message", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Public), nil)
		err2 := post(ctx, s, "a")
		byBob, elsewhere := note("a"), note("a")
		byBob.ID, byBob.AuthorID = "message-bob", "user-bob"
		elsewhere.ID, elsewhere.Room = "message-else", "other"
		_, added, err3 := s.AddMessage(ctx, byBob)
		_, added2, err4 := s.AddMessage(ctx, elsewhere)
		return errors.Join(err, err2, err3, err4, same("by Bob added", added, true), same("elsewhere added", added2, true))
	})},
	{"AddMessage to no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMessage(ctx, note("a"))
		_, err2 := s.Message(ctx, "message-a")
		return errors.Join(is("AddMessage", err, chat.ErrNotFound), is("the message", err2, chat.ErrNotFound))
	}},
	{"AddMessage with the ID of another message is ErrExists", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Public), nil)
		err2 := post(ctx, s, "a")
		byClient, byAuthor, elsewhere := note("b"), note("a"), note("b")
		byClient.ID, byAuthor.AuthorID, elsewhere.ID, elsewhere.Room = "message-a", "user-bob", "message-a", "other"
		_, _, err3 := s.AddMessage(ctx, byClient)
		_, _, err4 := s.AddMessage(ctx, byAuthor)
		_, _, err5 := s.AddMessage(ctx, elsewhere)
		return errors.Join(err, err2, is("other client ID", err3, chat.ErrExists),
			is("other author", err4, chat.ErrExists), is("other room", err5, chat.ErrExists))
	})},
	{"AddMessage that failed left no trace", withLobby(func(ctx context.Context, s chat.Storage) error {
		err := post(ctx, s, "a")
		before, err2 := s.Message(ctx, "message-a")
		m := note("b")
		m.ID = "message-a"
		_, _, _ = s.AddMessage(ctx, m)
		after, err3 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, err3, same("the other message", after, before), rev(ctx, s, 1), post(ctx, s, "b"), rev(ctx, s, 2))
	})},
}

// follows wants the seqs to be 1 to n once each, and the log to hold the messages in
// that order.
func follows(ctx context.Context, s chat.Storage, seqs []int64) error {
	sorted := slices.Sorted(slices.Values(seqs))
	for i, seq := range sorted {
		if seq != int64(i)+1 {
			return fmt.Errorf("the revs are not 1 to %d: %v", len(seqs), sorted)
		}
	}
	events, err := s.Events(ctx, "room-lobby", 0, 2*len(seqs))
	for _, ev := range events {
		m, err2 := s.MessageBySeq(ctx, "room-lobby", ev.Rev)
		err = errors.Join(err, err2, same("object of the log", ev.Object, string(m.ID)))
	}
	return errors.Join(err, same("length of the log", len(events), len(seqs)))
}
