package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/parleychat/parley/chat"
)

// withNote wraps a check that needs message a in the lobby, and b above it.
func withNote(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		if err := post(ctx, s, "a", "b"); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

var updatePromises = []promise{
	{"UpdateMessage stores the change under the next Rev", withNote(func(ctx context.Context, s chat.Storage) error {
		want := note("a")
		want.Seq, want.Rev, want.Text = 1, 3, ""
		want.EditedAt, want.DeletedAt, want.DeletedBy = noon.AddDate(0, 0, 1), noon.AddDate(0, 0, 2), "user-bob"
		got, err := s.UpdateMessage(ctx, "message-a", edit(), func(m *chat.Message) error {
			m.Text, m.EditedAt, m.DeletedAt, m.DeletedBy = want.Text, want.EditedAt, want.DeletedAt, want.DeletedBy
			return nil
		})
		stored, err2 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, same("result", got, want), same("stored", stored, want))
	})},
	{"UpdateMessage moves Rev, not Seq", withNote(func(ctx context.Context, s chat.Storage) error {
		for i := range 3 {
			m, err := s.UpdateMessage(ctx, "message-a", edit(), setText(fmt.Sprint(i)))
			if err = errors.Join(err, same("Seq", m.Seq, 1), same("Rev", m.Rev, int64(i)+3)); err != nil {
				return err
			}
		}
		m, err := s.MessageBySeq(ctx, "room-lobby", 1)
		return errors.Join(err, same("message at 1", m.ID, chat.MessageID("message-a")))
	})},
	{"UpdateMessage logs the change", withNote(func(ctx context.Context, s chat.Storage) error {
		c := remove()
		c.ClientID = "c"
		_, err := s.UpdateMessage(ctx, "message-a", c, erase)
		events, err2 := s.Events(ctx, "room-lobby", 2, 10)
		return errors.Join(err, err2, rev(ctx, s, 3), sameList("log", events, []chat.Event{{
			Room: "room-lobby", Rev: 3, Kind: chat.MessageDeleted, Object: "message-a",
			Actor: "user-bob", ClientID: "c", At: c.At,
		}}))
	})},
	{"UpdateMessage changes nothing else about the message", withNote(func(ctx context.Context, s chat.Storage) error {
		want, err := s.Message(ctx, "message-a")
		got, err2 := s.UpdateMessage(ctx, "message-a", edit(), func(m *chat.Message) error {
			m.ID, m.Room, m.Seq, m.Rev, m.AuthorID, m.ClientID = "message-z", "room-z", 9, 9, "user-z", "z"
			m.CreatedAt, m.Author = noon.AddDate(1, 0, 0), ann()
			return nil
		})
		want.Rev = 3
		stored, err3 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, err3, same("result", got, want), same("stored", stored, want))
	})},
	{"UpdateMessage shows the current message to change, also to many at once", withNote(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error {
			_, err := s.UpdateMessage(ctx, "message-a", edit(), func(m *chat.Message) error {
				m.Text += fmt.Sprintf(" <%d>", i)
				return nil
			})
			return err
		})
		m, err2 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, same("edits kept", strings.Count(m.Text, "<"), 20), rev(ctx, s, 22))
	})},
	{"UpdateMessage returns the error of change, wrapped", withNote(func(ctx context.Context, s chat.Storage) error {
		mine := errors.New("mine")
		_, err := s.UpdateMessage(ctx, "message-a", edit(), func(*chat.Message) error { return mine })
		return is("UpdateMessage", err, mine)
	})},
	{"UpdateMessage with an error from change leaves no trace", withNote(func(ctx context.Context, s chat.Storage) error {
		before, err := s.Message(ctx, "message-a")
		_, _ = s.UpdateMessage(ctx, "message-a", edit(), func(m *chat.Message) error {
			_ = erase(m)
			return chat.ErrForbidden
		})
		after, err2 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, same("message", after, before), rev(ctx, s, 2), post(ctx, s, "c"), rev(ctx, s, 3))
	})},
	{"UpdateMessage with ErrUnchanged returns the current message and no error", withNote(func(ctx context.Context, s chat.Storage) error {
		before, err := s.Message(ctx, "message-a")
		got, err2 := s.UpdateMessage(ctx, "message-a", edit(), func(m *chat.Message) error {
			_ = erase(m)
			return fmt.Errorf("nothing to do: %w", chat.ErrUnchanged)
		})
		return errors.Join(err, err2, same("result", got, before))
	})},
	{"UpdateMessage with ErrUnchanged leaves no trace", withNote(func(ctx context.Context, s chat.Storage) error {
		before, err := s.Message(ctx, "message-a")
		_, err2 := s.UpdateMessage(ctx, "message-a", edit(), func(m *chat.Message) error {
			_ = erase(m)
			return chat.ErrUnchanged
		})
		after, err3 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, err3, same("message", after, before), rev(ctx, s, 2))
	})},
	{"UpdateMessage of no message is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		called := false
		_, err := s.UpdateMessage(ctx, "message-z", edit(), func(*chat.Message) error { called = true; return nil })
		return errors.Join(is("UpdateMessage", err, chat.ErrNotFound), same("change called", called, false), rev(ctx, s, 2))
	})},
}
