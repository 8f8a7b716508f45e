package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

// TestSendersWhileBusy has senders wait for one another, and all of them for somebody
// else who holds the file.
func TestSendersWhileBusy(t *testing.T) {
	path := file(t)
	s := withRoom(t, path, &sqlite.Options{BusyTimeout: time.Hour})
	drivertest.Post(t, s, 1)
	release := hold(t, path)
	done := make(chan error)
	for i := range 8 {
		go func() {
			_, _, err := s.AddMessage(t.Context(), drivertest.Note(fmt.Sprint("sender-", i)))
			done <- err
		}()
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_, _, err := s.AddMessage(ctx, drivertest.Note("impatient"))
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("while the file is held a call ends with %v", err)
	}
	release()
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	for i := range 8 {
		if _, err := s.Message(t.Context(), drivertest.Note(fmt.Sprint("sender-", i)).ID); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Message(t.Context(), drivertest.Note("impatient").ID); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("who left is stored: %v", err)
	}
	if r, err := s.Room(t.Context(), drivertest.Lobby); err != nil || r.Rev != 10 {
		t.Errorf("rev %d after 9 messages and an edit: %v", r.Rev, err)
	}
}

// hold has another store write to the file until it is released.
func hold(t *testing.T, path string) (release func()) {
	t.Helper()
	other := open(t, path, nil)
	held, until, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := other.UpdateMessage(t.Context(), "message-1", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error {
			close(held)
			<-until
			m.Text = "by the other"
			return nil
		})
		ended <- err
	}()
	<-held
	return func() {
		close(until)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}
