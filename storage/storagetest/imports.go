package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/parleychat/parley/chat"
)

// old is an imported message.
func old(client string, seq int64) chat.Message {
	m := note(client)
	m.Seq = seq
	return m
}

// refused wants an import to be ErrExists and to have stored nothing beside message a.
func refused(ctx context.Context, s chat.Storage, list ...chat.Message) error {
	n, err := s.ImportMessages(ctx, "room-lobby", list)
	page, err2 := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: 10})
	return errors.Join(is("ImportMessages", err, chat.ErrExists), same("stored", n, 0), err2,
		sameList("history", seqs(page.Items), []int64{1}), same("AsOf", page.AsOf, 1), rev(ctx, s, 1))
}

var importPromises = []promise{
	{"ImportMessages stores messages with their Seq", withLobby(func(ctx context.Context, s chat.Storage) error {
		want := old("a", 3)
		want.EditedAt, want.DeletedAt, want.DeletedBy = noon.Add(time.Hour), noon.Add(2*time.Hour), "user-bob"
		given := want
		given.Rev, given.Author, want.Rev = 99, ann(), 3
		n, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("b", 10), given})
		stored, err2 := s.MessageBySeq(ctx, "room-lobby", 3)
		page, err3 := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: 10})
		return errors.Join(err, err2, err3, same("stored", n, 2), same("message", stored, want),
			sameList("history", seqs(page.Items), []int64{3, 10}))
	})},
	{"ImportMessages raises Rev and Pruned to the highest Seq", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("b", 10), old("a", 3)})
		r, err2 := s.Room(ctx, "room-lobby")
		next, _, err3 := s.AddMessage(ctx, note("c"))
		return errors.Join(err, err2, err3, same("Rev", r.Rev, 10), same("Pruned", r.Pruned, 10), same("next Seq", next.Seq, 11))
	})},
	{"ImportMessages logs nothing, and the log goes on above", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("a", 3)})
		_, err2 := s.Events(ctx, "room-lobby", 2, 10)
		none, err3 := s.Events(ctx, "room-lobby", 3, 10)
		err4 := post(ctx, s, "b")
		one, err5 := s.Events(ctx, "room-lobby", 3, 10)
		if err := errors.Join(err, err3, err4, err5, is("below", err2, chat.ErrGone), same("events", len(none), 0),
			same("events after a post", len(one), 1)); err != nil {
			return err
		}
		return same("rev of the event", one[0].Rev, 4)
	})},
	{"ImportMessages into a room with a log prunes it", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("c", 9)})
		_, err2 := s.Events(ctx, "room-lobby", 1, 10)
		events, err3 := s.Events(ctx, "room-lobby", 9, 10)
		return errors.Join(err, is("the old log", err2, chat.ErrGone), err3, same("events", len(events), 0))
	})},
	{"ImportMessages twice changes nothing", withLobby(func(ctx context.Context, s chat.Storage) error {
		list := []chat.Message{old("a", 3), old("b", 10)}
		_, err := s.ImportMessages(ctx, "room-lobby", list)
		_, err2 := s.UpdateMessage(ctx, "message-a", edit(), setText("edited since"))
		n, err3 := s.ImportMessages(ctx, "room-lobby", list)
		r, err4 := s.Room(ctx, "room-lobby")
		m, err5 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, err3, err4, err5, same("stored", n, 0), same("Rev", r.Rev, 11),
			same("Pruned", r.Pruned, 10), same("text", m.Text, "edited since"))
	})},
	{"ImportMessages skips what the room has and stores the rest", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("a", 3)})
		again := old("a", 50)
		again.ID = "message-again"
		n, err2 := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("a", 3), again, old("b", 10)})
		r, err3 := s.Room(ctx, "room-lobby")
		return errors.Join(err, err2, err3, same("stored", n, 1), same("Rev", r.Rev, 10))
	})},
	{"ImportMessages with a Seq not above the Rev is ErrExists", withLobby(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(post(ctx, s, "a"), refused(ctx, s, old("b", 5), old("c", 1)), refused(ctx, s, old("b", 5), old("c", 0)),
			refused(ctx, s, old("c", -1)))
	})},
	{"ImportMessages with a Seq twice is ErrExists", withLobby(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(post(ctx, s, "a"), refused(ctx, s, old("b", 5), old("c", 6), old("d", 5)))
	})},
	{"ImportMessages with the ID of another message is ErrExists", withLobby(func(ctx context.Context, s chat.Storage) error {
		twin := old("b", 6)
		twin.ID = "message-a"
		return errors.Join(post(ctx, s, "a"), refused(ctx, s, old("c", 5), twin))
	})},
	{"ImportMessages leaves room to count on", withLobby(func(ctx context.Context, s chat.Storage) error {
		n, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("a", math.MaxInt64)})
		if err == nil {
			return fmt.Errorf("stored %d messages at the end of all numbers", n)
		}
		return errors.Join(post(ctx, s, "b"), rev(ctx, s, 1))
	})},
	{"ImportMessages into no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("a", 3)})
		return is("ImportMessages", err, chat.ErrNotFound)
	}},
	{"ImportMessages of nothing changes nothing", withNote(func(ctx context.Context, s chat.Storage) error {
		n, err := s.ImportMessages(ctx, "room-lobby", nil)
		return errors.Join(err, same("stored", n, 0), rev(ctx, s, 2))
	})},
	{"ImportMessages takes any number, and again", withLobby(func(ctx context.Context, s chat.Storage) error {
		var list []chat.Message
		for i := int64(1); i <= 1000; i++ {
			list = append(list, old(fmt.Sprint(i), 2*i))
		}
		n, err := s.ImportMessages(ctx, "room-lobby", list)
		m, err2 := s.ImportMessages(ctx, "room-lobby", list)
		r, err3 := s.Room(ctx, "room-lobby")
		return errors.Join(err, err2, err3, same("stored", n, 1000), same("stored again", m, 0), same("Rev", r.Rev, 2000))
	})},
}
