package storagetest_test

import (
	"context"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
	"github.com/parleychat/parley/storage/storagetest"
)

// TestSealed runs the suite on a driver that is not ours, and shows that no text gets
// through it on the way.
func TestSealed(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) chat.Storage {
		s, err := Seal(&guard{memory.New(), t}, make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

// TestSealedElsewhere shows that a text opens only where it belongs.
func TestSealedElsewhere(t *testing.T) {
	inner := memory.New()
	s, err := Seal(inner, make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateRoom(t.Context(), chat.Room{ID: "1"}, nil); err != nil {
		t.Fatal(err)
	}
	for _, id := range []chat.MessageID{"a", "b"} {
		if _, _, err := s.AddMessage(t.Context(), chat.Message{ID: id, Room: "1", ClientID: string(id), Text: "text of " + string(id)}); err != nil {
			t.Fatal(err)
		}
	}
	a, err := inner.Message(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	_, err = inner.UpdateMessage(t.Context(), "b", chat.Change{}, func(m *chat.Message) error { m.Text = a.Text; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if m, err := s.Message(t.Context(), "b"); err == nil {
		t.Errorf("b says %q", m.Text)
	}
	if list, err := s.MessagesBy(t.Context(), "", "", 10); err == nil {
		t.Errorf("a list with it: %v", list)
	}
}

// A guard is a store that wants to see no text.
type guard struct {
	*memory.Store
	t *testing.T
}

func (g *guard) look(m chat.Message) {
	g.t.Helper()
	if m.Text != "" && !strings.HasPrefix(m.Text, prefix) {
		g.t.Errorf("the inner store sees %.40q", m.Text)
	}
}

// AddMessage implements chat.MessageStore.
func (g *guard) AddMessage(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
	g.look(m)
	return g.Store.AddMessage(ctx, m)
}

// UpdateMessage implements chat.MessageStore.
func (g *guard) UpdateMessage(
	ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error,
) (chat.Message, error) {
	return g.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
		err := change(m)
		g.look(*m)
		return err
	})
}

// ImportMessages implements chat.MessageStore.
func (g *guard) ImportMessages(ctx context.Context, room chat.RoomID, list []chat.Message) (int, error) {
	for _, m := range list {
		g.look(m)
	}
	return g.Store.ImportMessages(ctx, room, list)
}
