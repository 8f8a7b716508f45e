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
		if len(events) == 0 {
			return clients, atRev(ctx, s, after)
		}
		notes, err := notesOf(ctx, s, events)
		if err != nil {
			return nil, err
		}
		for _, ev := range events {
			if after++; ev.Rev != after || clients[ev.ClientID] {
				return nil, fmt.Errorf("rev %d stands in place %d, or %q twice", ev.Rev, after, ev.ClientID)
			}
			clients[ev.ClientID] = true
			if m := notes[ev.Rev]; m.ClientID != ev.ClientID || m.Text != textOf(ev.ClientID) {
				return nil, fmt.Errorf("rev %d is %+v, not %q", ev.Rev, m, ev.ClientID)
			}
		}
	}
}

// notesOf are the messages that events are about, by seq.
func notesOf(ctx context.Context, s chat.Storage, events []chat.Event) (map[int64]chat.Message, error) {
	ids := make([]chat.MessageID, len(events))
	for i, ev := range events {
		ids[i] = chat.MessageID(ev.Object)
	}
	list, err := s.MessagesByID(ctx, ids)
	notes := make(map[int64]chat.Message, len(list))
	for _, m := range list {
		notes[m.Seq] = m
	}
	return notes, err
}

func atRev(ctx context.Context, s chat.Storage, rev int64) error {
	room, err := s.Room(ctx, Lobby)
	if err == nil && room.Rev != rev {
		err = fmt.Errorf("the room is at rev %d and the log at %d", room.Rev, rev)
	}
	return err
}
