package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
	"github.com/parleychat/parley/storage/storagetest"
)

func TestPromises(t *testing.T) {
	for name, path := range map[string]func(t *testing.T) string{
		"File":   file,
		"Memory": func(*testing.T) string { return sqlite.Memory },
	} {
		t.Run(name, func(t *testing.T) {
			storagetest.Run(t, func(t *testing.T) chat.Storage {
				// No promise is about power failures, and the tests need not wait for the disk.
				return open(t, path(t), &sqlite.Options{Relaxed: true, Prefix: "forum_talk_"})
			})
		})
	}
}

// file is where a new database may be.
func file(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "chat.db")
}

// open opens a store with a current schema for the length of the test.
func open(t testing.TB, path string, opts *sqlite.Options) *sqlite.Store {
	t.Helper()
	var o sqlite.Options
	if opts != nil {
		o = *opts
	}
	o.Migrate = true
	s, err := sqlite.Open(t.Context(), path, &o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// withRoom opens a store that has the room of note.
func withRoom(t testing.TB, path string, opts *sqlite.Options) *sqlite.Store {
	t.Helper()
	s := open(t, path, opts)
	room := chat.Room{ID: "lobby", Kind: chat.Public, Slug: "lobby", Name: "Lobby"}
	if _, err := s.CreateRoom(t.Context(), room, nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// note is a message for the lobby, told from others by its client ID.
func note(client string) chat.Message {
	return chat.Message{
		ID: chat.MessageID("message-" + client), Room: "lobby", AuthorID: "ann", ClientID: client,
		Text: "text of " + client, CreatedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
}

// post adds notes 1 to n.
func post(t testing.TB, s chat.Storage, n int) {
	t.Helper()
	for i := 1; i <= n; i++ {
		if _, _, err := s.AddMessage(t.Context(), note(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
}

// holes checks that the log has the revs 1 to the room's, once each, and that each
// names a message with that seq. It returns the client IDs.
func holes(ctx context.Context, s chat.Storage) (map[string]bool, error) {
	clients := map[string]bool{}
	for after := int64(0); ; {
		events, err := s.Events(ctx, "lobby", after, 500)
		if err != nil {
			return nil, err
		}
		for _, ev := range events {
			if after++; ev.Rev != after || clients[ev.ClientID] {
				return nil, fmt.Errorf("rev %d stands in place %d, or %q twice", ev.Rev, after, ev.ClientID)
			}
			clients[ev.ClientID] = true
			m, err := s.MessageBySeq(ctx, "lobby", ev.Rev)
			if err != nil || m.ClientID != ev.ClientID || m.Text != "text of "+ev.ClientID {
				return nil, fmt.Errorf("rev %d is %+v: %w", ev.Rev, m, err)
			}
		}
		if len(events) == 0 {
			room, err := s.Room(ctx, "lobby")
			if err == nil && room.Rev != after {
				err = fmt.Errorf("the room is at rev %d and the log at %d", room.Rev, after)
			}
			return clients, err
		}
	}
}
