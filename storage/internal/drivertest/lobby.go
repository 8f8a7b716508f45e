package drivertest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// Lobby is the room of Note.
const Lobby chat.RoomID = "lobby"

// MakeLobby makes the room.
func MakeLobby(t testing.TB, s chat.Storage) {
	t.Helper()
	room := chat.Room{ID: Lobby, Kind: chat.Public, Slug: "lobby", Name: "Lobby"}
	if _, err := s.CreateRoom(t.Context(), room, nil); err != nil {
		t.Fatal(err)
	}
}

// Note is a message for the lobby, told from others by its client ID.
func Note(client string) chat.Message {
	return chat.Message{
		ID: chat.MessageID("message-" + client), Room: Lobby, AuthorID: "ann", ClientID: client,
		Text: textOf(client), CreatedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
}

func textOf(client string) string { return "text of " + client }

// Post adds notes 1 to n.
func Post(t testing.TB, s chat.Storage, n int) {
	t.Helper()
	for i := 1; i <= n; i++ {
		if _, _, err := s.AddMessage(t.Context(), Note(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
}

// Holes checks that the log of a lobby in which there are only notes has the revs 1 to the
// room's, once each, and that each names a message with that seq. It returns the client
// IDs.
func Holes(ctx context.Context, s chat.Storage) (map[string]bool, error) {
	clients := map[string]bool{}
	for after := int64(0); ; {
		events, err := s.Events(ctx, Lobby, after, 500)
		if err != nil {
			return nil, err
		}
		for _, ev := range events {
			if after++; ev.Rev != after || clients[ev.ClientID] {
				return nil, fmt.Errorf("rev %d stands in place %d, or %q twice", ev.Rev, after, ev.ClientID)
			}
			clients[ev.ClientID] = true
			m, err := s.MessageBySeq(ctx, Lobby, ev.Rev)
			if err != nil || m.ClientID != ev.ClientID || m.Text != textOf(ev.ClientID) {
				return nil, fmt.Errorf("rev %d is %+v: %w", ev.Rev, m, err)
			}
		}
		if len(events) == 0 {
			return clients, atRev(ctx, s, after)
		}
	}
}

func atRev(ctx context.Context, s chat.Storage, rev int64) error {
	room, err := s.Room(ctx, Lobby)
	if err == nil && room.Rev != rev {
		err = fmt.Errorf("the room is at rev %d and the log at %d", room.Rev, rev)
	}
	return err
}
