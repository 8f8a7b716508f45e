package storagetest

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleychat/parley/chat"
)

var readPromises = []promise{
	{"Message that does not exist is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.Message(ctx, "message-z")
		return is("Message", err, chat.ErrNotFound)
	})},
	{"MessagesByID returns those that exist, once each", withNote(func(ctx context.Context, s chat.Storage) error {
		a, err := s.Message(ctx, "message-a")
		got, err2 := s.MessagesByID(ctx, []chat.MessageID{"message-a", "message-z", "message-a", "bad \xff", ""})
		empty, err3 := s.MessagesByID(ctx, nil)
		return errors.Join(err, err2, err3, sameList("messages", got, []chat.Message{a}), same("of none", len(empty), 0))
	})},
	{"MessagesByID takes any number of IDs", withNote(func(ctx context.Context, s chat.Storage) error {
		var ids []chat.MessageID
		for i := range 1200 {
			ids = append(ids, chat.MessageID(fmt.Sprint("nothing-", i)))
		}
		got, err := s.MessagesByID(ctx, append(ids, "message-b"))
		return errors.Join(err, sameList("messages", seqs(got), []int64{2}))
	})},
	{"MessageBySeq that does not exist is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.MessageBySeq(ctx, "room-lobby", 3)
		_, err2 := s.MessageBySeq(ctx, "room-other", 1)
		return errors.Join(is("no such seq", err, chat.ErrNotFound), is("no such room", err2, chat.ErrNotFound))
	})},
	{"MessageBySeq returns the message of that room", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Public), nil)
		m := note("x")
		m.Room = "other"
		other, _, err2 := s.AddMessage(ctx, m)
		got, err3 := s.MessageBySeq(ctx, "other", 1)
		first, err4 := s.MessageBySeq(ctx, "room-lobby", 1)
		return errors.Join(err, err2, err3, err4, same("message", got, other), same("in the lobby", first.ClientID, "a"))
	})},
	{"A deleted message stays as a tombstone", withNote(func(ctx context.Context, s chat.Storage) error {
		gone, err := s.UpdateMessage(ctx, "message-a", remove(), erase)
		byID, err2 := s.Message(ctx, "message-a")
		bySeq, err3 := s.MessageBySeq(ctx, "room-lobby", 1)
		return errors.Join(err, err2, err3, same("deleted", byID.Deleted(), true), same("by ID", byID, gone), same("by seq", bySeq, gone))
	})},
	{"A deleted message sent again is the tombstone", withNote(func(ctx context.Context, s chat.Storage) error {
		gone, err := s.UpdateMessage(ctx, "message-a", remove(), erase)
		got, added, err2 := s.AddMessage(ctx, note("a"))
		return errors.Join(err, err2, same("added", added, false), same("result", got, gone), rev(ctx, s, 3))
	})},
}
